"""ShapeNetPart in its text form: categories, splits and shapes. The one reader, for training and for benchmarks.

Layout: `synsetoffset2category.txt` (name TAB synset), `train_test_split/shuffled_{train,val,test}_file_list.json`
("shape_data/<synset>/<id>"), `<synset>/<id>.txt` with rows x y z nx ny nz label (0-49 over all categories), y up.
"""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pa3d.data.raw import Raw, named_masks
from pa3d.errors import FileError
from pa3d.io.source import open_file, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud
from pa3d.text.names import clean_name

FOLDER = "shapenetcore_partanno_segmentation_benchmark_v0_normal"
SPLITS = ("train", "val", "test")
_CATEGORIES_FILE = "synsetoffset2category.txt"
_KIND = "ShapeNetPart"
_LARGEST_FILE = 1 << 26  # bytes; the real ones have a quarter of a million
_SAFE = re.compile(r"[A-Za-z0-9_-]+")

# Categories and their parts as the benchmark spells them, in the order of its labels.
PARTS: dict[str, tuple[str, ...]] = {
    "Airplane": ("body", "wing", "tail", "engine or frame"),
    "Bag": ("handle", "body"),
    "Cap": ("crown", "brim"),
    "Car": ("roof", "hood", "wheel", "body"),
    "Chair": ("back", "seat", "leg", "arm"),
    "Earphone": ("earcup", "headband", "data wire"),
    "Guitar": ("headstock", "neck", "body"),
    "Knife": ("blade", "handle"),
    "Lamp": ("base", "lampshade", "fixing bracket", "pole"),
    "Laptop": ("keyboard", "screen"),
    "Motorbike": ("gas tank", "seat", "wheel", "handles or handlebars", "headlight", "engine or frame"),
    "Mug": ("handle", "cup"),
    "Pistol": ("barrel", "handle or grip", "trigger and guard"),
    "Rocket": ("body", "fin", "nose"),
    "Skateboard": ("wheel", "deck", "belt for foot"),
    "Table": ("desktop", "leg or support", "drawer"),
}
# The first label of each category: labels are numbered on over all of them.
FIRST_LABEL: dict[str, int] = dict(zip(PARTS, np.cumsum([0, *map(len, PARTS.values())])[:-1].tolist(), strict=True))


class Entry(NamedTuple):
    """A shape of a split: its category (a key of PARTS), its synset, its id there, its file."""

    category: str
    synset: str
    id: str
    path: Path


class Rows(NamedTuple):
    """points (N, 3) float64; normals (N, 3) float32; labels (N,) int32: index into PARTS[category], -1 for a label of
    another category."""

    points: Array
    normals: Array
    labels: Array


def find_root(folder: Path) -> Path | None:
    """The folder itself, or the one of the benchmark's name in it, when ShapeNetPart is there; else None."""
    return next((root for root in (folder, folder / FOLDER) if (root / _CATEGORIES_FILE).is_file()), None)


def read_split(root: Path, split: str) -> tuple[Entry, ...]:
    """The shapes of a split (train, val, test) in the order of its list. Raises FileError."""
    categories = _read_categories(root / _CATEGORIES_FILE)
    path = root / "train_test_split" / f"shuffled_{split}_file_list.json"
    try:
        names = json.loads(read_bytes(path, _KIND))
    except (ValueError, RecursionError) as error:
        raise refuse(path, _KIND, f"Its JSON is broken: {error}.", "Fetch the data set again.") from None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refuse(path, _KIND, "It is not a list of texts.", "Fetch the data set again.")
    entries = []
    for name in names:
        words = name.split("/")
        if len(words) != 3 or words[1] not in categories or not _SAFE.fullmatch(words[2]):
            raise refuse(path, _KIND, f"{name[:100]!r} is not shape_data/SYNSET/ID.", "Fetch the data set again.")
        entries.append(Entry(categories[words[1]], words[1], words[2], root / words[1] / f"{words[2]}.txt"))
    return tuple(entries)


def _read_categories(path: Path) -> dict[str, str]:
    """Synset -> category."""
    categories = {}
    for line in read_bytes(path, _KIND).decode("utf-8", "replace").splitlines():
        name, _, synset = line.strip().partition("\t")
        if name and (name not in PARTS or not _SAFE.fullmatch(synset.strip())):
            found = f"The line {line[:100]!r} is not one of its categories, a tab and a number."
            raise refuse(path, _KIND, found, "Fetch the data set again.")
        if name:
            categories[synset.strip()] = name
    return categories


def read_rows(entry: Entry) -> Rows:
    """The points of one shape. Raises FileError for a missing or malformed file."""
    with open_file(entry.path) as stream:
        size = stream.seek(0, 2)
        if size > _LARGEST_FILE:
            raise refuse(entry.path, _KIND, f"It has {size} bytes; at most {_LARGEST_FILE} are read.")
        stream.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an empty file; it is refused below
                table = np.loadtxt(stream, dtype=np.float64, ndmin=2)
        except ValueError as error:
            raise refuse(entry.path, _KIND, f"A row is not seven numbers: {error}.".replace("\n", " ")) from None
    if table.size == 0 or table.shape[1] != 7:
        raise refuse(entry.path, _KIND, f"It has rows of {table.shape[1]} numbers, {len(table)} of them; 7 are needed.")
    if not np.isfinite(table).all():
        raise refuse(entry.path, _KIND, f"{(~np.isfinite(table)).any(1).sum()} of its rows are not finite.")
    label = table[:, 6]
    if (label != np.round(label)).any() or label.min() < 0 or label.max() > 49:
        raise refuse(entry.path, _KIND, f"Its labels reach from {label.min():g} to {label.max():g}; known are 0 to 49.")
    local = label.astype(np.int32) - FIRST_LABEL[entry.category]
    inside = (local >= 0) & (local < len(PARTS[entry.category]))
    if not inside.any():
        raise FileError(
            f"{entry.path} has no label of its category.", f"{entry.category} is expected.", "Check its folder."
        )
    return Rows(table[:, :3], table[:, 3:6].astype(np.float32), np.where(inside, local, np.int32(-1)))


def load_entry(entry: Entry) -> Raw:
    """One shape as training reads it; `engine or frame` is one label with two names. Raises FileError."""
    rows = read_rows(entry)
    parts = PARTS[entry.category]
    masks, kept = named_masks(rows.labels == np.arange(len(parts))[:, None], parts)
    names = tuple(tuple(name.split(" or ")) for (name,) in kept)
    cloud = Cloud(rows.points, rows.normals)
    return Raw(cloud, clean_name(entry.category), label_masks=masks, label_names=names)
