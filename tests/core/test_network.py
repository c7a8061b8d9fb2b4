"""Heads, the temperature and its clamp."""

from __future__ import annotations

import math

import pytest
import torch

from pa3d.core.network import MAX_SCALE, PatchAlign


def test_features_are_unit_rows_in_float32(tiny_network: PatchAlign) -> None:
    tokens = torch.randn(2, 8, 32, generator=torch.Generator().manual_seed(0))
    text, teacher = tiny_network.text_features(tokens), tiny_network.teacher_features(tokens)
    assert text.shape == (2, 8, 12) and teacher.shape == (2, 8, 10)
    for rows in (text, teacher):
        assert torch.allclose(rows.norm(dim=-1), torch.ones(2, 8), atol=1e-5)
    assert tiny_network.text_head is not None
    raw = tiny_network.text_head(tokens)
    assert torch.allclose(text * raw.norm(dim=-1, keepdim=True), raw, atol=1e-5)
    assert tiny_network.bfloat16().text_features(tokens.bfloat16()).dtype == torch.float32


def test_cosines_are_those_of_the_features_and_so_are_their_gradients(tiny_network: PatchAlign) -> None:
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randn(2, 8, 32, generator=generator)
    rows = torch.randn(2, 5, 12, generator=generator)
    assert tiny_network.text_head is not None
    weights = list(tiny_network.text_head.parameters())
    for text in (rows, rows[0]):  # of each shape its own, or the same for all
        text = torch.nn.functional.normalize(text, dim=-1)
        found, wanted = tiny_network.text_cosines(tokens)(text), tiny_network.text_features(tokens) @ text.mT
        assert found.shape == (2, 8, 5) and torch.allclose(found, wanted, atol=1e-5)
        pull = torch.randn(2, 8, 5, generator=generator)
        ours, theirs = (torch.autograd.grad((cosines * pull).sum(), weights) for cosines in (found, wanted))
        for mine, other in zip(ours, theirs, strict=True):
            assert torch.allclose(mine, other, atol=1e-5)


def test_the_scale_starts_at_the_release_and_is_clamped(tiny_network: PatchAlign) -> None:
    assert tiny_network.scale().item() == pytest.approx(1 / 0.07)
    tiny_network.log_scale.data.fill_(math.log(MAX_SCALE) + 1)
    assert tiny_network.scale().item() == MAX_SCALE


def test_heads_are_there_when_asked_for(tiny_network: PatchAlign) -> None:
    config = tiny_network.encoder.config
    assert PatchAlign(config, None, 10).text_head is None
    assert PatchAlign(config, 12, None).teacher_head is None
    names = {name.split(".")[0] for name, _ in PatchAlign(config, 12, None).named_parameters()}
    assert names == {"encoder", "text_head", "log_scale", "bias"}
