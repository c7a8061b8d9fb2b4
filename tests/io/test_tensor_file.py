"""Tensors in .pt files."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pa3d.errors import FileError
from pa3d.io.tensor_file import read_array, read_tensors


def save(path: Path, content: Any) -> Path:
    torch.save(content, path)
    return path


def test_tensors_come_as_arrays(tmp_path: Path) -> None:
    half = torch.tensor([[0.5, 1.5]], dtype=torch.float16)
    content = {"a": half, "b": [torch.arange(3), "text"], "c": torch.ones(2, dtype=torch.bfloat16), "n": 7}
    read = read_tensors(save(tmp_path / "a.pt", content))
    assert read["a"].dtype == np.float16 and read["a"].tolist() == [[0.5, 1.5]]
    assert read["b"][0].tolist() == [0, 1, 2] and read["b"][1] == "text" and read["n"] == 7
    assert read["c"].dtype == np.float32
    mask = read_array(save(tmp_path / "b.pt", torch.tensor([[True, False]])), (None, 2), "b")
    assert mask.dtype == bool and mask.flags.writeable
    turned = torch.arange(6).reshape(2, 3).T
    assert read_array(save(tmp_path / "c.pt", turned), (3, 2)).tolist() == turned.tolist()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (torch.zeros(4, 2), "(any, 3)"),
        (torch.zeros(3), "(any, 3)"),
        (torch.zeros(4, 3, dtype=torch.bool), "bool"),
        (torch.tensor([[0.0, 1.0, float("nan")]]), "not finite"),
        ([torch.zeros(4, 3)], "list"),
        (torch.zeros(1).expand(10**9, 3), "claims 12000000000 bytes"),
        (torch.zeros(3, 3).to_sparse(), "plain one"),
        (torch.zeros(3, 3, dtype=torch.complex64), "plain one"),
        (np.zeros((2, 3)), "not run"),
    ],
)
def test_other_content_is_refused(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(FileError) as caught:
        read_array(save(tmp_path / "a.pt", content), (None, 3))
    assert says in str(caught.value) and "\n" not in str(caught.value) and str(tmp_path) in str(caught.value)


class Runs:
    """A pickle that makes a file when it is loaded."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> Any:
        return Path.touch, (self.target,)


def test_no_code_runs(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    zipped = save(tmp_path / "a.pt", {"points": Runs(proof)})
    plain = tmp_path / "b.pt"
    plain.write_bytes(pickle.dumps(Runs(proof)))
    for path in (zipped, plain):
        with pytest.raises(FileError):
            read_tensors(path)
    assert not proof.exists()
    pickle.loads(plain.read_bytes())  # noqa: S301 (the proof that it would have)
    assert proof.exists()


def test_bombs_and_broken_files_are_refused(tmp_path: Path) -> None:
    whole = save(tmp_path / "whole.pt", torch.zeros(1000, 3)).read_bytes()
    packed = tmp_path / "packed.pt"
    with zipfile.ZipFile(tmp_path / "whole.pt") as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, old.read(member))
    with pytest.raises(FileError, match="claims to unpack to"):
        read_tensors(packed)
    for number, data in enumerate((b"", b"PK\x03\x04", whole[:-30], whole[:200], b"\x80\x02abc", b"not a tensor")):
        path = tmp_path / f"broken{number}.pt"
        path.write_bytes(data)
        with pytest.raises(FileError):
            read_tensors(path)
    with pytest.raises(FileError, match="does not exist"):
        read_tensors(tmp_path / "none.pt")


@pytest.mark.parametrize(("rows", "claim"), [(b"K\x10", b"K\xc8"), (b"K\x42", b"K\xc8"), (b"M\xff\xff", b"K\x30")])
def test_tensors_that_claim_more_than_is_there_are_refused(tmp_path: Path, rows: bytes, claim: bytes) -> None:
    path = save(tmp_path / "a.pt", torch.zeros(16, 3))
    lying = tmp_path / "b.pt"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if member.endswith("data.pkl"):  # the storage's 48 numbers, the tensor's 16 rows, as pickle writes them
                assert b"K\x30" in data and b"K\x10" in data
                data = data.replace(b"K\x30", claim).replace(b"K\x10", rows)
            new.writestr(member, data)
    with pytest.raises(FileError):
        read_tensors(lying)
