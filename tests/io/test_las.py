from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.errors import FileError, UsageError
from pa3d.io import las as las_module
from pa3d.io.formats import read
from pa3d.io.las import label_las, load_las, open_las, survey_las
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Array, PointLabels

laspy = pytest.importorskip("laspy")
NAMES = ("leg", "sïtz")
PROVENANCE = Provenance("small", "ab12", NAMES, "z", 0, "0.1.0")
COUNT = 2345


def make(path: Path, version: str = "1.2", point_format: int = 3, extra: bool = True, evlr: bool = False) -> Any:
    """A file in UTM coordinates with records, extra bytes and, from 1.4, an extended record."""
    header = laspy.LasHeader(version=version, point_format=point_format)
    header.scales, header.offsets = [0.001] * 3, [500000, 4649000, 100]
    if extra:
        header.add_extra_dim(laspy.ExtraBytesParams("height", "f8", "above ground"))
        header.add_extra_dim(laspy.ExtraBytesParams("part", "u1", "from elsewhere"))
    header.vlrs.append(laspy.VLR("someone", 77, "about", b"\x00\x01bytes\xff"))
    data = laspy.LasData(header)
    rng = np.random.default_rng(0)
    data.x, data.y, data.z = (500000 + rng.random(COUNT), 4649000 + rng.random(COUNT), rng.random(COUNT) * 9)
    data.intensity = rng.integers(0, 65535, COUNT).astype(np.uint16)
    data.return_number = rng.integers(1, 4, COUNT).astype(np.uint8)
    if extra:
        data["height"], data["part"] = rng.random(COUNT), rng.integers(0, 255, COUNT).astype(np.uint8)
    if evlr:
        data.evlrs = laspy.vlrs.vlrlist.VLRList([laspy.VLR("someone", 9, "long", bytes(70000))])
    data.write(path)
    return laspy.read(path)


def label(points: Array) -> PointLabels:
    parts = (points[:, 2] * 10).astype(np.int32) % 3 - 1
    scores = (points[:, 0] - 500000).astype(np.float32)
    return PointLabels(NAMES, parts, scores, np.stack([scores, 1 - scores], axis=1))


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(las_module, "CHUNK_POINTS", 1000)


@pytest.mark.parametrize("extension", [".las", ".laz"])
@pytest.mark.parametrize(
    ("version", "point_format"), [("1.1", 0), ("1.2", 3), ("1.3", 4), ("1.4", 6), ("1.4", 7), ("1.4", 10)]
)
def test_everything_is_kept(tmp_path: Path, extension: str, version: str, point_format: int) -> None:
    before = make(tmp_path / f"a{extension}", version, point_format, evlr=version == "1.4")
    las = open_las(tmp_path / f"a{extension}")
    label_las(las, tmp_path / f"b{extension}", NAMES, label, PROVENANCE, all_scores=True)
    after = laspy.read(tmp_path / f"b{extension}")
    for name in before.point_format.dimension_names:
        np.testing.assert_array_equal(after["original_part" if name == "part" else name], before[name])
    expected = label(before.xyz)
    np.testing.assert_array_equal(after["part"], expected.labels)
    np.testing.assert_array_equal(after["part_score"], expected.scores)
    np.testing.assert_array_equal(after["score_1"], expected.all_scores[:, 1])  # type: ignore[index]
    kept = [(v.user_id, v.record_id, v.description, v.record_data_bytes()) for v in after.vlrs]
    assert ("someone", 77, "about", b"\x00\x01bytes\xff") in kept
    found = json.loads(next(data for user, _, _, data in kept if user == "pa3d"))
    assert found["names"] == list(NAMES) and found["model_sha256"] == "ab12"
    if version == "1.4":
        assert [(v.user_id, v.record_data_bytes()) for v in after.evlrs] == [("someone", bytes(70000))]
    for field in (
        "mins",
        "maxs",
        "scales",
        "offsets",
        "creation_date",
        "system_identifier",
        "number_of_points_by_return",
    ):
        np.testing.assert_array_equal(getattr(after.header, field), getattr(before.header, field))


def test_own_output_is_replaced(tmp_path: Path) -> None:
    make(tmp_path / "a.laz")
    for source, target in (("a", "b"), ("b", "c")):
        label_las(open_las(tmp_path / f"{source}.laz"), tmp_path / f"{target}.laz", NAMES, label, PROVENANCE)
    assert (tmp_path / "b.laz").read_bytes() == (tmp_path / "c.laz").read_bytes()


def test_split_counts_what_it_writes(tmp_path: Path) -> None:
    before = make(tmp_path / "a.laz", "1.4", 6, evlr=True)
    las = open_las(tmp_path / "a.laz")
    written = label_las(las, tmp_path / "a.parts.laz", NAMES, label, PROVENANCE, split=True)
    assert {path.name for path in written} == {"a.parts.leg.laz", "a.parts.sïtz.laz"}
    expected = label(before.xyz).labels
    for path in written:
        after, index = laspy.read(path), NAMES.index(path.name.split(".")[2])
        chosen = expected == index
        np.testing.assert_array_equal(after.xyz, before.xyz[chosen])
        np.testing.assert_allclose(after.header.mins, before.xyz[chosen].min(0), atol=1e-9)
        np.testing.assert_array_equal(
            after.header.number_of_points_by_return[:4], np.bincount(before.return_number[chosen], minlength=5)[1:5]
        )
        assert len(after.evlrs) == 1


