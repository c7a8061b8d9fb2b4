"""The point decoder: where it starts, whom it asks, and that it can be finer than a patch."""

from __future__ import annotations

import torch

from pa3d.core.decoder import NEIGHBOURS, DecodedCosines, PointDecoder


def made(batch: int = 2, groups: int = 7, width: int = 6, count: int = 20) -> tuple[torch.Tensor, ...]:
    """Points (B, n, 3), centers (B, G, 3), tokens (B, G, D)."""
    generator = torch.Generator().manual_seed(0)
    sizes = ((count, 3), (groups, 3), (groups, width))
    return tuple(torch.randn(batch, *size, generator=generator) for size in sizes)


def trained(width: int = 6, hidden: int = 16) -> PointDecoder:
    torch.manual_seed(1)
    decoder = PointDecoder(width, hidden)
    torch.nn.init.normal_(decoder.out.weight)
    torch.nn.init.normal_(decoder.out.bias)
    return decoder


def slowly(decoder: PointDecoder, points: torch.Tensor, centers: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
    """One point (n, 3) at a time, of one shape."""
    rows = []
    for point in points:
        distance = (centers - point).square().sum(1)
        near = distance.argsort()[:NEIGHBOURS]
        weight = 1 / (distance[near] + 1e-8)
        weight = (weight / weight.sum())[:, None]
        token = (tokens[near] * weight).sum(0)
        offset = 8 * (point - (centers[near] * weight).sum(0))
        rows.append(token + decoder.out(torch.relu(decoder.token(token) + decoder.offset(offset))))
    return torch.stack(rows)


def test_it_equals_the_slow_form() -> None:
    points, centers, tokens = made()
    decoder = trained()
    slow = torch.stack([slowly(decoder, points[i], centers[i], tokens[i]) for i in range(2)])
    assert torch.allclose(decoder(points, centers, tokens), slow, atol=1e-5)


def test_a_fresh_decoder_interpolates_tokens() -> None:
    _, centers, tokens = made()
    said = PointDecoder(6, 16)(centers, centers, tokens)
    assert torch.allclose(said, tokens, atol=1e-4)  # at a centre, its own token


def test_fewer_patches_than_neighbours() -> None:
    points, centers, tokens = made(groups=1)
    assert torch.allclose(PointDecoder(6, 4)(points, centers, tokens), tokens.expand(-1, 20, -1), atol=1e-5)


def test_it_learns_a_border_inside_a_patch() -> None:
    torch.manual_seed(0)
    points = torch.rand(4, 200, 3) * 0.4 - 0.2
    centers, tokens = torch.zeros(4, 1, 3), torch.zeros(4, 1, 2)  # one patch: to it all its points look alike
    bears = (points[..., 0] > 0.05).long()
    decoder = PointDecoder(2, 16)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=0.03)
    for _ in range(200):
        loss = torch.nn.functional.cross_entropy(decoder(points, centers, tokens).flatten(0, 1), bears.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert (decoder(points, centers, tokens).argmax(-1) == bears).float().mean() > 0.97


def test_gradients_reach_the_tokens_asked_and_every_weight() -> None:
    points, centers, tokens = made()
    tokens.requires_grad_()
    decoder = trained()
    decoder(points, centers, tokens).square().sum().backward()
    asked = torch.cdist(points, centers).topk(NEIGHBOURS, largest=False).indices
    seen = torch.zeros(2, 7).scatter_(1, asked.flatten(1), 1.0).bool()
    assert tokens.grad is not None and torch.equal(tokens.grad.abs().sum(-1) > 0, seen)
    assert all(parameter.grad is not None for parameter in decoder.parameters())


def test_prepared_answers_equal_the_written_form() -> None:
    points, centers, tokens = made()
    decoder, head = trained(), torch.nn.Linear(6, 9)
    text = torch.nn.functional.normalize(torch.randn(4, 9, generator=torch.Generator().manual_seed(5)), dim=-1)
    with torch.no_grad():
        written = torch.nn.functional.normalize(head(decoder(points, centers, tokens)), dim=-1) @ text.T
        prepared = DecodedCosines(decoder, head, centers, tokens, text)(points)
    assert prepared.shape == (2, 20, 4) and torch.allclose(prepared, written, atol=1e-5)
    few = torch.nn.Linear(6, 3)  # a text space narrower than a token
    with torch.no_grad():
        written = torch.nn.functional.normalize(few(decoder(points, centers, tokens)), dim=-1) @ text[:, :3].T
        assert torch.allclose(DecodedCosines(decoder, few, centers, tokens, text[:, :3])(points), written, atol=1e-5)
