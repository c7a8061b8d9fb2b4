"""Layout A, its files written as the engine that made it writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pa3d.data.layout_a import find_root, load_entry, read_split
from pa3d.data.raw import Raw
from pa3d.data.sources import open_source
from pa3d.errors import FileError
from pa3d.shapes.records import Cloud

UID = "000074a334c541878360457c672b6c2e"
NAME = f"office_chair_{UID}"
# Six points in a box of half-width 0.75, y up; the third is the highest.
POINTS = [[0.5, -0.7, 0.1], [-0.5, -0.7, 0.1], [0.0, 0.75, 0.2], [0.1, 0.0, -0.3], [-0.1, 0.0, -0.3], [0.0, 0.1, 0.0]]
MASKS = [[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 1], [0, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]]
LABELS = "Leg\nleg\nback_rest\nseat\nunknown\n"


def features(points: torch.Tensor) -> dict[str, Any]:
    """patch_features.pt for the points 2 and 0: centres with y and z swapped."""
    rows = torch.tensor([[0.6, 0.8, 0.0, 0.0], [0.0, 0.0, 0.6, -0.8]], dtype=torch.float16)
    return {
        "item_id": NAME,
        "feature_dim": 4,
        "img_size": 518,
        "centers_idx": torch.tensor([2, 0]),
        "centers_xyz": torch.tensor([[0.0, 0.2, 0.75], [0.5, 0.1, -0.7]]),
        "patch_idx": torch.tensor([[2, 5, 3], [0, 3, 5]]),
        "point2center": torch.tensor([1, 0, 0, 1, 0, 0]),
        "patch_feats": rows,
    }


def write(root: Path, pictures: bool = False) -> Path:
    """The layout with one shape, below root/labeled."""
    points = torch.tensor(POINTS)
    place = root / "labeled" / "points" / UID
    oriented = root / "labeled" / "rendered" / NAME / "oriented"
    for folder in (place, oriented / "masks" / "merged", oriented / "patch_dino", root / "labeled" / "split"):
        folder.mkdir(parents=True)
    torch.save(points, place / "points.pt")
    torch.save(torch.tensor([[0.0, 1.0, 0.0]] * 6), place / "normals.pt")
    torch.save(torch.tensor([[1.0, 0.5, 0.0]] * 6), place / "rgb.pt")
    torch.save(torch.arange(6), place / "point2face.pt")
    torch.save(torch.tensor(MASKS, dtype=torch.bool), oriented / "masks" / "merged" / "mask2points.pt")
    (oriented / "masks" / "merged" / "mask_labels.txt").write_text(LABELS)
    torch.save(features(points), oriented / "patch_dino" / "patch_features.pt")
    (root / "labeled" / "split" / "train.txt").write_text(f"{NAME}\n")
    if pictures:
        (oriented / "imgs").mkdir()
        (oriented / "imgs" / "00.jpeg").write_bytes(b"\xff\xd8\xff")
        torch.save(torch.zeros(1, 4, 4, dtype=torch.int32), oriented / "pix2face.pt")
    return oriented


def load(root: Path, split: str = "train") -> Raw:
    labeled = find_root(root)
    assert labeled is not None
    (entry,) = read_split(labeled, split)
    return load_entry(entry)


@pytest.mark.parametrize(("place", "pictures"), [(".", True), ("core", False)])
def test_all_of_a_shape_is_read(tmp_path: Path, place: str, pictures: bool) -> None:
    write(tmp_path / place, pictures)
    source = open_source(str(tmp_path))
    assert source.kind == "layout-a" and [item.id for item in source.items] == [NAME]
    raw = source.items[0].load()
    assert isinstance(raw.geometry, Cloud) and raw.category == "office chair"
    assert raw.geometry.points.dtype == np.float64
    assert (raw.geometry.points == np.array(POINTS, np.float32)).all()
    assert raw.geometry.normals is not None and raw.geometry.normals.tolist() == [[0, 1, 0]] * 6
    assert raw.geometry.colors is not None and raw.geometry.colors.tolist() == [[255, 128, 0]] * 6
    assert raw.label_names == (("leg",), ("back rest",), ("seat",)) and raw.label_masks is not None
    assert raw.label_masks.astype(int).tolist() == [[1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 1], [0, 0, 0, 1, 1, 0]]
    assert raw.teacher_centers is not None and raw.teacher_features is not None
    assert (raw.teacher_centers == raw.geometry.points[[2, 0]].astype(np.float32)).all()
    assert raw.teacher_features.dtype == np.float16
    assert (raw.teacher_features == features(torch.tensor(POINTS))["patch_feats"].numpy()).all()


def test_what_is_absent_is_absent(tmp_path: Path) -> None:
    oriented = write(tmp_path)
    (oriented / "patch_dino" / "patch_features.pt").unlink()
    (oriented / "masks" / "merged" / "mask2points.pt").unlink()
    (oriented / "masks" / "merged" / "mask_labels.txt").unlink()
    for name in ("normals", "rgb"):
        (tmp_path / "labeled" / "points" / UID / f"{name}.pt").unlink()
    raw = load(tmp_path)
    assert isinstance(raw.geometry, Cloud) and raw.geometry.normals is None and raw.geometry.colors is None
    assert raw.label_masks is None and raw.teacher_centers is None and raw.teacher_features is None


def test_features_that_are_not_unit_become_so(tmp_path: Path) -> None:
    oriented = write(tmp_path)
    content = features(torch.tensor(POINTS))
    content["patch_feats"] = content["patch_feats"] * 4
    torch.save(content, oriented / "patch_dino" / "patch_features.pt")
    raw = load(tmp_path)
    assert raw.teacher_features is not None
    assert np.allclose(np.linalg.norm(raw.teacher_features.astype(float), axis=1), 1, atol=1e-3)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("centers_xyz", torch.tensor([[0.0, 0.75, 0.2], [0.5, -0.7, 0.1]]), "with y and z swapped"),
        ("centers_xyz", torch.zeros(3, 3), "patch_feats"),
        ("centers_xyz", torch.zeros(2, 2), "centers_xyz"),
        ("patch_feats", torch.zeros(2, 4).half(), "zero"),
        ("patch_feats", torch.full((2, 4), float("nan")), "finite"),
        ("patch_feats", [1, 2], "patch_feats is list"),
    ],
)
def test_broken_features_are_refused(tmp_path: Path, key: str, value: Any, says: str) -> None:
    oriented = write(tmp_path)
    torch.save({**features(torch.tensor(POINTS)), key: value}, oriented / "patch_dino" / "patch_features.pt")
    with pytest.raises(FileError, match=says):
        load(tmp_path)


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    oriented = write(tmp_path)
    merged = oriented / "masks" / "merged"
    (merged / "mask_labels.txt").write_text("leg\nback\n")
    with pytest.raises(FileError, match=r"has 2 lines; mask2points\.pt beside it has 5 masks"):
        load(tmp_path)
    (merged / "mask_labels.txt").unlink()
    with pytest.raises(FileError, match="mask_labels"):
        load(tmp_path)
    (merged / "mask_labels.txt").write_text(LABELS)
    torch.save(torch.zeros(5, 7, dtype=torch.bool), merged / "mask2points.pt")
    with pytest.raises(FileError, match="mask2points"):
        load(tmp_path)
    torch.save(torch.zeros(5, 3), tmp_path / "labeled" / "points" / UID / "normals.pt")
    with pytest.raises(FileError, match="normals"):
        load(tmp_path)
    for content in (torch.zeros(0, 3), torch.ones(4, 3)):
        torch.save(content, tmp_path / "labeled" / "points" / UID / "points.pt")
        with pytest.raises(FileError, match="no extent"):
            load(tmp_path)


def test_splits(tmp_path: Path) -> None:
    write(tmp_path)
    root = tmp_path / "labeled"
    with pytest.raises(FileError, match=r"val\.txt"):
        load(tmp_path, "val")
    (root / "split" / "val.txt").write_text("../../etc_passwd\n")
    with pytest.raises(FileError, match="not CLASS_UID"):
        load(tmp_path, "val")
    for path in (root / "split").iterdir():
        path.unlink()
    (root / "split").rmdir()
    assert load(tmp_path).category == "office chair"  # no lists: all there is
