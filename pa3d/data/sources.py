"""Where shapes come from: files and folders, released data sets, the synthetic world; one table of kinds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Literal, get_args, overload

from pa3d.config import Axis
from pa3d.data import layout_a, layout_b, shapenetpart
from pa3d.data.raw import Item, Raw, named_masks
from pa3d.data.source_files import load_file
from pa3d.data.source_ids import distinct, ids_of_paths, make_id
from pa3d.errors import FileError, UsageError
from pa3d.io.find import find_shape_files
from pa3d.shapes.records import Cloud, Mesh

SourceKind = Literal["files", "npz", "layout-a", "layout-b", "shapenetpart", "synthetic"]
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
_NOTES = (".txt", ".csv")  # beside shapes in other formats these are read-me files and licences
_RESERVED = "synthetic-"  # ids of the synthetic world begin so, and no others


@dataclass(frozen=True)
class Source:
    """What one argument of `prepare` names. name: its file or folder name, without its place; items in a fixed order,
    their ids unique within it."""

    name: str
    kind: SourceKind
    items: Sequence[Item]


def open_sources(
    texts: Sequence[str], kind: SourceKind | None = None, up: Axis | None = None, split: str = "train", seed: int = 0
) -> tuple[Source, ...]:
    """Several sources with ids unique over all of them; a file that is named twice is taken once.

    Parameters as for open_source. An id that comes again gets its source's name in front, then a number.
    """
    taken: set[str] = set()
    files: set[str] = set()
    sources: list[Source] = []
    for text in texts:
        source = open_source(text, kind, up, split, seed)
        if isinstance(source.items, _Synthetic):
            if any(isinstance(other.items, _Synthetic) for other in sources):
                found = "It has the first shapes of the same world as one before it."
                raise UsageError(f"{text} is one synthetic source too many.", found, "Give one, with a larger number.")
            sources.append(source)
            continue
        fresh = [item for item in source.items if not isinstance(item, _FileItem) or item.place not in files]
        files.update(item.place for item in fresh if isinstance(item, _FileItem))
        wanted = [
            make_id(f"{source.name}-{item.id}") if item.id in taken or item.id.startswith(_RESERVED) else item.id
            for item in fresh
        ]
        ids = list(distinct(wanted, taken))
        items = tuple(replace(item, id=free) for item, free in zip(fresh, ids, strict=True))
        sources.append(replace(source, items=items))
    return tuple(sources)


def open_source(
    text: str, kind: SourceKind | None = None, up: Axis | None = None, split: str = "train", seed: int = 0
) -> Source:
    """The shapes that `text` names: a file, a folder, a glob, or `synthetic:N`. Nothing is read before it is asked for.

    kind: what it is; recognised when None. up: the up axis of plain files, else the usual one of each format; the
    released data sets are y up. split: of a data set that has splits. seed: of the synthetic world. Raises UsageError
    for a request that makes no sense, FileError for a place without shapes.
    """
    if kind is None:
        kind = _recognised(text)
    if kind not in KINDS:
        allowed = f"Allowed: {', '.join(KINDS)}."
        raise UsageError(f"--from {kind} is not a kind of source.", allowed, "Give one of them.")
    if kind == "synthetic":
        return _synthetic(text, seed)
    if kind in ("files", "npz"):
        return _files(text, kind, up)
    return _OPENERS[kind](text, split)


def _recognised(text: str) -> SourceKind:
    if text.startswith("synthetic:") and not os.path.lexists(text):
        return "synthetic"
    folder = Path(text)
    if folder.is_dir():
        if layout_a.find_root(folder) is not None:
            return "layout-a"
        if shapenetpart.find_root(folder) is not None:
            return "shapenetpart"
        if layout_b.is_layout_b(folder):
            return "layout-b"
    return "files"


@dataclass(frozen=True)
class _FileItem(Item):
    """An item that is a file of its own. place: one text for all spellings of its path."""

    place: str = ""


def _files(text: str, kind: SourceKind, up: Axis | None) -> Source:
    paths = find_shape_files(text)
    if len(paths) > 1 and any(path.suffix.lower() not in _NOTES for path in paths):
        paths = [path for path in paths if path.suffix.lower() not in _NOTES]
    if kind == "npz":
        paths = [path for path in paths if path.suffix.lower() == ".npz"]
        if not paths:
            raise FileError(f"{text} holds no .npz file.", "--from npz reads these only.", "Give another place.")
    root = Path(text) if Path(text).is_dir() else Path(os.path.commonpath([path.absolute().parent for path in paths]))
    below = [PurePath(os.path.relpath(path.absolute(), root.absolute())) for path in paths]
    name = make_id(root.absolute().name)
    items = tuple(
        _FileItem(id, name, partial(load_file, path, up, kind == "npz"), os.path.normpath(path.absolute()))
        for id, path in zip(ids_of_paths(below), paths, strict=True)
    )
    return Source(name, kind, items)


def _layout_a(text: str, split: str) -> Source:
    root = layout_a.find_root(Path(text))
    if root is None:
        raise _not_there(text, "layout A", "points/ and rendered/ in labeled/")
    entries = layout_a.read_split(root, split)
    name = make_id(Path(text).absolute().name)
    ids = distinct((make_id(entry.name) for entry in entries), set())
    loads = (partial(layout_a.load_entry, entry) for entry in entries)
    return _data_set(text, name, "layout-a", ids, loads)


def _layout_b(text: str, split: str) -> Source:
    folders = layout_b.read_split(Path(text), split)
    name = make_id(Path(text).absolute().name)
    ids = ids_of_paths([folder.relative_to(text) for folder in folders])
    return _data_set(text, name, "layout-b", ids, (partial(_load_pack, folder) for folder in folders))


def _load_pack(folder: Path) -> Raw:
    pack = layout_b.read_pack_shape(folder)
    cloud = Cloud(pack.points, pack.normals, pack.colors)
    if pack.masks is None:
        return Raw(cloud)
    masks, names = named_masks(pack.masks, pack.names)
    return Raw(cloud, label_masks=masks, label_names=names)


def _shapenetpart(text: str, split: str) -> Source:
    root = shapenetpart.find_root(Path(text))
    if root is None:
        raise _not_there(text, "ShapeNetPart", "synsetoffset2category.txt")
    entries = shapenetpart.read_split(root, split)
    ids = distinct((make_id(f"{entry.category}-{entry.id}") for entry in entries), set())
    loads = (partial(shapenetpart.load_entry, entry) for entry in entries)
    return _data_set(text, "shapenetpart", "shapenetpart", ids, loads)


def _data_set(text: str, name: str, kind: SourceKind, ids: Sequence[str], loads: Iterator[Callable[[], Raw]]) -> Source:
    if not ids:
        raise FileError(f"{text} lists no shapes.", "Its list is empty.", "Give another split or folder.")
    return Source(name, kind, tuple(Item(id, name, load) for id, load in zip(ids, loads, strict=True)))


def _not_there(text: str, title: str, needed: str) -> FileError:
    return FileError(f"{text} is not {title}.", f"It has no {needed}.", "Give the folder that does.")


_OPENERS: dict[SourceKind, Callable[[str, str], Source]] = {
    "layout-a": _layout_a,
    "layout-b": _layout_b,
    "shapenetpart": _shapenetpart,
}


def _synthetic(text: str, seed: int) -> Source:
    number = text.removeprefix("synthetic:")
    if not (number.isdecimal() and number.isascii() and 0 < len(number) <= 9 and int(number)):
        raise UsageError(f"{text} is no number of shapes.", "Allowed: 1 to 999999999.", "Write synthetic:500.")
    return Source("synthetic", "synthetic", _Synthetic(int(number), seed))


@dataclass(frozen=True)
class _Synthetic(Sequence[Item]):
    """The first shapes of a stream of the synthetic world, none of them built yet."""

    total: int
    seed: int

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.total))]
        number = range(self.total)[index]
        return Item(f"synthetic-{self.seed}-{number:06d}", "synthetic", partial(_draw, self.seed, number))


def _draw(seed: int, index: int) -> Raw:
    from pa3d.synthetic.kinds import KINDS as SHAPE_KINDS
    from pa3d.synthetic.world import draw_shape

    mesh = draw_shape(seed, index)
    parts = next(kind.parts for kind in SHAPE_KINDS if kind.name == mesh.kind)
    names = tuple((part, *parts[part]) for part in mesh.parts)
    return Raw(Mesh(mesh.vertices, mesh.faces), mesh.kind, face_parts=mesh.face_parts, part_names=names)