def test_a_part_that_is_the_whole_file_is_counted_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(las_module, "CHUNK_POINTS", COUNT)  # one chunk, one part
    before = make(tmp_path / "a.las")
    scores = np.ones(COUNT, dtype=np.float32)
    tree = PointLabels(("tree",), np.zeros(COUNT, dtype=np.int32), scores)
    las = open_las(tmp_path / "a.las")
    (path,) = label_las(las, tmp_path / "b.las", tree.names, lambda _: tree, PROVENANCE, split=True)
    after = laspy.read(path).header
    assert after.point_count == COUNT and np.array_equal(after.mins, before.header.mins)
    assert np.array_equal(after.maxs, before.header.maxs)
    np.testing.assert_array_equal(after.number_of_points_by_return, before.header.number_of_points_by_return)


@pytest.mark.parametrize("name", ["a.las", "a.laz"])
def test_survey(tmp_path: Path, name: str) -> None:
    before = make(tmp_path / name, "1.4", 7)
    las = open_las(tmp_path / name)
    few, all_points = survey_las(las, 100, 3), survey_las(las, COUNT, 3)
    np.testing.assert_array_equal(all_points.points, before.xyz)
    np.testing.assert_array_equal(few.points, survey_las(las, 100, 3).points)
    known = {tuple(point) for point in before.xyz}
    assert few.total == COUNT and len({tuple(point) for point in few.points} & known) == 100
    np.testing.assert_array_equal(load_las(las).points, before.xyz)


def test_failing_labeller_leaves_nothing(tmp_path: Path) -> None:
    make(tmp_path / "a.laz")

    def fail(points: Array) -> PointLabels:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label_las(open_las(tmp_path / "a.laz"), tmp_path / "b.laz", NAMES, fail, PROVENANCE)
    with pytest.raises(FileError, match="is an input"):
        label_las(open_las(tmp_path / "a.laz"), tmp_path / "a.laz", NAMES, label, PROVENANCE, overwrite=True)
    with pytest.raises(UsageError):
        label_las(open_las(tmp_path / "a.laz"), tmp_path / "b.ply", NAMES, label, PROVENANCE)
    assert [path.name for path in tmp_path.iterdir()] == ["a.laz"]


def put(form: str, at: int, value: int) -> Callable[[bytearray], None]:
    return lambda data: struct.pack_into(form, data, at, value)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("a.las", put("<I", 100, 1_000_000_000)),  # records
        ("a.las", put("<I", 107, 4_000_000_000)),  # points
        ("a.laz", put("<I", 107, 4_000_000_000)),
        ("a.las", put("<I", 96, 4_000_000_000)),  # where points start
        ("a.las", put("<H", 105, 3)),  # bytes of a point
        ("a.las", put("<H", 94, 50000)),  # bytes of the header
        ("a.las", put("<B", 104, 99)),  # point format
        ("a.las", put("<Q", 131, 0x7FF8000000000000)),  # scale: NaN
        ("a.laz", lambda data: data.__delitem__(slice(len(data) // 2, None))),
        ("a.las", lambda data: data.__delitem__(slice(len(data) - 5, None))),
        ("a.las", lambda data: data.__delitem__(slice(100, None))),
        ("a.las", lambda data: data.clear()),
        ("a.las", lambda data: data.__setitem__(slice(0, 4), b"LASX")),
    ],
)
def test_lies_are_refused(tmp_path: Path, name: str, damage: Callable[[bytearray], None]) -> None:
    make(tmp_path / name)
    data = bytearray((tmp_path / name).read_bytes())
    damage(data)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError) as caught:
        survey_las(read(tmp_path / name), 10, 0)  # type: ignore[arg-type]
    assert caught.value.found and caught.value.do


def test_damaged_points_are_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUST_BACKTRACE", "0")  # lazrs panics on some of them, and a backtrace takes half a second
    make(tmp_path / "a.laz", "1.4", 6, evlr=False)
    whole = (tmp_path / "a.laz").read_bytes()
    las = open_las(tmp_path / "a.laz")
    rng = np.random.default_rng(0)
    for _ in range(12):
        data = bytearray(whole)
        for at in rng.integers(las.points_at, len(whole), 20):
            data[at] = rng.integers(256)
        (tmp_path / "b.laz").write_bytes(data)
        try:
            load_las(open_las(tmp_path / "b.laz"))
        except FileError as error:
            assert error.what.startswith(str(tmp_path))


def test_a_chunk_size_that_lies_takes_no_memory(tmp_path: Path) -> None:
    before = make(tmp_path / "a.laz")
    data = bytearray((tmp_path / "a.laz").read_bytes())
    at = data.index(b"laszip encoded") - 2 + 54 + 12
    struct.pack_into("<I", data, at, 0xFFFFC350)  # 146 GB in parallel
    (tmp_path / "a.laz").write_bytes(data)
    np.testing.assert_array_equal(load_las(open_las(tmp_path / "a.laz")).points, before.xyz)


def test_no_points(tmp_path: Path) -> None:
    laspy.LasData(laspy.LasHeader(version="1.2", point_format=0)).write(tmp_path / "a.las")
    with pytest.raises(FileError, match="no points"):
        survey_las(open_las(tmp_path / "a.las"), 10, 0)
