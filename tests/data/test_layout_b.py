"""Layout B, its files written literally."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from pa3d.data.layout_b import is_layout_b, read_pack_shape, read_split
from pa3d.data.sources import open_source
from pa3d.errors import FileError
from pa3d.shapes.records import Cloud


def write(root: Path, name: str = "chair_01", masks: bool = True) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    torch.save(torch.tensor([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [0.5, 0.5, 0.5]]), folder / "points.pt")
    torch.save(torch.tensor([[0.0, 1.0, 0.0]] * 3), folder / "normals.pt")
    torch.save(torch.tensor([[255, 0, 10]] * 3, dtype=torch.uint8), folder / "rgb.pt")
    if masks:
        torch.save(torch.tensor([[True, False, False], [False, True, True]]), folder / "mask2points.pt")
        (folder / "mask_labels.txt").write_text("back\nSeat Cushion")
    return folder


def test_a_pack_is_read(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "sub/table", masks=False)
    (tmp_path / "train.txt").write_text("chair_01\n\nsub/table/\nchair_01\n")
    assert is_layout_b(tmp_path) and not is_layout_b(tmp_path / "sub")
    source = open_source(str(tmp_path))
    assert source.kind == "layout-b" and [item.id for item in source.items] == ["chair_01", "table"]
    raw = source.items[0].load()
    assert isinstance(raw.geometry, Cloud) and raw.geometry.points[1].tolist() == [1, 2, 3]
    assert raw.geometry.colors is not None and raw.geometry.colors[0].tolist() == [255, 0, 10]
    assert raw.label_names == (("back",), ("seat cushion",)) and raw.label_masks is not None
    assert raw.label_masks.tolist() == [[True, False, False], [False, True, True]]
    assert source.items[1].load().label_masks is None
    pack = read_pack_shape(tmp_path / "chair_01")
    assert pack.names == ("back", "Seat Cushion")  # as spelled, for benchmarks


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "mask_labels.txt").write_text("back\n")
    with pytest.raises(FileError, match="1 lines"):
        read_pack_shape(folder)
    (tmp_path / "train.txt").write_text("../elsewhere\n")
    with pytest.raises(FileError, match="not a folder"):
        read_split(tmp_path, "train")
    with pytest.raises(FileError, match="does not exist"):
        open_source(str(tmp_path), "layout-b", split="test")
    (tmp_path / "train.txt").write_text("gone\n")
    with pytest.raises(FileError, match="gone"):
        open_source(str(tmp_path), "layout-b").items[0].load()
