"""The sheet of the world: one command, one picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pa3d.synthetic.sheet import main


def test_draws_every_shape_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    main(["--kinds", "mug,bowl", "--each", "2", "--columns", "3", "--side", "96", "--captions", "--out", str(out)])
    with Image.open(out) as picture:
        assert picture.size == (288, 192)  # four tiles in rows of three
        colors = picture.convert("RGB").getcolors(100_000)
    assert colors is not None
    assert len(colors) > 100  # shaded shapes, not white paper


def test_an_unknown_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--kinds", "mugg", "--out", str(tmp_path / "sheet.png")])
    assert stop.value.code == 2
    assert "mugg" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
