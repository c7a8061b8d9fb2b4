"""A batch that does not fit into memory: what would."""

from __future__ import annotations

import gc
from collections.abc import Callable

import torch

from pa3d.errors import Pa3dError

# How CPU allocators say it: torch has no class of its own for them.
_PHRASES = ("can't allocate memory", "not enough memory", "out of memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory is over, on a GPU or on the CPU."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(phrase in str(error).lower() for phrase in _PHRASES)


def too_large(shapes: int, pieces: int, device: torch.device, fits: Callable[[int], bool] | None) -> Pa3dError:
    """The error for a batch of `shapes` in `pieces` that does not fit.

    fits(pieces): tries a piece of the batch cut into more; None where it cannot be tried.
    """
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    place = "memory" if device.type == "cpu" else f"the memory of {device}"
    what = f"A batch of {shapes} shapes does not fit into {place}."
    if pieces > 1:
        what = f"A batch of {shapes} shapes in {pieces} pieces does not fit into {place}."
    more = pieces
    while more < shapes:
        more = min(2 * more, shapes)
        if fits is None:
            return Pa3dError(what, "Smaller ones were not tried.", f"Give --accumulate {more}, or a smaller --batch.")
        if fits(more):
            at_once = -(-shapes // more)
            do = f"Give --accumulate {more} (BatchNorms that learn then see a piece at a time), or --batch {at_once}."
            return Pa3dError(what, f"Tried: {at_once} at a time fit.", do)
    return Pa3dError(what, "Not even one shape at a time fits.", "Use a smaller --preset, or another --device.")
