"""Layout A (the Find3D data engine; the released training data): points, masks over them, teacher features of patches.

Below `labeled/`: `points/<uid>/{points,normals,rgb}.pt`; `rendered/<class>_<uid>/oriented/` with `masks/merged/`
(mask2points.pt (K, N) bool, mask_labels.txt) and `patch_dino/patch_features.pt`; `split/{train,val}.txt` name
`<class>_<uid>`. Images and pixel maps may be there or not: nothing here needs them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from pa3d.data.layout_b import read_beside, read_masks
from pa3d.data.raw import Raw, named_masks
from pa3d.errors import FileError, UsageError
from pa3d.io.ply import to_uint8
from pa3d.io.source import read_bytes, refuse
from pa3d.io.tensor_file import checked_array, read_array, read_tensors
from pa3d.shapes.records import Array, Cloud
from pa3d.text.names import clean_name

_KIND = "layout A"
_PLACES = ("labeled", ".", "core/labeled", "core")  # the hub copy keeps all but the pictures in core/
_FAR = 0.05  # a centre is one of the points; farther from them than this share of the radius, it is in another frame


class Entry(NamedTuple):
    """`<class>_<uid>`, taken apart, and the folders of its points and of its masks and features."""

    name: str
    category: str | None
    points: Path
    oriented: Path


def find_root(folder: Path) -> Path | None:
    """The folder that holds points/ and rendered/ (`labeled`, wherever it stands), or None."""
    places = (folder / place for place in _PLACES)
    return next((place for place in places if all((place / name).is_dir() for name in ("points", "rendered"))), None)


def read_split(root: Path, split: str) -> tuple[Entry, ...]:
    """The shapes of a split in the order of its list; all of rendered/ where there are no lists. Raises FileError."""
    path = root / "split" / f"{split}.txt"
    if (root / "split").is_dir():
        lines = read_bytes(path, _KIND).decode("utf-8", "replace").splitlines()
        names = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    else:
        names = sorted(child.name for child in (root / "rendered").iterdir() if child.is_dir())
    entries = []
    for name in names:
        category, _, uid = name.rpartition("_")
        if not uid or "/" in name or "\\" in name or "\0" in name or ".." in (name, uid):
            raise refuse(path, _KIND, f"{name[:100]!r} is not CLASS_UID.", "Name the folders of rendered/.")
        try:
            kind = clean_name(category)
        except UsageError:
            kind = None
        entries.append(Entry(name, kind, root / "points" / uid, root / "rendered" / name / "oriented"))
    return tuple(entries)


def load_entry(entry: Entry) -> Raw:
    """One shape with its masks and its teacher features, as far as it has them. Raises FileError."""
    points = read_array(entry.points / "points.pt", (None, 3), "f").astype(np.float64)
    count = len(points)
    if count == 0 or not np.ptp(points, axis=0).any():
        raise refuse(entry.points / "points.pt", _KIND, f"Its {count} points have no extent.")
    normals, rgb = (read_beside(entry.points / f"{name}.pt", count) for name in ("normals", "rgb"))
    masks, names = read_masks(entry.oriented / "masks" / "merged", count)
    label_masks, label_names = (None, ()) if masks is None else named_masks(masks, names)
    centers, features = read_patch_features(entry.oriented / "patch_dino" / "patch_features.pt", points)
    cloud = Cloud(
        points, None if normals is None else normals.astype(np.float32), None if rgb is None else to_uint8(rgb)
    )
    return Raw(
        cloud,
        entry.category,
        label_masks=label_masks,
        label_names=label_names,
        teacher_centers=centers,
        teacher_features=features,
    )


def read_patch_features(path: Path, points: Array) -> tuple[Array | None, Array | None]:
    """Centres (G, 3) float32 in the frame of points, and features (G, E) float16 in unit rows; None without the file.

    The file stores its centres with y and z swapped. Raises FileError for arrays that do not fit each other, and for
    centres that lie nowhere near the points even so.
    """
    if not path.exists():
        return None, None
    content = read_tensors(path)
    if not isinstance(content, dict) or not {"centers_xyz", "patch_feats"} <= set(content):
        held = ", ".join(map(str, content)) if isinstance(content, dict) else type(content).__name__
        raise refuse(path, "patch features", f"It has no centers_xyz and patch_feats; it has {held[:200]}.")
    stored = checked_array(path, "centers_xyz", content["centers_xyz"], (None, 3), "f")
    features = checked_array(path, "patch_feats", content["patch_feats"], (len(stored), None), "f")
    centers = stored[:, [0, 2, 1]].astype(np.float32)
    _check_frame(path, centers, points)
    norms = np.linalg.norm(features.astype(np.float32), axis=1, keepdims=True)
    if len(norms) == 0 or not norms.all():
        raise refuse(path, "patch features", f"{(norms == 0).sum()} of its {len(norms)} features are zero.")
    if np.abs(norms - 1).max() > 0.01:
        features = features / norms
    return centers, features.astype(np.float16)


def _check_frame(path: Path, centers: Array, points: Array) -> None:
    radius = float(np.linalg.norm(points - points.mean(0), axis=1).max())
    exact = points.astype(np.float32)
    for center in centers:
        distance = float(np.sqrt(((exact - center) ** 2).sum(1).min()))
        if distance > _FAR * radius:
            found = f"With y and z swapped back, a centre is {distance:.3g} from all points; radius {radius:.3g}."
            do = "Store centers_xyz as the original does, with y and z swapped."
            raise FileError(f"{path} has centres that are not those of its points.", found, do)
