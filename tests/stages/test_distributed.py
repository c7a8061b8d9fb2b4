"""Several processes as one: small pieces, then whole runs in two processes against one."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_shards import break_sample, tiny_shards
from torch import Tensor, nn

import pa3d
from pa3d.errors import UsageError
from pa3d.stages.distributed import SyncedBatchNorm, Team, check_shares, join_team, sync_batch_norms

from .conftest import ROOT, environment, free_port, run_pa3d


def test_one_process_is_a_team_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK"):
        monkeypatch.delenv(name, raising=False)
    with join_team("cpu") as team:
        assert (team.rank, team.size, team.first, team.device.type) == (0, 1, True, "cpu")
        rows = torch.tensor([3, 1])
        assert team.gather(rows) is rows and team.add_up(rows) is rows
        assert team.gather_texts(["a", "b\nc", ""]) == ("a", "b c", "") and team.gather_texts([]) == ()
        assert team.largest(3) == 3
        check_shares(team, 1)
    with pytest.raises(UsageError, match=r"--batch 2 is too small\. There are 3 processes\. Give --batch 6"):
        check_shares(Team(1, 3), 2)


def test_an_environment_that_is_not_whole_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    for name in ("RANK", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UsageError, match="RANK, MASTER_ADDR, MASTER_PORT is not set"), join_team("cpu"):
        pass
    monkeypatch.setenv("WORLD_SIZE", "two")
    with pytest.raises(UsageError, match="'two' is no number"), join_team("cpu"):
        pass


def test_batch_norms_are_replaced_with_their_values() -> None:
    network = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Sequential(nn.BatchNorm1d(3)))
    network(torch.randn(9, 2) * 3 + 1)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    assert sync_batch_norms(network) == 2 and isinstance(network[1], SyncedBatchNorm)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert sync_batch_norms(network) == 0
    network.eval()
    assert torch.allclose(network[1](torch.ones(2, 3)), nn.functional.batch_norm(
        torch.ones(2, 3), network[1].running_mean, network[1].running_var, network[1].weight, network[1].bias,
    ))  # fmt: skip


PAIR = """
    import sys, torch
    from pa3d.stages.distributed import SyncedBatchNorm, join_team
    with join_team("cpu") as team:
        torch.manual_seed(0)
        rows, weights = torch.randn(11, 4) * 2 + 1, torch.randn(11, 4)
        mine = slice(0, 7) if team.first else slice(7, 11)
        norm = SyncedBatchNorm(4)
        torch.nn.init.normal_(norm.weight)
        part = rows[mine].clone().requires_grad_()
        (norm(part) * weights[mine]).sum().backward()
        team.add_gradients(list(norm.parameters()))
        plain = torch.nn.BatchNorm1d(4)
        plain.load_state_dict({**norm.state_dict(), "running_mean": torch.zeros(4), "running_var": torch.ones(4),
                               "num_batches_tracked": torch.tensor(0)})
        whole = rows.clone().requires_grad_()
        (plain(whole) * weights).sum().backward()
        for ours, theirs in ((part.grad, whole.grad[mine]), (norm.weight.grad, plain.weight.grad),
                             (norm.running_mean, plain.running_mean), (norm.running_var, plain.running_var)):
            assert torch.allclose(ours, theirs, atol=1e-5), (ours, theirs)
        assert team.gather(torch.arange(3 + team.rank)).tolist() == [0, 1, 2, 0, 1, 2, 3]
        assert team.gather_texts(["eins", "zwei"] if team.first else ["drei"]) == ("eins", "zwei", "drei")
        assert team.gather_texts([] if team.first else ["drei"]) == ("drei",) and team.gather_texts([]) == ()
        assert team.largest(4 - team.rank) == 4
        some = rows[: 5 if team.first else 0].clone().requires_grad_()  # who has no shape takes part all the same
        one = SyncedBatchNorm(4)
        one(some).sum().backward()
        assert torch.allclose(one.running_mean, 0.1 * rows[:5].mean(0), atol=1e-6)
        assert team.hand_out(torch.tensor([5.0 + team.rank])).item() == 5
        parameter = torch.nn.Parameter(torch.zeros(2))
        if team.first:
            parameter.grad = torch.ones(2)
        team.add_gradients([parameter])
        assert parameter.grad.tolist() == [1, 1]
