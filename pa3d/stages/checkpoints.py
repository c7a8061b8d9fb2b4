"""What a run needs to go on exactly where it was: weights, their running mean, optimiser, position. No pickle.

There is no random state: every draw belongs to its sample (data/draws.py), so the position decides it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from pa3d.errors import CheckpointError
from pa3d.io.atomic import atomic_path

_KEY = "pa3d_state"
_FORMAT = 2
_UNREADABLE = (OSError, SafetensorError, KeyError, TypeError, ValueError)
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # AdamW's, by its own names


@dataclass
class Position:
    """How far a run has come. pending: sums and counts of figures since the last line of metrics; window: its steps.

    best: value of the best validation; best_due: it is of this step, and its checkpoint is still to be written;
    validated: the step of the last. read, broken: shapes, counted each time; left_out: what is wrong with each that is
    broken. loss_scale, calm: of float16, and steps since it changed. unlogged: seconds since the last line of metrics.
    """

    steps: int = 0
    seconds: float = 0.0
    best: float | None = None
    read: int = 0
    broken: int = 0
    loss_scale: float = 1.0
    calm: int = 0
    window: int = 0
    pending: dict[str, tuple[float, float]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    validated: int | None = None
    unlogged: float = 0.0
    best_due: bool = False


def save_state(
    path: Path,
    network: nn.Module,
    kept: nn.Module,
    optimizer: torch.optim.Optimizer,
    position: Position,
    identity: Mapping[str, Any],
    sizes: Mapping[str, Any] | None = None,
) -> None:
    """Write the state, whole or not at all. kept: the network or its running mean. identity: what it learns from.
    sizes: of the network.

    Raises FileError when the disk fails or is full.
    """
    tensors = {f"network/{name}": value for name, value in network.state_dict().items()}
    if kept is not network:
        tensors |= {f"mean/{name}": value for name, value in kept.state_dict().items()}
    for name, parameter in network.named_parameters():
        for moment, value in optimizer.state.get(parameter, {}).items():
            tensors[f"{moment}/{name}"] = value
    whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    said = {"format": _FORMAT, "position": asdict(position), "identity": dict(identity)}
    said |= {} if sizes is None else {"network": dict(sizes)}
    content = to_bytes(whole, metadata={_KEY: json.dumps(said, sort_keys=True)})
    with atomic_path(path, overwrite=True) as temporary:
        temporary.write_bytes(content)


def _said(file: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((file.metadata() or {})[_KEY])
    if said["format"] != _FORMAT:
        raise ValueError(f"it has format {said['format']}, this version reads {_FORMAT}")
    return said


def _unreadable(path: Path, error: Exception) -> CheckpointError:
    return CheckpointError(f"The state {path} cannot be read.", f"{error}.", "Start a new run.")


def load_state(
    path: Path,
    network: nn.Module,
    kept: nn.Module,
    optimizer: torch.optim.Optimizer,
    identity: Mapping[str, Any],
) -> Position:
    """Put a state into the network, its running mean and the optimiser; returns where the run was.

    Raises CheckpointError for a file that is none, that fits another network, or that learned from other data.
    """
    check_identity(path, identity)
    try:
        with safe_open(path, framework="pt") as file:
            said = _said(file)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        known = {entry.name for entry in fields(Position)}
        position = Position(**{name: value for name, value in said["position"].items() if name in known})
        position.pending = {name: (pair[0], pair[1]) for name, pair in position.pending.items()}
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error
    groups: dict[str, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        group, _, inner = name.partition("/")
        groups.setdefault(group, {})[inner] = value
    try:
        network.load_state_dict(groups.get("network", {}))
        if kept is not network:
            kept.load_state_dict(groups.get("mean", {}))
    except RuntimeError as error:
        found = " ".join(str(error).split())[:300]
        raise CheckpointError(f"The state {path} is of another network.", found, "Start a new run.") from error
    for name, parameter in network.named_parameters():
        moments = {moment: groups[moment][name] for moment in _MOMENTS if name in groups.get(moment, {})}
        if moments:  # as AdamW keeps them: its count of steps stays on the CPU
            optimizer.state[parameter] = {
                moment: value if moment == "step" else value.to(parameter.device) for moment, value in moments.items()
            }
    return position


def sizes_within(path: Path) -> dict[str, Any] | None:
    """The sizes of a state's network; None in a state that does not tell. Raises CheckpointError for a file that is
    none.
    """
    try:
        with safe_open(path, framework="pt") as file:
            sizes = _said(file).get("network")
            return None if sizes is None else dict(sizes)
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error


def check_identity(path: Path, identity: Mapping[str, Any]) -> None:
    """Raise CheckpointError for a state that is none, or that learned from other data than `identity` tells of."""
    try:
        with safe_open(path, framework="pt") as file:
            before = dict(_said(file)["identity"])
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error
    now = json.loads(json.dumps(identity))
    differing = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    if differing:
        told = ", ".join(f"the {key} was {before.get(key)} and is {now.get(key)}" for key in differing)
        what = f"The run of {path} cannot go on with this data."
        raise CheckpointError(what, f"In it, {told}.", "Give the data it was begun with, or start a new run.")
