"""The word adapter: where it starts, and that it can tell apart what no linear head of the shapes could."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from pa3d.core.word_adapter import WordAdapter


def test_a_fresh_adapter_leaves_words_alone() -> None:
    words = F.normalize(torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(0)), dim=-1)
    assert torch.allclose(WordAdapter(8, 16)(words), words, atol=1e-6)


def test_it_gives_unit_rows_in_float32() -> None:
    adapter = WordAdapter(8, 16)
    torch.nn.init.normal_(adapter.out.weight)
    words = adapter.to(torch.bfloat16)(F.normalize(torch.randn(4, 8), dim=-1))
    assert words.dtype == torch.float32 and torch.allclose(words.norm(dim=-1), torch.ones(4), atol=1e-5)


def test_it_learns_names_that_lie_on_both_sides_of_others() -> None:
    """Two parts by their names' product of signs: no one direction is nearer to all names of a part."""
    torch.manual_seed(0)
    names = torch.tensor([[1.0, 1], [-1, -1], [1, -1], [-1, 1]]) / 2**0.5
    part = torch.tensor([0, 0, 1, 1])
    adapter, features = WordAdapter(2, 32), torch.randn(2, 2, requires_grad=True)
    optimizer = torch.optim.Adam([*adapter.parameters(), features], lr=0.02)
    for _ in range(200):
        loss = F.cross_entropy(10 * adapter(names) @ F.normalize(features, dim=-1).T, part)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert (adapter(names) @ features.T).argmax(1).tolist() == part.tolist()
