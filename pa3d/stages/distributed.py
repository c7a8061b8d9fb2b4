"""Several processes as one: what `torchrun` or `accelerate launch` started, as a Team; one process is a team of one.

Gradients are added up and losses divided by the number of shapes of all, so a team learns what one process would.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from pa3d.errors import Pa3dError, UsageError
from pa3d.runtime import pick_device
from pa3d.stages.memory import is_out_of_memory

_PATIENCE = timedelta(hours=2)  # the first process validates alone while the others wait


@dataclass(frozen=True)
class Team:
    """This process among `size`; the one of rank 0 writes files and talks."""

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    local: int = 0  # this process among those of its machine

    @property
    def first(self) -> bool:
        """Whether this process speaks for all."""
        return self.rank == 0

    def add_up(self, values: Tensor) -> Tensor:
        """The sum over all processes, in place and returned."""
        if self.size > 1:
            with _told():
                dist.all_reduce(values)
        return values

    def hand_out(self, values: Tensor) -> Tensor:
        """The first process's values, in place and returned."""
        if self.size > 1:
            with _told():
                dist.broadcast(values, 0)
        return values

    def wait(self) -> None:
        """Until all processes are here."""
        self.add_up(torch.zeros(1, device=self.device))

    def gather(self, rows: Tensor) -> Tensor:
        """Rows (n,) int64 of all processes, those of the first one first; n may differ."""
        if self.size == 1:
            return rows
        longest = torch.zeros(self.size, dtype=torch.long, device=rows.device)
        longest[self.rank] = len(rows)
        counts = self.add_up(longest)
        every = torch.zeros(self.size, int(counts.max()), dtype=torch.long, device=rows.device)
        every[self.rank, : len(rows)] = rows
        every = self.add_up(every)
        return torch.cat([every[i, :count] for i, count in enumerate(counts.tolist())])

    def gather_texts(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The texts of all processes, of some of which there may be none."""
        packed = "".join(text.replace("\n", " ") + "\n" for text in texts).encode()
        rows = torch.tensor([*packed], dtype=torch.long, device=self.device)
        return tuple(bytes(self.gather(rows).tolist()).decode().split("\n")[:-1])

    def largest(self, value: int) -> int:
        """The largest of the values of all processes."""
        return int(self.gather(torch.tensor([value], device=self.device)).max())

    def add_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Add the gradients of all processes up, in one message; a process without one counts as zero."""
        if self.size == 1:
            return
        gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in parameters]
        flat = self.add_up(torch.cat([gradient.flatten() for gradient in gradients]))
        parts = torch.split(flat, [gradient.numel() for gradient in gradients])
        for parameter, part in zip(parameters, parts, strict=True):
            parameter.grad = part.view_as(parameter)


@contextmanager
def join_team(device: str) -> Iterator[Team]:
    """The team that the environment tells of (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT).

    nccl between GPUs, one for each process; gloo between CPUs. Raises UsageError for an environment that is not whole.
    """
    size, rank, local = _number("WORLD_SIZE", 1), _number("RANK", 0), _number("LOCAL_RANK", 0)
    if size == 1:
        yield Team(device=pick_device(device))
        return
    place = pick_device(device)
    if place.type == "cuda":
        place = pick_device(f"cuda:{local}")
        torch.cuda.set_device(place)
    missing = [name for name in ("RANK", "MASTER_ADDR", "MASTER_PORT") if not os.environ.get(name)]
    if missing:
        found = f"WORLD_SIZE is {size}, and {', '.join(missing)} is not set."
        raise UsageError("The processes of this run cannot find each other.", found, "Start them with torchrun.")
    backend = "nccl" if place.type == "cuda" else "gloo"
    dist.init_process_group(backend, timeout=_PATIENCE)
    try:
        yield Team(rank, size, place, local)
    finally:
        dist.destroy_process_group()


def _number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal():
        raise UsageError(f"{name} = {text!r} is no number.", "The environment says so.", "Start with torchrun.")
    return int(text)


def check_shares(team: Team, batch: int) -> None:
    """Raise UsageError where a batch has no shape for each process."""
    if batch < team.size:
        do = f"Give --batch {2 * team.size}, or start fewer processes."
        raise UsageError(f"--batch {batch} is too small.", f"There are {team.size} processes.", do)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise
        found = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        do = "Look at the message of the one that ended first."
        raise Pa3dError("Another process of this run has ended.", found, do) from error


class _Sum(torch.autograd.Function):
    """The sum over processes; its gradient is the sum of theirs."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        total = values.clone()
        with _told():
            dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        total = gradients[0].clone()
        with _told():
            dist.all_reduce(total)
        return total


class SyncedBatchNorm(nn.BatchNorm1d):
    """BatchNorm over rows (n, C) whose statistics, while training, are those of all processes together, on any device.

    torch's own knows GPUs only.
    """

    def forward(self, rows: Tensor) -> Tensor:
        if not self.training:
            return super().forward(rows)
        assert self.running_mean is not None and self.running_var is not None and self.momentum is not None
        wide = rows.float()
        totals: Tensor = _Sum.apply(torch.cat([wide.sum(0), wide.new_tensor([len(wide)])]))  # type: ignore[no-untyped-call]
        count = totals[-1].detach()
        mean = totals[:-1] / count
        variance: Tensor = _Sum.apply((wide - mean).square().sum(0)) / count  # type: ignore[no-untyped-call]
        with torch.no_grad():
            assert self.num_batches_tracked is not None
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * count / (count - 1).clamp(min=1), self.momentum)
        normed: Tensor = (wide - mean) * (variance + self.eps).rsqrt() * self.weight + self.bias
        return normed.to(rows.dtype)


def sync_batch_norms(network: nn.Module) -> int:
    """Put SyncedBatchNorms in the place of the network's BatchNorms, with their values; returns how many."""
    found = [
        (module, name, norm)
        for module in network.modules()
        for name, norm in module.named_children()
        if type(norm) is nn.BatchNorm1d
    ]
    for module, name, norm in found:
        synced = SyncedBatchNorm(norm.num_features, norm.eps, norm.momentum).to(norm.weight.device)
        synced.load_state_dict(norm.state_dict())
        setattr(module, name, synced)
    return len(found)
