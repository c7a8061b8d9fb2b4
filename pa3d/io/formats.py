"""The formats, as a table, and the one door into them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from pa3d.errors import FileError
from pa3d.io.source import PathLike
from pa3d.io.survey import Survey, survey_record
from pa3d.shapes.records import Cloud, Mesh

if TYPE_CHECKING:
    from pa3d.io.las_layout import LasFile

Source: TypeAlias = "Cloud | Mesh | LasFile"


class Format(NamedTuple):
    """A format: its name, the axis its files usually have up, what reads it (module:function), what we write."""

    name: str
    default_up: Literal["y", "z"]
    reader: str
    output: str


FORMATS: dict[str, Format] = {
    ".ply": Format("PLY", "y", "ply:read_ply", ".ply"),
    ".las": Format("LAS", "z", "las:open_las", ".las"),
    ".laz": Format("LAZ", "z", "las:open_las", ".laz"),
    ".npz": Format("NPZ", "y", "npz:read_npz", ".npz"),
    ".npy": Format("NPY", "y", "npz:read_npy", ".npz"),
    ".xyz": Format("XYZ", "z", "xyz:read_xyz", ".ply"),
    ".txt": Format("TXT", "z", "xyz:read_xyz", ".ply"),
    ".csv": Format("CSV", "z", "xyz:read_xyz", ".ply"),
    ".pcd": Format("PCD", "z", "pcd:read_pcd", ".ply"),
    ".obj": Format("OBJ", "y", "obj:read_obj", ".ply"),
    ".off": Format("OFF", "y", "off:read_off", ".ply"),
    ".stl": Format("STL", "z", "stl:read_stl", ".ply"),
    ".glb": Format("GLB", "y", "glb:read_glb", ".glb"),
    ".gltf": Format("glTF", "y", "glb:read_gltf", ".glb"),
}


def is_shape_file(path: PathLike) -> bool:
    """Whether the extension is one we read."""
    return Path(path).suffix.lower() in FORMATS


def format_of(path: PathLike) -> Format:
    """The format of a path by its extension, in any case. Raises FileError for one we do not read."""
    extension = Path(path).suffix.lower()
    if extension not in FORMATS:
        what = f"{path!s} has the unknown extension {extension!r}." if extension else f"{path!s} has no extension."
        raise FileError(what, f"Read are {', '.join(FORMATS)}.", "Convert the file to one of them.")
    return FORMATS[extension]


def output_extension(path: PathLike, source: Source) -> str:
    """The extension labels of this input are written with: its own where we write it, else .ply."""
    extension = format_of(path).output
    return ".ply" if extension == ".glb" and isinstance(source, Cloud) else extension


def read(path: PathLike) -> Source:
    """What a file holds: a Cloud, a Mesh, or for LAS and LAZ a LasFile, which is streamed and never held.

    Coordinates are those of the file, rows that are not finite included. Raises FileError for every file that is
    missing, broken, or claims more than it holds.
    """
    source: Source = call_reader(path, format_of(path).reader)
    return source


def call_reader(path: PathLike, reader: str) -> Any:
    """What `module:function` of this room makes of a path; only that module is imported. Raises FileError."""
    module, function = reader.split(":")
    try:
        return getattr(import_module(f"pa3d.io.{module}"), function)(path)
    except (MemoryError, RecursionError) as error:
        what = f"{path!s} cannot be read as {format_of(path).name}."
        raise FileError(what, f"{type(error).__name__}: {error}.", "Give a smaller file, or more memory.") from error


def survey(source: Source, count: int, seed: int) -> Survey:
    """`count` points for a model to look at, from any source: see survey_record and las.survey_las."""
    if isinstance(source, Cloud | Mesh):
        return survey_record(source, count, seed)
    from pa3d.io.las import survey_las

    return survey_las(source, count, seed)
