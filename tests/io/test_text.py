"""XYZ, TXT, CSV and PCD: what people type and what PCL writes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from pa3d.errors import FileError
from pa3d.io import lzf
from pa3d.io.formats import read
from pa3d.io.labelled import Labelled, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Cloud, PointLabels


def cloud_of(path: Path, data: str | bytes) -> Cloud:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    cloud = read(path)
    assert isinstance(cloud, Cloud)
    return cloud


@pytest.mark.parametrize(
    ("name", "text", "properties"),
    [
        ("a.xyz", "1 2 3\n4\t5  6\n", ("x", "y", "z")),
        ("a.xyz", "2\n1 2 3\n4 5 6", ("x", "y", "z")),
        (
            "a.csv",
            "\ufeffX,Y,Z,R,G,B,Scan Angle\n1,2,3,9,8,7,0.5\n4,5,6,9,8,7,1\n",
            ("x", "y", "z", "red", "green", "blue", "Scan_Angle"),
        ),
        ("a.csv", '"id","z","y","x"\r\n7,3,2,1\r\n8,6,5,4\r\n', ("id", "z", "y", "x")),
        ("a.csv", "1;2;3;4,5\n4;5;6;1,5\n", ("x", "y", "z", "c3")),
        ("a.txt", "// made by hand\n# x y z height\n1 2 3 7\n\n4 5 6 8\n", ("x", "y", "z", "height")),
        ("a.csv", "1,2,3,\n4,5,6,\n", ("x", "y", "z")),
    ],
)
def test_dialects(tmp_path: Path, name: str, text: str, properties: tuple[str, ...]) -> None:
    cloud = cloud_of(tmp_path / name, text)
    np.testing.assert_array_equal(cloud.points, [[1, 2, 3], [4, 5, 6]])
    assert cloud.kept.element("vertex").names() == properties
    assert (cloud.colors is not None) == ("red" in properties)


def test_columns_reach_the_output(tmp_path: Path) -> None:
    cloud = cloud_of(tmp_path / "a.csv", "x,y,z,w\n500000.123,4649000.001,1,0.25\n1,2,nan,7\n")
    labels = PointLabels(("leg",), np.array([0, -1]), np.array([0.5, 0]))
    write_labelled(Labelled(cloud, labels), tmp_path / "b.ply", Provenance("m", "s", ("leg",), "z", 0, "0"))
    again = read(tmp_path / "b.ply")
    assert isinstance(again, Cloud)
    np.testing.assert_array_equal(again.points, [[500000.123, 4649000.001, 1], [1, 2, np.nan]])
    np.testing.assert_array_equal(again.kept.element("vertex").scalar("w"), [0.25, 7])


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "1 2\n", "1 2 3\n4 5\n", "C 1 2 3\nH 1 2 3\n", "1,2,3\n1,,3\n", "x,y,z\n", "\x00\x01", "1 2 three\n"],
)
def test_not_a_table(tmp_path: Path, text: str) -> None:
    for name in ("a.xyz", "a.csv"):
        with pytest.raises(FileError) as caught:
            cloud_of(tmp_path / name, text)
        assert "\n" not in str(caught.value)


HEADER = """# .PCD v.7
VERSION .7
FIELDS x y z rgb stamp _
SIZE 4 4 4 4 8 1
TYPE F F F U U U
COUNT 1 1 1 1 1 3
WIDTH 2
HEIGHT 1
POINTS 2
DATA %s
"""
ROW = struct.Struct("<fffIQ3x")
ROWS = [(1.0, 2.0, 3.0, 0x010203, 2**60 + 1), (4.0, 5.0, 6.0, 0x0A0B0C, 5)]


def compressed() -> bytes:
    """The columns one after the other, as LZF of literal runs."""
    kinds = ("<f4", "<f4", "<f4", "<u4", "<u8")
    columns = [np.array(c, dtype=kind).tobytes() for c, kind in zip(zip(*ROWS, strict=True), kinds, strict=True)]
    plain = b"".join(columns) + bytes(6)
    packed = b"".join(bytes([len(plain[i : i + 32]) - 1]) + plain[i : i + 32] for i in range(0, len(plain), 32))
    return struct.pack("<II", len(packed), len(plain)) + packed


@pytest.mark.parametrize("form", ["ascii", "binary", "binary_compressed"])
def test_pcd(tmp_path: Path, form: str) -> None:
    body = {
        "ascii": b"".join(b"%r %r %r %d %d 0 0 0\n" % row for row in ROWS),
        "binary": b"".join(ROW.pack(*row) for row in ROWS),
        "binary_compressed": compressed(),
    }[form]
    cloud = cloud_of(tmp_path / "a.pcd", (HEADER % form).encode() + body)
    np.testing.assert_array_equal(cloud.points, [[1, 2, 3], [4, 5, 6]])
    assert cloud.colors is not None and cloud.colors.tolist() == [[1, 2, 3], [10, 11, 12]]
    vertex = cloud.kept.element("vertex")
    stamps = [
        int(h) << 32 | int(low) for h, low in zip(vertex.scalar("stamp_high"), vertex.scalar("stamp_low"), strict=True)
    ]
    assert stamps == [2**60 + 1, 5]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1 2 3\n",
        HEADER.encode()[:60],
        (HEADER % "binary").encode() + b"short",
        (HEADER % "binary_compressed").encode() + b"\xff" * 8,
        (HEADER % "ascii").replace("POINTS 2", "POINTS 4000000000").encode() + b"1 2 3 4 5 0 0 0",
        (HEADER % "binary").replace("SIZE 4", "SIZE 3").encode(),
        (HEADER % "binary").replace("POINTS 2", "POINTS -1").encode(),
        (HEADER % "ascii").encode() + b"1 2 3 4 5 0 0 0\n1 2\n",
    ],
)
def test_broken_pcd(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileError):
        cloud_of(tmp_path / "a.pcd", data)


def test_lzf() -> None:
    assert lzf.unpack(b"\x02abc\x20\x02", 6) == b"abcabc"
    assert lzf.unpack(b"\x00a\xe0\x03\x00", 13) == b"a" * 13  # a copy that overlaps itself, with a long length
    for broken in (b"\x05a", b"\x20\x05", b"\xe0", b"\x00a\x20"):
        with pytest.raises(ValueError, match=r"over the end|first byte|unpacks to"):
            lzf.unpack(broken, 3)
