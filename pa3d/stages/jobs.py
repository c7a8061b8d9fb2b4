"""Which files are read and where their outputs go."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.io.formats import FORMATS, format_of, is_shape_file

OUTPUT_MARK = ".parts."  # what our own outputs carry in their names


class Job(NamedTuple):
    """An input and its output; error: why it cannot be done, known before reading."""

    path: Path
    output: Path | None
    error: Pa3dError | None = None


class _Found(NamedTuple):
    path: Path
    root: Path  # the folder or glob's first fixed folder it was found under


def find_jobs(inputs: Sequence[str], out: str | None) -> list[Job]:
    """Every input once, in the order given (folders and globs sorted), with its output.

    Folders are searched through; own outputs in them are passed over. Raises UsageError when --out is a file and there
    are several inputs. A missing file, or a glob or folder without shapes, is a job with an error.
    """
    found: dict[Path, _Found | Pa3dError] = {}
    for text in inputs:
        for path, item in _expand(text):
            found.setdefault(path, item)
    shapes = [item for item in found.values() if isinstance(item, _Found)]
    target = None if out is None else Path(out)
    as_file = target is not None and not target.is_dir() and is_shape_file(target) and not out_is_folder(out)
    if as_file and len(found) > 1:
        raise UsageError(f"--out {out} is one file.", f"There are {len(found)} inputs.", "Give a folder.")
    names = _output_names(shapes, target is not None)
    jobs = []
    for path, item in found.items():
        if isinstance(item, Pa3dError):
            jobs.append(Job(path, None, item))
            continue
        try:
            format_of(path)
        except FileError as error:
            jobs.append(Job(path, None, error))
            continue
        if as_file and target is not None:
            output = target
        else:
            output = (target or path.parent) / names[path]
        jobs.append(Job(path, output))
    return jobs


def out_is_folder(out: str | None) -> bool:
    """Whether --out names a folder although it does not exist: it ends with a separator."""
    return out is not None and out.endswith(("/", os.sep))


def _expand(text: str) -> Iterable[tuple[Path, _Found | Pa3dError]]:
    path = Path(text)
    if path.is_dir():
        inside = sorted(child for child in path.rglob("*") if _usable(child))
        if not inside:
            yield path, FileError(f"{text} holds no shape.", f"Read are {', '.join(FORMATS)}.", "Give another folder.")
        yield from ((child, _Found(child, path)) for child in inside)
    elif path.exists() or not glob.has_magic(text):
        missing = FileError(f"{text} does not exist.", "No such file or folder.", "Check the spelling of the path.")
        yield path, _Found(path, path.parent) if path.exists() else missing
    else:
        matches = sorted(Path(name) for name in glob.glob(text, recursive=True))
        matches = [match for match in matches if _usable(match)]
        if not matches:
            yield (
                path,
                FileError(f"{text} matches no shape.", "The pattern fits no readable file.", "Check the pattern."),
            )
        fixed = Path(*[part for part in path.parts[: next(i for i, p in enumerate(path.parts) if glob.has_magic(p))]])
        yield from ((match, _Found(match, fixed)) for match in matches)


def _usable(path: Path) -> bool:
    return path.is_file() and is_shape_file(path) and OUTPUT_MARK not in path.name and not path.name.startswith(".")


def _output_names(shapes: Sequence[_Found], gathered: bool) -> dict[Path, Path]:
    """The output of each input, relative to the folder it goes to.

    Inputs gathered in one folder keep theirs where two have the same stem; what then still collides (chair.ply beside
    chair.obj) keeps its extension in the name.
    """
    plain = {item.path: Path(f"{item.path.stem}.parts{_output_extension(item.path)}") for item in shapes}
    if gathered:
        stems = Counter(name.as_posix() for name in plain.values())
        for item in shapes:
            name = plain[item.path]
            folder = item.path.parent
            inside = folder.relative_to(item.root) if folder.is_relative_to(item.root) else Path()
            if stems[name.as_posix()] > 1 and inside != Path():
                plain[item.path] = inside / name
    where = {item.path: Path() if gathered else item.path.parent for item in shapes}
    taken = Counter((where[path] / name).as_posix() for path, name in plain.items())
    for item in shapes:
        name = plain[item.path]
        if taken[(where[item.path] / name).as_posix()] > 1:
            distinct = f"{item.path.stem}{item.path.suffix.replace('.', '_')}.parts{name.suffix}"
            plain[item.path] = name.with_name(distinct)
    return plain


def _output_extension(path: Path) -> str:
    extension = path.suffix.lower()
    return FORMATS[extension].output if extension in FORMATS else ".ply"
