"""Tensors in .pt files, as arrays. Only plain tensors are built: no code runs, and no header decides how much memory
is taken."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.io.source import PathLike, open_file, refuse
from pa3d.shapes.records import Array

_KIND = "a file of tensors"
_ANEW = "Save plain tensors with torch.save."


def read_array(path: PathLike, shape: tuple[int | None, ...], kinds: str = "fiu") -> Array:
    """The one tensor of a .pt file, of this shape (None: any length) and of these NumPy kinds. Raises FileError."""
    return checked_array(path, Path(path).name, read_tensors(path), shape, kinds)


def checked_array(path: PathLike, name: str, value: Any, shape: tuple[int | None, ...], kinds: str = "fiu") -> Array:
    """`value` itself when it is an array of this shape and kind; a FileError that calls it `name` when not."""
    wanted = "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"
    if not isinstance(value, np.ndarray):
        raise refuse(path, _KIND, f"{name} is {type(value).__name__}; a tensor {wanted} is needed.", _ANEW)
    fits = value.ndim == len(shape) and all(w in (None, s) for w, s in zip(shape, value.shape, strict=True))
    if not fits or value.dtype.kind not in kinds:
        raise refuse(path, _KIND, f"{name} is {value.dtype} {value.shape}; the shape {wanted} is needed.", _ANEW)
    if value.dtype.kind == "f" and not np.isfinite(value).all():
        raise refuse(path, _KIND, f"{name} has {(~np.isfinite(value)).sum()} values that are not finite.")
    return value


def read_tensors(path: PathLike) -> Any:
    """What torch.save wrote: a tensor as an array, a dict or list with such arrays in it, numbers and texts.

    Raises FileError for a file that is missing, broken, compressed or from before torch 1.6, that holds anything but
    these, or whose tensors say they are larger than the file.
    """
    size = _check_archive(path)
    import torch

    try:
        # Not mapped into memory: torch compares claims with what is there only when it reads.
        content = torch.load(Path(path), map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever the bytes led it to; all of it means the same to a reader
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = (lines[0] if lines else type(error).__name__)[:200].rstrip(".")
        if "weights_only" in reason or "Weights only" in reason:
            reason = "It holds more than tensors, and what else it holds is not run"
        raise refuse(path, _KIND, f"{reason}.", _ANEW) from error
    return _as_arrays(path, content, size, 0)


def _check_archive(path: PathLike) -> int:
    """The size of a file that is an uncompressed zip no larger inside than outside."""
    with open_file(path) as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        start = stream.read(4)
        if start != b"PK\x03\x04":
            found = "The file is empty (0 bytes)." if not size else f"It starts with {start!r}, and is no zip archive."
            raise refuse(path, _KIND, found, "Save it again with torch 1.6 or later.")
        try:
            with zipfile.ZipFile(stream) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
            raise refuse(path, _KIND, f"The archive is broken: {error}.", "Fetch or write it again.") from error
    claimed = sum(member.file_size for member in members)
    if claimed > size or any(member.compress_type != zipfile.ZIP_STORED for member in members):
        raise refuse(path, _KIND, f"It has {size} bytes and claims to unpack to {claimed}.", _ANEW)
    return size


def _as_arrays(path: PathLike, value: Any, size: int, depth: int) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.is_quantized or value.is_complex() or value.is_meta:
            raise refuse(path, _KIND, "It holds a tensor that is not a plain one of real numbers.", _ANEW)
        claimed = value.numel() * value.element_size()  # a stride of 0 repeats one number for ever
        if claimed > size:
            raise refuse(path, _KIND, f"A tensor {tuple(value.shape)} claims {claimed} bytes; the file has {size}.")
        value = value.detach()
        return (value.float() if value.dtype == torch.bfloat16 else value.clone()).numpy()
    if depth > 8:
        raise refuse(path, _KIND, "It is nested without end.", _ANEW)
    if isinstance(value, Mapping):
        return {key: _as_arrays(path, inner, size, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_arrays(path, inner, size, depth + 1) for inner in value]
    return value
