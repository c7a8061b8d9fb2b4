"""Any folder of labelled NPZ and PLY files as a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case
from pa3d.benchmarks.pickles import read_npz
from pa3d.config import Axis
from pa3d.errors import FileError
from pa3d.io.find import OUTPUT_MARK
from pa3d.io.truth import read_truth

SUFFIXES = (".npz", ".ply")
_DO = "Give a folder of NPZ files with points, labels and names, or of PLY files as pa3d writes them."


def cases(folder: Path, up: Axis | None = None) -> Sequence[CaseFile]:
    """Every labelled NPZ and PLY below a folder (or the one file given), sorted by path.

    category: what the file says, else the folder it lies in. Own outputs (`*.parts.*`) are predictions: they are
    passed over unless there is nothing else. up: for all; None: what the file says, else y. A part's name that is a
    path through a hierarchy (cabinet/door/handle) is its last step. Raises FileError when there is no such file.
    """
    if folder.is_file():
        return (_case_file(folder.parent, folder, up),)
    if not folder.is_dir():
        raise FileError(f"{folder} does not exist.", "There is no such folder.", "Check the spelling of the path.")
    paths = sorted(
        path for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )  # fmt: skip
    paths = [path for path in paths if OUTPUT_MARK not in path.name] or paths
    if not paths:
        raise FileError(f"{folder} holds no labelled shape.", "It has no .npz and no .ply file.", _DO)
    return tuple(_case_file(folder, path, up) for path in paths)


def _case_file(folder: Path, path: Path, up: Axis | None) -> CaseFile:
    case_id = path.relative_to(folder).as_posix()
    said = (_written_category(path), path.resolve().parent.name)
    category = next((name for name in said if name and any(map(str.isalnum, name))), "shape")
    return CaseFile(case_id, category, partial(_read, path, case_id, category, up))


def _written_category(path: Path) -> str | None:
    """The category an NPZ names, without reading the rest of it; a broken file is told when it is read."""
    try:
        array = read_npz(path, ("category",)).get("category") if path.suffix.lower() == ".npz" else None
    except FileError:
        return None
    return str(array.item()) if array is not None and array.size == 1 and array.dtype.kind == "U" else None


def _read(path: Path, case_id: str, category: str, up: Axis | None) -> Case:
    truth = read_truth(path)
    parts = [name.rstrip("/").rpartition("/")[2] for name in truth.names]
    axis: Axis = up or truth.up or "y"
    return checked_case(path, case_id, category, truth.points, truth.labels, parts, axis)
