"""A Shape as the two files a shard holds of it: arrays (safetensors, masks bit-packed) and words (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from pa3d.errors import FileError, ShapeError
from pa3d.shapes.records import Array, Shape

FORMAT = 1
ARRAYS, WORDS = "safetensors", "json"  # what stands behind the first dot: WebDataset's keys
_ID = re.compile(r"[a-z0-9_-]{1,200}")
_WORD_KEYS = {"id": str, "source": str, "category": (str, type(None)), "license": (str, type(None)), "names": list}


class Sample(NamedTuple):
    """The bytes of `<id>.safetensors` and of `<id>.json`."""

    arrays: bytes
    words: bytes


def pack_shape(shape: Shape, more: Mapping[str, Any] | None = None) -> Sample:
    """A shape as bytes; the same shape gives the same bytes. more: what else its JSON should say.

    Raises ShapeError for an id outside [a-z0-9_-]+, arrays of other shapes than the record says, names that are not as
    many as the masks, and numbers that are not finite.
    """
    _check(shape)
    count, labels = len(shape.points), len(shape.label_masks)
    arrays = {"points": shape.points.astype(np.float32), "label_bits": np.packbits(shape.label_masks, axis=1)}
    for name, kind in (("normals", "f4"), ("colors", "u1"), ("teacher_centers", "f4"), ("teacher_features", "f2")):
        values = getattr(shape, name)
        if values is not None:
            arrays[name] = np.ascontiguousarray(values, dtype=kind)
    words = {
        **(more or {}), "format": FORMAT, "id": shape.id, "source": shape.source, "license": shape.license,
        "category": shape.category, "names": [list(names) for names in shape.label_names],
        "points": count, "labels": labels,
    }  # fmt: skip
    contiguous = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
    return Sample(save_arrays(contiguous), _json(words))


def _json(words: Mapping[str, Any]) -> bytes:
    return json.dumps(words, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def unpack_words(words: bytes, where: str) -> dict[str, Any]:
    """The JSON of a sample, its keys checked. where: what to call it in the FileError."""
    try:
        said = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise _broken(where, f"Its JSON cannot be read: {error}.") from error
    if not isinstance(said, dict):
        raise _broken(where, f"Its JSON is {type(said).__name__} instead of an object.")
    if said.get("format") != FORMAT:
        found = f"Found format {said.get('format')!r}; this version reads {FORMAT}."
        raise FileError(f"{where} has another format.", found, "Install the version of pa3d that wrote it.")
    for key, kind in _WORD_KEYS.items():
        if not isinstance(said.get(key), kind):  # type: ignore[arg-type]
            raise _broken(where, f"Its JSON says {key} = {said.get(key)!r}.")
    for names in said["names"]:
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise _broken(where, f"Its JSON says names = {names!r}.")
    return said


def unpack_shape(sample: Sample, where: str) -> Shape:
    """The shape of a sample, every count held against the others. Raises FileError naming `where`."""
    said = unpack_words(sample.words, where)
    try:
        arrays = load_arrays(sample.arrays)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:  # KeyError: a number type numpy does not have
        raise _broken(where, f"Its arrays cannot be read: {error}.") from error
    names = tuple(tuple(names) for names in said["names"])
    points, bits = arrays.get("points"), arrays.get("label_bits")
    if points is None or bits is None:
        raise _broken(where, f"It holds {', '.join(sorted(arrays)) or 'nothing'}; points and label_bits are needed.")
    if points.ndim != 2 or bits.dtype != np.uint8 or bits.shape != (len(names), -(-len(points) // 8)):
        found = f"{len(names)} names, points {points.shape}, label bits {bits.dtype} {bits.shape} do not fit together."
        raise _broken(where, found)
    shape = Shape(
        id=said["id"], points=points, label_names=names, category=said["category"], source=said["source"],
        label_masks=np.unpackbits(bits, axis=1, count=len(points)).view(bool), license=said["license"],
        normals=arrays.get("normals"), colors=arrays.get("colors"),
        teacher_centers=arrays.get("teacher_centers"), teacher_features=arrays.get("teacher_features"),
    )  # fmt: skip
    try:
        _check(shape)
    except ShapeError as error:
        raise _broken(where, str(error)) from error
    return shape


def _broken(where: str, found: str) -> FileError:
    return FileError(f"{where} is broken.", found, "Run the same `pa3d prepare` again: it makes broken shards anew.")


def _check(shape: Shape) -> None:
    """Raise ShapeError where a record is not what its docstring says."""
    if not _ID.fullmatch(shape.id):
        found = "Allowed are up to 200 of a-z, 0-9, _ and -."
        raise ShapeError(f"The id {shape.id!r} cannot be a name in a shard.", found, "Rename the file.")
    count, labels = len(shape.points), len(shape.label_names)
    if shape.points.shape != (count, 3) or count == 0:
        raise ShapeError("Points must be (N, 3) with N >= 1.", f"Found {shape.points.shape}.", "Check the source.")
    _must_be("normals", shape.normals, (count, 3), "f")
    _must_be("colors", shape.colors, (count, 3), "u")
    _must_be("label_masks", shape.label_masks, (labels, count), "b")
    _must_be("points", shape.points, (count, 3), "f")
    centers, features = shape.teacher_centers, shape.teacher_features
    if (centers is None) != (features is None):
        raise ShapeError("Teacher centres and features go together.", "Found one of them.", "Give both or none.")
    if centers is not None and features is not None:
        if features.ndim != 2 or 0 in features.shape:
            raise ShapeError("teacher_features must be (G, E).", f"Found {features.shape}.", "Check the source.")
        _must_be("teacher_centers", centers, (len(features), 3), "f")
        _must_be("teacher_features", features, features.shape, "f")


def _must_be(name: str, values: Array | None, shape: tuple[int, ...], kind: str) -> None:
    if values is None:
        return
    if values.shape != shape or values.dtype.kind != kind:
        wanted = {"f": "floats", "u": "bytes", "b": "booleans"}[kind]
        found = f"Found {values.dtype} {values.shape}."
        raise ShapeError(f"{name} must be {wanted} {shape}.", found, "Check the source.")
    if kind == "f" and not np.isfinite(values).all():
        rows = int((~np.isfinite(values)).reshape(len(values), -1).any(1).sum())
        raise ShapeError(f"{name} must be finite.", f"{rows} of {len(values)} rows are not.", "Check the source.")
