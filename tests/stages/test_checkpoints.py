"""The state of a run, out and in again."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from torch import nn

from pa3d.errors import CheckpointError
from pa3d.stages.checkpoints import Position, load_state, save_state

POSITION = Position(7, 12.5, 0.25, 224, 3, 1024.0, 5, 2, {"loss": (0.1 + 0.2, 64.0)})


def learned() -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    optimizer = torch.optim.AdamW([{"params": network[0].parameters()}, {"params": network[2].parameters()}], lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        network(torch.randn(8, 3)).square().sum().backward()
        optimizer.step()
    return network, optimizer


def test_everything_comes_back_to_the_bit(tmp_path: Path) -> None:
    network, optimizer = learned()
    mean = copy.deepcopy(network).double().float()
    with torch.no_grad():
        mean[0].weight.mul_(0.5)
    save_state(tmp_path / "s", network, mean, optimizer, POSITION, {"teacher width": 768})
    fresh = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    kept = copy.deepcopy(fresh)
    again = torch.optim.AdamW([{"params": fresh[0].parameters()}, {"params": fresh[2].parameters()}], lr=0.1)
    assert load_state(tmp_path / "s", fresh, kept, again, {"teacher width": 768}) == POSITION
    for ours, theirs in ((fresh, network), (kept, mean)):
        assert all(torch.equal(value, theirs.state_dict()[name]) for name, value in ours.state_dict().items())
    for first, second in zip(again.param_groups, optimizer.param_groups, strict=True):
        for mine, other in zip(first["params"], second["params"], strict=True):
            assert again.state[mine].keys() == optimizer.state[other].keys()
            assert all(torch.equal(again.state[mine][key], value) for key, value in optimizer.state[other].items())
    points = torch.randn(8, 3)
    for net, optim in ((network, optimizer), (fresh, again)):
        optim.zero_grad()
        net(points).square().sum().backward()
        optim.step()
    assert torch.equal(network[0].weight, fresh[0].weight)


def test_another_network_or_other_data_are_refused(tmp_path: Path) -> None:
    network, optimizer = learned()
    save_state(tmp_path / "s", network, network, optimizer, POSITION, {"teacher width": 768})
    with pytest.raises(CheckpointError, match="the teacher width was 768 and is 384"):
        load_state(tmp_path / "s", network, network, optimizer, {"teacher width": 384})
    other = nn.Sequential(nn.Linear(3, 5))
    with pytest.raises(CheckpointError, match="is of another network"):
        load_state(tmp_path / "s", other, other, torch.optim.AdamW(other.parameters()), {"teacher width": 768})


@pytest.mark.parametrize("content", [b"", b"not a state", b"\x02\0\0\0\0\0\0\0{}"])
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s").write_bytes(content)
    network, optimizer = learned()
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_state(tmp_path / "s", network, network, optimizer, {})
