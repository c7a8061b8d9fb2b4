"""Addresses on the hub, asked without one: what is cached comes, what is not is refused at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from huggingface_hub import constants

from pa3d.errors import FileError, UsageError
from pa3d.io.hub import fetch


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))


@pytest.mark.parametrize("address", ["hf:small", "hf:a/b/c", "hf:"])
def test_another_form_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is not a place on the hub"):
        fetch(address)


def test_without_a_network_the_answer_comes_at_once() -> None:
    started = time.monotonic()
    with pytest.raises(FileError, match=r"model\.safetensors of someone/else.*cannot be reached"):
        fetch("hf:someone/else")
    assert time.monotonic() - started < 10


def test_downloads_switched_off_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(FileError, match=r"patchalign3d\.pt of patchalign3d/.*switched off"):
        fetch("hf:patchalign3d/patchalign3d-encoder")
