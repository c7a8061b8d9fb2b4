"""Shards: written, read in order and at random, refused when broken."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from pa3d.data.manifest import (
    Failure,
    ShardRecord,
    check_models,
    merge_records,
    read_sidecar,
    shard_path,
    sidecar_path,
    write_json,
)
from pa3d.data.samples import pack_shape
from pa3d.data.shard_write import Made, write_shard
from pa3d.data.shards import finished, open_shards, read_index, read_shard
from pa3d.errors import FileError
from pa3d.io.source import file_sha256

from .test_samples import assert_equal_shapes, shape_of

FAILURE = Failure("bad", "test", "bad is broken.", "Found nothing.", "Look.")


def made(ids: list[str]) -> list[Made]:
    items = [
        Made(name, pack_shape(shape_of(5 + i, seed=i, id=name)), teacher=6, tokens={"answers": 2})
        for i, name in enumerate(ids)
    ]
    return [*items, Made("bad", failure=FAILURE)]


def folder_of(path: Path, shards: int = 3) -> Path:
    """A folder with shards of four samples and a failure each, and its manifest."""
    records = [write_shard(path, k, 5 * k, made([f"s{k}-{i}" for i in range(4)])) for k in range(shards)]
    write_json(path / "manifest.json", merge_records(records, {"versions": {}}))
    return path


def test_read_in_order_and_at_random(tmp_path: Path) -> None:
    shards = open_shards(folder_of(tmp_path))
    assert len(shards) == 12 and shards.counts == (4, 4, 4)
    stream = list(read_shard(shard_path(tmp_path, 1)))
    assert [shape.id for shape in stream] == ["s1-0", "s1-1", "s1-2", "s1-3"]
    for index in (2, 0, 3, 1):
        expected = shape_of(5 + index, seed=index, id=f"s1-{index}")
        assert_equal_shapes(stream[index], expected)
        assert_equal_shapes(shards.shape(1, index), expected)
    assert shards.words(2, 3)["id"] == "s2-3"
    assert_equal_shapes(pickle.loads(pickle.dumps(shards)).shape(0, 1), shards.shape(0, 1))  # noqa: S301


def test_the_bytes_depend_on_the_samples_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_shard(tmp_path / name, 0, 0, made(["a", "b"]))
    one, two = (shard_path(tmp_path / name, 0).read_bytes() for name in ("one", "two"))
    assert one == two
    with tarfile.open(fileobj=io.BytesIO(one)) as archive:
        for member in archive:
            assert (member.mtime, member.uid, member.gid, member.uname, member.gname) == (0, 0, 0, "", "")


def test_the_sidecar_counts_what_is_in_the_shard(tmp_path: Path) -> None:
    folder_of(tmp_path, 1)
    record = read_sidecar(tmp_path, 0)
    path = shard_path(tmp_path, 0)
    assert record.sha256 == file_sha256(path) and record.bytes == path.stat().st_size
    assert (record.first, record.items, record.count, record.labelled) == (0, 5, 4, 4)
    assert record.points == 5 + 6 + 7 + 8 and record.failures == (FAILURE,)
    assert record.names == {"part 0": 4, "part 1": 4, "part 2": 4} and record.categories == {"chair": 4}
    assert record.synonyms == {"synonym 0": 4, "synonym 1": 4, "synonym 2": 4}
    assert record.teacher == {"6": 4} and record.tokens == {"answers": 8}


def test_the_manifest_adds_the_sidecars_up(tmp_path: Path) -> None:
    manifest = open_shards(folder_of(tmp_path)).manifest
    assert (manifest["count"], manifest["items"], manifest["labelled"]) == (12, 15, 12)
    assert manifest["vocabulary"]["names"] == {"part 0": 12, "part 1": 12, "part 2": 12}
    assert manifest["teacher"] == {"dimension": 6, "widths": {"6": 12}} and len(manifest["failures"]) == 3
    assert [shard["name"] for shard in manifest["shards"]] == [f"shard-00000{k}.tar" for k in range(3)]
    mixed = merge_records([read_sidecar(tmp_path, 0), ShardRecord(1, 5, 1, 1, 0, "", 1, 0, {}, {}, {}, {"9": 1})], {})
    assert mixed["teacher"] == {"dimension": None, "widths": {"6": 4, "9": 1}}


def test_features_of_two_models_do_not_meet(tmp_path: Path) -> None:
    def engine(weights: str) -> dict[str, object]:
        return {"teacher": {"name": "dino", "weights": weights}}

    records = [write_shard(tmp_path, k, 5 * k, made(["a"]), engine("aa")) for k in range(2)]
    assert merge_records(records, {})["engine"] == engine("aa")
    check_models({}, records[0])
    other = write_shard(tmp_path, 2, 10, made(["b"]), engine("bb"))
    with pytest.raises(FileError, match=r"shard-000002\.tar was made by other weights \(teacher\)"):
        merge_records([*records, other], {})


def test_an_empty_shard_is_a_shard(tmp_path: Path) -> None:
    record = write_shard(tmp_path, 0, 0, [Made("bad", failure=FAILURE)])
    assert record.count == 0 and finished(tmp_path, 0) == record
    assert list(read_shard(shard_path(tmp_path, 0))) == []


def test_a_shard_is_whole_or_not_there(tmp_path: Path) -> None:
    def interrupted() -> object:
        yield from made(["a"])
        raise KeyboardInterrupt

    write_shard(tmp_path, 0, 0, made(["a", "b"]))
    left = tmp_path / ".shard-000000.tar.dead.tmp"
    left.write_bytes(b"of a killed run")
    with pytest.raises(KeyboardInterrupt):
        write_shard(tmp_path, 0, 0, interrupted())  # type: ignore[arg-type]
    assert finished(tmp_path, 0) is None, "it is being made anew, so its sidecar is gone"
    assert [path.name for path in tmp_path.iterdir()] == ["shard-000000.tar"]


def test_every_cut_and_every_changed_byte_is_found(tmp_path: Path) -> None:
    write_shard(tmp_path, 0, 0, made(["a", "b"]))
    path = shard_path(tmp_path, 0)
    whole = path.read_bytes()
    for size in (0, 100, 512, 1024, len(whole) // 2, len(whole) - 512, len(whole) - 1):
        path.write_bytes(whole[:size])
        fault = finished(tmp_path, 0)
        assert isinstance(fault, FileError) and str(size) in str(fault) and fault.do
        if size < len(whole) - 9000:  # the padding of a tar may lack its end
            with pytest.raises(FileError, match="shard-000000"):
                list(read_shard(path))
    path.write_bytes(whole[:3000] + bytes([whole[3000] ^ 1]) + whole[3001:])
    assert "sha256" in str(finished(tmp_path, 0))
    path.unlink()
    assert "missing" in str(finished(tmp_path, 0))


def test_a_broken_sample_is_named(tmp_path: Path) -> None:
    folder_of(tmp_path, 1)
    path = shard_path(tmp_path, 0)
    entry = read_index(path)[2]
    with path.open("r+b") as stream:
        stream.seek(entry.arrays[0])
        stream.write(b"\xff" * 64)
    shards = open_shards(tmp_path)
    shards.shape(0, 1)
    with pytest.raises(FileError, match="s0-2 in ") as refused:
        shards.shape(0, 2)
    assert "arrays cannot be read" in str(refused.value)
    with pytest.raises(FileError, match="s0-2 in "):
        list(read_shard(path))


def tar_of(path: Path, members: list[tuple[str, bytes]], **changes: object) -> None:
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for key, value in changes.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content) if info.isfile() else None)


def test_other_tars_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "shard-000000.tar"
    arrays, words = pack_shape(shape_of())
    pair = [("a.json", words), ("a.safetensors", arrays)]
    for members, changes, said in (
        ([("a.json", words)], {}, "Of 'a' it holds json only"),
        ([*pair, pair[0]], {}, "twice"),
        ([("a.json", b"")], {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, "not a plain file"),
        ([("b.json", words), ("b.safetensors", arrays)], {}, "says it is 'chair_7-a'"),
    ):
        tar_of(path, members, **changes)
        with pytest.raises(FileError) as refused:
            list(read_shard(path))
        assert said in str(refused.value)
    tar_of(path, [("chair_7-a.safetensors", arrays), ("chair_7-a.cls", b"1"), ("chair_7-a.json", words)])
    assert [shape.id for shape in read_shard(path)] == ["chair_7-a"], "other members are other people's"


def test_a_header_that_claims_gigabytes_takes_none(tmp_path: Path) -> None:
    path = tmp_path / "shard-000000.tar"
    tar_of(path, [("a.json", b"x" * 600)])
    content = bytearray(path.read_bytes())
    content[124:136] = b"77777777777\0"  # 8 GB, in octal
    content[148:156] = b" " * 8
    content[148:156] = f"{sum(content[:512]):06o}\0 ".encode()
    path.write_bytes(content)
    with pytest.raises(FileError, match="cut off"):
        read_index(path)


def test_folders_without_a_whole_set_of_shards(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        open_shards(tmp_path / "nowhere")
    folder_of(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    shard_path(tmp_path, 1).rename(tmp_path / "away")
    with pytest.raises(FileError, match=r"shard-000001\.tar is not the shard") as refused:
        open_shards(tmp_path)
    assert "missing" in str(refused.value)
    (tmp_path / "away").rename(shard_path(tmp_path, 1))
    manifest["shards"][0]["name"] = "../../etc/shard-000000.tar"
    write_json(tmp_path / "manifest.json", manifest)
    assert open_shards(tmp_path).paths[0] == tmp_path / "shard-000000.tar", "names in a manifest are no paths"
    for wrong in ({}, {"shards": [1]}, {"shards": [{"name": "x", "count": "y", "bytes": 3}]}):
        write_json(tmp_path / "manifest.json", wrong)
        with pytest.raises(FileError, match="no manifest"):
            open_shards(tmp_path / "manifest.json")
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(FileError, match="not finished"):
        open_shards(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"shard": 0}', "[" * 100_000, "\x00"])
def test_sidecars_that_are_none(tmp_path: Path, text: str) -> None:
    write_shard(tmp_path, 0, 0, made(["a"]))
    sidecar_path(tmp_path, 0).write_text(text)
    assert isinstance(finished(tmp_path, 0), FileError)


READER = """
import json, sys
import numpy, webdataset
from safetensors.numpy import load
for sample in webdataset.WebDataset(sys.argv[1:], shardshuffle=False, empty_check=False):
    arrays, words = load(sample["safetensors"]), json.loads(sample["json"])
    masks = numpy.unpackbits(arrays["label_bits"], axis=1, count=words["points"])
    said = [sample["__key__"], arrays["points"].tolist(), masks.tolist(), words["names"]]
    print(json.dumps(said))
assert not any(name.startswith("pa3d") for name in sys.modules)
"""


def test_webdataset_reads_them_without_us(tmp_path: Path) -> None:
    pytest.importorskip("webdataset")
    folder_of(tmp_path, 2)
    # In a process of its own: it leaves files open, and warnings are errors here.
    urls = [str(shard_path(tmp_path, k)) for k in range(2)]
    done = subprocess.run([sys.executable, "-c", READER, *urls], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    samples = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sample[0] for sample in samples] == [f"s{k}-{i}" for k in range(2) for i in range(4)]
    for i, (name, points, masks, names) in enumerate(samples[:4]):
        shape = shape_of(5 + i, seed=i, id=name)
        np.testing.assert_array_equal(np.float32(points), shape.points)
        np.testing.assert_array_equal(np.array(masks, bool), shape.label_masks)
        assert names == [list(each) for each in shape.label_names]
