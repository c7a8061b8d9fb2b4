"""Progress: what is said, how often, and that the terminal is left as it was."""

from __future__ import annotations

import pytest

from pa3d.cli import progress as module
from pa3d.cli.progress import Bar, Lines, shown_progress
from pa3d.progress import Silent


def test_lines_come_every_ten_seconds(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    clock = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    lines = Lines()
    lines.start("segment", 1000)
    for clock[0] in range(1, 26):
        lines.advance(10, {"loss": 0.5})
    assert capsys.readouterr().err.splitlines() == [
        "segment: 100 of 1,000  loss 0.5",
        "segment: 200 of 1,000  loss 0.5",
    ]
    clock[0] = 40
    lines.start("read big.laz", None)
    lines.note("by the way")
    assert capsys.readouterr().err == "read big.laz\nby the way\n"


def test_quiet_is_silent_and_pipes_get_lines() -> None:
    with shown_progress(quiet=True) as shown:
        assert isinstance(shown, Silent)
    with shown_progress(quiet=False) as shown:
        assert isinstance(shown, Lines)


def test_a_bar_ends_with_whatever_happens(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(module.sys.stderr, "isatty", lambda: True)
    with pytest.raises(ZeroDivisionError), shown_progress(quiet=False) as kept:
        kept.start("odd [name]", 3)
        kept.advance()
        kept.note("[brackets] stay")
        raise ZeroDivisionError
    assert isinstance(kept, Bar) and kept._bars is None
    assert "[brackets] stay" in capsys.readouterr().err
