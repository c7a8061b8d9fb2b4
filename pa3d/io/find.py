"""The shape files a text names: a file, a folder searched through, or a glob."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from pa3d.errors import FileError
from pa3d.io.formats import FORMATS, format_of, is_shape_file

OUTPUT_MARK = ".parts."  # what our own outputs carry in their names


def find_shape_files(text: str) -> list[Path]:
    """The files that `text` names, sorted; own outputs and hidden files only when named themselves.

    Raises FileError for a path that does not exist, a format that is not read, a folder or a glob without shapes.
    """
    path = Path(text)
    if path.is_dir():
        inside = sorted(child for child in path.rglob("*") if _usable(child))
        if not inside:
            raise FileError(f"{text} holds no shape.", f"Read are {', '.join(FORMATS)}.", "Give another folder.")
        return inside
    if os.path.lexists(path) or not glob.has_magic(text):
        if not path.exists():
            found = "It is a link to nothing." if path.is_symlink() else "There is no such file or folder."
            raise FileError(f"{path} does not exist.", found, "Check the spelling of the path.")
        format_of(path)
        return [path]
    names = glob.glob(text, recursive=True)  # noqa: PTH207 (Path.glob takes no absolute pattern)
    matches = sorted(match for name in names if _usable(match := Path(name)))
    if not matches:
        raise FileError(f"{text} matches no shape.", "It fits no file that is read.", "Check the pattern.")
    return matches


def _usable(path: Path) -> bool:
    return path.is_file() and is_shape_file(path) and OUTPUT_MARK not in path.name and not path.name.startswith(".")
