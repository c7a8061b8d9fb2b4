"""Facts about the machine: device, the number type it multiplies fastest in, how its allocator behaves."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pa3d.config import DtypeChoice
from pa3d.errors import UsageError

if TYPE_CHECKING:
    import torch


_BFLOAT16_FLAGS = {"amx_bf16", "avx512_bf16"}  # processors without either only emulate it, several times slower
_WORTH_IT = 1.3  # a smaller gain is eaten by the conversions around the products


def pick_device(choice: str) -> torch.device:
    """`auto` (CUDA when there is one), `cpu`, `cuda` or `cuda:N` as a device. UsageError for anything else."""
    import torch

    if choice == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    kind, colon, index = choice.partition(":")
    if kind not in ("cpu", "cuda") or (colon and not index.isdigit()):
        raise UsageError(
            f"--device {choice} is not a device.", "Allowed: auto, cpu, cuda, cuda:N.", "Give one of them."
        )
    count = torch.cuda.device_count() if kind == "cuda" else 1
    if kind == "cuda" and int(index or 0) >= count:
        raise UsageError(f"--device {choice} is not here.", f"CUDA devices found: {count}.", "Use --device cpu.")
    return torch.device(choice)


def pick_dtype(choice: DtypeChoice, device: torch.device) -> torch.dtype:
    """The number type of inference: bfloat16 where it is faster, float32 elsewhere, or what was asked for."""
    import torch

    if choice == "float32":
        return torch.float32
    if choice == "bfloat16":
        return torch.bfloat16
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    return torch.bfloat16 if _bfloat16_pays() else torch.float32


@cache
def _bfloat16_pays() -> bool:
    cpu_info = Path("/proc/cpuinfo")
    flags = set(cpu_info.read_text().split()) if cpu_info.exists() else set()
    if not flags & _BFLOAT16_FLAGS:
        return False
    import torch

    return matrix_rate(torch.bfloat16, 512) > _WORTH_IT * matrix_rate(torch.float32, 512)


def square_product(size: int, dtype: torch.dtype, device: torch.device | None = None) -> Callable[[], object]:
    """A call that multiplies two matrices of size x size: 2 * size**3 floating-point operations. device: None, CPU."""
    import torch

    left, right = torch.ones(2, size, size, dtype=dtype, device=device)
    return lambda: left @ right


def matrix_rate(dtype: torch.dtype, size: int = 2048, repeats: int = 5) -> float:
    """Floating-point operations per second of a square product on the CPU: the best of some repeats."""
    multiply = square_product(size, dtype)
    best = float("inf")
    for _ in range(repeats + 1):
        start = time.perf_counter()
        multiply()
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best


def keep_freed_memory() -> None:
    """Tell glibc to reuse freed blocks instead of handing them back to the kernel.

    A step of the encoder frees and takes the same few hundred megabytes; returning them costs a page fault per 4 KB
    (a training step of `small` took 1.7 times as long). Elsewhere than on Linux with glibc this does nothing.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return  # another C library: its allocator has its own rules
    trim_threshold, mmap_max = -1, -4  # M_TRIM_THRESHOLD, M_MMAP_MAX of malloc.h
    mallopt(mmap_max, 0)
    mallopt(trim_threshold, 2**31 - 1)
