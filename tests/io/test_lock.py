"""Folders in use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pa3d.errors import FileError
from pa3d.io.lock import hold

HOLDER = "import sys, time\nfrom pathlib import Path\nfrom pa3d.io.lock import hold\n" + (
    "with hold(Path(sys.argv[1]), 'the folder'):\n    print('held', flush=True)\n    time.sleep(60)\n"
)


def test_one_at_a_time_until_the_holder_is_gone_however(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    with pytest.raises(FileError, match="my folder is in use") as refused, hold(path, "my folder"):
        pass
    assert str(path) in refused.value.found and refused.value.do
    process.kill()
    process.communicate()
    with hold(path, "my folder"):
        assert path.exists()
    assert not path.exists()


def test_it_is_let_go_when_the_block_raises(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path / "lock", "x"):
        raise KeyError
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"), hold(tmp_path / "nowhere" / "lock", "x"):
        pass
