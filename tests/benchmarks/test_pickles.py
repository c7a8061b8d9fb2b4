"""Pickles read as data: what honest files hold comes out; nothing ever runs."""

from __future__ import annotations

import io
import os
import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks import pickles
from pa3d.benchmarks.pickles import parse_npy, parse_pickle, read_npy, read_npz
from pa3d.errors import FileError

HONEST = {
    "semantic_seg": np.array([0, 1, -1], dtype=np.int64),
    "instance_seg": np.arange(6, dtype=">f4").reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "names": np.array(["arm", "läg"]),
    "objects": np.array(["arm", None], dtype=object),
    "empty": np.zeros((0, 3), dtype=np.float32),
    "scalar": np.int32(-7),
    "plain": [1, -(2**40), 2.5, True, None, "text", b"bytes", (1, 2, 3, 4)],
    3: {"nested": {}},
}


def npy(value: Any, protocol: int | None = None) -> bytes:
    """An NPY file of one object, as np.save writes it; another protocol stands in for another version of NumPy."""
    array = np.empty((), dtype=object)
    array[()] = value
    if protocol is None:
        stream = io.BytesIO()
        np.save(stream, array, allow_pickle=True)
        return stream.getvalue()
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (), }"
    header += b" " * (117 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + pickle.dumps(array, protocol)


@pytest.mark.parametrize("protocol", [None, 3, 4])
def test_a_dict_of_arrays_comes_out_as_it_went_in(protocol: int | None) -> None:
    held = parse_npy("label.npy", npy(HONEST, protocol), "it").item()
    assert list(held) == list(HONEST)
    for key in ("semantic_seg", "instance_seg", "fortran", "names", "objects", "empty"):
        assert held[key].dtype == HONEST[key].dtype and held[key].shape == HONEST[key].shape
        np.testing.assert_array_equal(held[key], HONEST[key])
    assert held["scalar"] == -7 and held["plain"] == HONEST["plain"] and held[3] == {"nested": {}}


def test_protocol_2_of_old_numpy_and_the_modules_of_old_and_new_numpy() -> None:
    value = {"semantic_seg": np.array([2, -1])}
    assert parse_npy("x", npy(value, 2), "it").item()["semantic_seg"].tolist() == [2, -1]
    new = npy(value, 4)
    old = new.replace(b"\x8c\x16numpy._core.multiarray", b"\x8c\x15numpy.core.multiarray")
    if b"numpy._core" in new:  # the frame's length is not looked at
        assert old != new
    assert parse_npy("x", old, "it").item()["semantic_seg"].tolist() == [2, -1]


class _Runs:
    """What a malicious pickle holds: a call, made when it is loaded."""

    def __init__(self, call: Any, *arguments: Any) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self) -> Any:
        return self.call, self.arguments


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("wrap", [lambda evil: evil, lambda evil: {"semantic_seg": evil}, lambda evil: [evil]])
def test_a_call_is_refused_and_does_not_run(tmp_path: Path, protocol: int, wrap: Any) -> None:
    trace = tmp_path / "ran"
    evil = wrap(_Runs(os.mkdir, str(trace)))
    with pytest.raises(ValueError, match=r"it asks for \w+\.mkdir"):
        parse_pickle(pickle.dumps(evil, protocol))
    with pytest.raises(FileError, match=r"pickled objects of it are refused: it asks for .*Nothing in it was run"):
        parse_npy("label.npy", npy(evil, protocol), "it")
    assert not trace.exists()
    pickle.loads(pickle.dumps(evil, protocol))  # noqa: S301 (the same bytes do run elsewhere)
    assert trace.exists()


