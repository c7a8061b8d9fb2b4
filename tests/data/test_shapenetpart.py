"""ShapeNetPart in its text form, written literally."""

from __future__ import annotations

from pathlib import Path

import pytest

from pa3d.data.shapenetpart import FIRST_LABEL, PARTS, find_root, read_rows, read_split
from pa3d.data.sources import open_source
from pa3d.errors import FileError
from pa3d.shapes.records import Cloud

ROWS = "0.1 0.9 0.3 0 1 0 47.000000\n-0.1 0.2 0.3 0 0 1 48.0\n0.5 0.2 0.3 1 0 0 48.0\n0 0 0 1 0 0 12.0\n"


def write(root: Path) -> Path:
    (root / "04379243").mkdir(parents=True)
    (root / "train_test_split").mkdir()
    (root / "synsetoffset2category.txt").write_text("Airplane\t02691156\nTable\t04379243\n")
    lists = '["shape_data/04379243/1a", "shape_data/02691156/1a"]'
    (root / "train_test_split" / "shuffled_train_file_list.json").write_text(lists)
    path = root / "04379243" / "1a.txt"
    path.write_text(ROWS)
    return path


def test_the_table_counts_fifty_parts() -> None:
    assert FIRST_LABEL["Airplane"] == 0 and FIRST_LABEL["Motorbike"] == 30 and FIRST_LABEL["Table"] == 47
    assert sum(map(len, PARTS.values())) == 50 and len(PARTS) == 16


def test_a_split_is_read(tmp_path: Path) -> None:
    root = tmp_path / "shapenetcore_partanno_segmentation_benchmark_v0_normal"
    write(root)
    assert find_root(tmp_path) == find_root(root) == root
    source = open_source(str(tmp_path))
    assert source.kind == "shapenetpart" and [item.id for item in source.items] == ["table-1a", "airplane-1a"]
    raw = source.items[0].load()
    assert isinstance(raw.geometry, Cloud) and raw.category == "table"
    assert raw.geometry.points[0].tolist() == [0.1, 0.9, 0.3] and raw.geometry.normals is not None
    assert raw.label_names == (("desktop",), ("leg", "support")) and raw.label_masks is not None
    assert raw.label_masks.astype(int).tolist() == [[1, 0, 0, 0], [0, 1, 1, 0]]
    assert read_rows(read_split(root, "train")[0]).labels.tolist() == [0, 1, 1, -1]  # the last is a chair's
    with pytest.raises(FileError, match="does not exist"):
        source.items[1].load()
    with pytest.raises(FileError, match="shuffled_val"):
        open_source(str(tmp_path), split="val")


@pytest.mark.parametrize(
    "rows", ["", "1 2 3\n", "1 2 3 0 0 1 x\n", "1 2 nan 0 0 1 47\n", "1 2 3 0 0 1 50\n", "1 2 3 0 0 1 47.5\n",
             "1 2 3 0 0 1 12\n", "1 2 3 0 0 1 47\n1 2\n"],
)  # fmt: skip
def test_broken_shapes_are_refused(tmp_path: Path, rows: str) -> None:
    write(tmp_path).write_text(rows)
    entry = read_split(tmp_path, "train")[0]
    with pytest.raises(FileError) as caught:
        read_rows(entry)
    assert "\n" not in str(caught.value) and "1a.txt" in caught.value.what


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[1]", '["shape_data/04379243"]', '["a/04379243/../../x"]', '["a/9/x"]']
)
def test_broken_lists_are_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path)
    (tmp_path / "train_test_split" / "shuffled_train_file_list.json").write_text(text)
    with pytest.raises(FileError):
        read_split(tmp_path, "train")


def test_an_unknown_category_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "synsetoffset2category.txt").write_text("Boat\t02691156\n")
    with pytest.raises(FileError, match="Boat"):
        read_split(tmp_path, "train")