"""


def test_two_processes_agree() -> None:
    code, port = textwrap.dedent(PAIR), free_port()
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=environment(rank, 2, port), cwd=ROOT) for rank in range(2)
    ]
    assert [process.wait(timeout=120) for process in started] == [0, 0]


def weights(folder: Path, which: str = "last") -> dict[str, Tensor]:
    return dict(pa3d.load(folder / f"{which}.safetensors", device="cpu", dtype="float32").network.state_dict())


def metrics(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def trained_by(processes: int, arguments: list[str], out: Path) -> Path:
    done = run_pa3d([*arguments, "--out", str(out), "--device", "cpu"], processes)
    assert [each.returncode for each in done] == [0] * processes, done
    assert all(each.stdout == "" for each in done[1:])
    return out


@pytest.mark.slow
def test_aligning_in_two_processes_is_aligning_in_one(tmp_path: Path, tiny_start: Path) -> None:
    """50 steps of the last block and a word adapter, with drop path, bent shapes, an odd number of them, and noisy
    names of both.
    """
    shards = tiny_shards(tmp_path / "shards", 11)
    arguments = [
        "align", "--data", str(shards), "--init", str(tiny_start), "--train", "last-block", "--batch", "5",
        "--max-steps", "50", "--warmup-steps", "5", "--workers", "0", "--augment", "wild", "--text-noise", "0.3",
        "--word-adapter", "16", "--part-balance", "0.5",
    ]  # fmt: skip
    one, two = (trained_by(count, arguments, tmp_path / f"run{count}") for count in (1, 2))
    first, second = weights(one), weights(two)
    assert max(float((first[name] - second[name]).abs().max()) for name in first) < 1e-4
    began = pa3d.load(tiny_start, device="cpu", dtype="float32").network.state_dict()
    moved = {name for name, value in began.items() if name in first and not torch.equal(value, first[name])}
    assert moved and all(name.startswith(("encoder.blocks.1.", "encoder.norm.", "log_scale")) for name in moved)
    assert first["words.out.weight"].shape == (384, 16) and first["words.out.weight"].abs().max() > 1e-3  # not 0
    for mine, other in zip(metrics(one), metrics(two), strict=True):
        assert mine["loss"] == pytest.approx(other["loss"], abs=1e-4)
        assert mine["accuracy"] == pytest.approx(other["accuracy"], abs=2e-3)
    assert json.loads((two / "run.json").read_text())["processes"] == 2


@pytest.mark.slow
def test_distilling_in_two_processes_shares_batch_statistics(tmp_path: Path, tiny_start: Path) -> None:
    shards = tiny_shards(tmp_path / "shards", 11)
    arguments = [
        "distill", "--data", str(shards), "--init", str(tiny_start), "--batch", "6", "--max-steps", "20",
        "--workers", "0",
    ]  # fmt: skip
    one = trained_by(1, arguments, tmp_path / "run1")
    done = run_pa3d([*arguments, "--out", str(tmp_path / "run2"), "--device", "cpu"], 2)
    assert [each.returncode for each in done] == [0, 0]
    assert "2 BatchNorms take their statistics over the shapes of all 2 processes together" in done[0].stderr
    assert done[1].stdout == done[1].stderr == ""
    first, second = weights(one), weights(tmp_path / "run2")
    # The bias before a BatchNorm has no gradient but rounding, which AdamW makes steps of: it goes its own way, and
    # the mean with it. What comes out does not feel it.
    embed = {"lift.bias", "expand.bias", "mix.bias", "lift_norm.running_mean", "mix_norm.running_mean"}
    felt = first.keys() - {f"encoder.embed.{name}" for name in embed}
    assert len(felt) == len(first) - 5
    assert max(float((first[name] - second[name]).abs().max()) for name in felt) < 1e-4
    for mine, other in zip(metrics(one), metrics(tmp_path / "run2"), strict=True):
        assert mine["loss"] == pytest.approx(other["loss"], abs=1e-4)


@pytest.mark.slow
def test_two_processes_validate_and_are_taken_up_as_one(tmp_path: Path, tiny_start: Path) -> None:
    """Only the first of them validates and keeps the best; a line of metrics spans the end of the first sitting."""
    settings = {
        "data": str(tiny_shards(tmp_path / "shards", 11)), "init": str(tiny_start), "train": "last-block", "batch": 5,
        "workers": 0, "loop": {"max_steps": 6, "schedule": "constant", "log_every": 4, "save_steps": 3},
        "validation": {"source": "synthetic", "every": 2, "categories": ["mug"], "limit": 1, "points": 200},
    }  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(settings))
    arguments = ["align", "--config", str(tmp_path / "config.json")]
    one, two = (trained_by(count, arguments, tmp_path / f"run{count}") for count in (1, 2))
    for mine, other in zip(metrics(one), metrics(two), strict=True):
        assert mine.keys() == other.keys() and mine.get("loss") == pytest.approx(other.get("loss"), abs=1e-4)
    assert [line["step"] for line in metrics(two)] == [2, 4, 4, 6, 6]
    cut = trained_by(2, [*arguments, "--max-steps", "3"], tmp_path / "cut")
    done = run_pa3d(["align", "--resume", str(cut), "--max-steps", "6"], 2)
    assert [each.returncode for each in done] == [0, 0], done
    for which in ("last", "best"):
        first, second, third = (weights(folder, which) for folder in (one, two, cut))
        assert max(float((first[name] - second[name]).abs().max()) for name in first) < 1e-4
        assert max(float((first[name] - third[name]).abs().max()) for name in first) < 1e-4


@pytest.mark.slow
def test_pieces_and_parts_may_be_uneven_and_empty(tmp_path: Path, tiny_start: Path) -> None:
    """Two and three shapes, of which some are broken, in three pieces; then one shape each, or none."""
    shards = tiny_shards(tmp_path / "shards", 11)
    for index in range(3):
        break_sample(shards, 0, index)
    start = ["--data", str(shards), "--init", str(tiny_start), "--workers", "0"]
    trained_by(2, ["distill", *start, "--batch", "5", "--accumulate", "3", "--max-steps", "8"], tmp_path / "run1")
    arguments = ["align", *start, "--batch", "2", "--max-steps", "8", "--train", "last-block", "--text-noise", "0.3"]
    one, two = (trained_by(count, arguments, tmp_path / f"two{count}") for count in (1, 2))
    assert json.loads((two / "run.json").read_text())["broken"] > 0
    first, second = weights(one), weights(two)
    assert max(float((first[name] - second[name]).abs().max()) for name in first) < 1e-4