def test_known_names_cannot_be_bent_into_calls() -> None:
    reconstruct = b"cnumpy.core.multiarray\n_reconstruct\n"
    for payload, why in [
        (b"cos\nsystem\n(X\x02\x00\x00\x00idtR.", "asks for os.system"),
        (b"cnumpy\nload\n(X\x01\x00\x00\x00xtR.", "asks for numpy.load"),
        (b"cbuiltins\neval\n(X\x03\x00\x00\x001+1tR.", "asks for builtins.eval"),
        (b"cnumpy\nndarray\n(tR.", "calls ndarray"),
        (reconstruct + b"(tR.", "an array without values"),
        (reconstruct + b"X\x01\x00\x00\x00xR.", "calls _reconstruct without arguments"),
        (reconstruct + b"(tR}b.", "sets the state"),
        (b"cnumpy\ndtype\n(X\x02\x00\x00\x00V8tR.", "something that is neither"),
        (b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x03\x00\x00\x00hextR.", "calls encode"),
        (b"(i__main__\nX\n.", "uses the opcode INST"),
        (b"\x80\x02\x82\x01.", "uses the opcode EXT1"),
        (b"P1\n.", "uses the opcode PERSID"),
        (b"h\x05.", "refers to a value that is not there"),
        (b"t.", "a group of values has no start"),
        (b"R.", "its stack runs empty"),
        (b"K\x01K\x02s.", "fills something that is no dict"),
        (b"(K\x01a.", "fills something"),
        (b"}(]K\x01u.", "keys are neither"),
        (b"K\x01", "no end|exhausted"),
        (b"", "no end|exhausted"),
        (b"\xff\xff", "unknown"),
    ]:
        with pytest.raises(ValueError, match=why):
            parse_pickle(payload)


def test_claims_take_no_memory_and_no_time() -> None:
    """A length, a memo index or an array beyond the file is refused; a graph that doubles is not followed."""
    for payload in [
        b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"x.",  # bytes of a terabyte
        b"\x80\x04\x8b" + struct.pack("<i", 1 << 30) + b"x.",  # an integer of a gigabyte
        b"cnumpy.core.multiarray\n_reconstruct\n(tR(K\x01(\x8a\x06" + (1 << 40).to_bytes(6, "little")
        + b"tcnumpy\ndtype\n(X\x02\x00\x00\x00i8tR\x89C\x08\0\0\0\0\0\0\0\0tb.",
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=r"\w"):
            parse_pickle(payload)
    parse_pickle(b"K\x01r\xff\xff\xff\x7f.")  # the largest memo index: a dict holds it
    doubling = b"]" + b"".join(b"q" + bytes([i]) + b"](h" + bytes([i]) + b"h" + bytes([i]) + b"e" for i in range(60))
    assert isinstance(parse_pickle(doubling + b"."), list)
    state = b"(K\x01K\x01\x85cnumpy\ndtype\n(X\x01\x00\x00\x00OtR\x89]K\x01atb"
    copies = b"](" + b"cnumpy.core.multiarray\n_reconstruct\n(tR" + state
    assert parse_pickle(copies + b"e.")[0].tolist() == [1]
    with pytest.raises(ValueError, match="more than 64 arrays of objects"):
        parse_pickle(b"](" + (b"cnumpy.core.multiarray\n_reconstruct\n(tR" + state) * 65 + b"e.")


def test_every_cut_and_every_flipped_byte_is_an_error_or_data() -> None:
    data = npy({"semantic_seg": np.array([0, 1, -1])})
    for end in range(0, len(data) - 1, 3):
        with pytest.raises(FileError):
            parse_npy("label.npy", data[:end], "it")
    generator = np.random.default_rng(0)
    for _ in range(400):
        broken = bytearray(data)
        broken[generator.integers(len(data))] = generator.integers(256)
        try:
            parse_npy("label.npy", bytes(broken), "it")
        except FileError:
            continue


def test_plain_arrays(tmp_path: Path) -> None:
    path = tmp_path / "labels.npy"
    np.save(path, np.array([[1, 2], [3, 4]], dtype=np.uint8))
    assert read_npy(path).tolist() == [[1, 2], [3, 4]]
    header = b"{'descr': '<i8', 'fortran_order': False, 'shape': (99999999999,), }\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(8))
    with pytest.raises(FileError, match=r"claims \(99999999999,\) int64"):
        read_npy(path)
    path.write_bytes(b"not numpy")
    with pytest.raises(FileError, match="instead of"):
        read_npy(path)
    with pytest.raises(FileError, match="does not exist"):
        read_npy(tmp_path / "nothing.npy")


def test_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scan.npz"
    np.savez(path, points=np.zeros((2, 3)), label_names=np.array(["arm", "leg"], dtype=object))
    held = read_npz(path, ("points", "label_names", "absent"))
    assert held["points"].shape == (2, 3) and held["label_names"].tolist() == ["arm", "leg"] and len(held) == 2
    monkeypatch.setattr(pickles, "LARGEST", 100)
    with pytest.raises(FileError, match="claims 176 bytes; at most 100"):
        read_npz(path, ("points",))
    path.write_bytes(b"PK")
    with pytest.raises(FileError, match="archive is broken"):
        read_npz(path, ("points",))
