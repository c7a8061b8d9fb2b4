"""What a stage gives the training loop, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from pa3d.data.batches import Batch, Loaded


class Terms(NamedTuple):
    """losses (b,) of b shapes, with a graph; figures: by name the sum and the count (2,) of what is told about them."""

    losses: Tensor
    figures: Mapping[str, Tensor]

    def with_loss(self) -> dict[str, Tensor]:
        """The figures and the loss among them, without a graph, in double precision."""
        losses = self.losses.detach().double()
        told = {"loss": torch.stack([losses.sum(), losses.new_tensor(len(losses))]), **self.figures}
        return {name: value.detach().double() for name, value in told.items()}


class Found(Protocol):
    """A validation: figures by name, the value that the best checkpoint has most of, and one line for people."""

    @property
    def figures(self) -> Mapping[str, float]: ...
    @property
    def value(self) -> float: ...
    @property
    def said(self) -> str: ...


@dataclass(frozen=True)
class Stage(Generic[Batch]):
    """What a stage gives the loop.

    batches(first): this process's parts of the batches from number `first` on. step(batch, pieces): the terms of each
    piece of a batch, which may be empty where there are several processes. save(path, network, steps): write a
    checkpoint. size: shapes to a batch over all processes. steps: at most; None: until the minutes are over. identity:
    what it learns from, the same when it is taken up. shapes: in an epoch, None where it never ends. sizes: from which
    the network can be built when it is taken up.
    """

    network: nn.Module
    batches: Callable[[int], Iterator[Loaded[Batch]]]
    step: Callable[[Batch, int], Iterable[Terms]]
    save: Callable[[Path, nn.Module, int], None]
    size: int
    steps: int | None
    identity: Mapping[str, Any] = field(default_factory=dict)
    shapes: int | None = None
    sizes: Mapping[str, Any] = field(default_factory=dict)
    validate: Callable[[nn.Module], Found] | None = None
    validate_every: int = 1000


@dataclass(frozen=True)
class LoopResult:
    """steps taken, seconds they took, why the loop ended (`done` or `interrupted`), and the network to keep.

    read, broken: shapes that were asked for and those left out.
    """

    steps: int
    seconds: float
    end: str
    network: nn.Module
    read: int = 0
    broken: int = 0
