"""The table of benchmarks: where data is looked for, what is said without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pa3d.benchmarks.layouts import HUB, LAYOUTS, default_place, download, layout_of, locate
from pa3d.errors import FileError, UsageError
from pa3d.progress import Silent

NEED_DATA = [name for name in LAYOUTS if name not in ("synthetic", "folder")]


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PA3D_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("PA3D_DATA", raising=False)
    return tmp_path


def test_the_table_is_whole() -> None:
    assert list(LAYOUTS) == [layout.name for layout in LAYOUTS.values()]
    assert {"shapenetpart", "partnet", "faust", "scanobjectnn", "objaverse", "compat", "folder", "synthetic"} <= set(
        LAYOUTS
    )
    assert {name for name, layout in LAYOUTS.items() if layout.hub} == {
        name for name in LAYOUTS if name.split("-")[0] in HUB
    }
    with pytest.raises(UsageError, match="Benchmarks: shapenetpart, partnet"):
        layout_of("partnett")


@pytest.mark.parametrize("name", NEED_DATA)
def test_without_data_one_error_says_everything(name: str, places: Path) -> None:
    with pytest.raises(FileError) as caught:
        locate(name)
    error = caught.value
    home = places / "cache" / "data" / name.split("-")[0]
    assert error.exit_code == 1 and LAYOUTS[name].title in error.what and str(home) in error.found
    assert "https://" in error.do and f"put it into {home}" in error.do and "--data" in error.do
    assert "licence" in error.do or "terms" in error.do
    assert "GB" in error.do or "shapes" in error.do or "size" in error.do


def test_where_data_is_looked_for(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (places / "elsewhere" / "partnet").mkdir(parents=True)
    (places / "elsewhere" / "partnet" / "test").mkdir()
    monkeypatch.setenv("PA3D_DATA", str(places / "elsewhere"))
    assert locate("partnet") == places / "elsewhere" / "partnet" == default_place("partnet")
    assert locate("partnet", places / "elsewhere" / "partnet") == places / "elsewhere" / "partnet"
    assert locate("partnet", places / "elsewhere") == places / "elsewhere" / "partnet"
    assert default_place("compat-fine") == places / "elsewhere" / "compat"
    (places / "empty").mkdir()
    with pytest.raises(FileError, match="is empty"):
        locate("faust", places / "empty")
    with pytest.raises(FileError, match="is not there"):
        locate("faust", places / "gone")


def test_what_needs_no_data_and_what_needs_a_name(places: Path) -> None:
    assert locate("synthetic") == Path()
    assert len(LAYOUTS["synthetic"].cases(Path())) > 100
    assert locate("folder", places) == places
    with pytest.raises(UsageError, match="No folder was named"):
        locate("folder")
    with pytest.raises(FileError, match="There is no such folder"):
        locate("folder", places / "gone")


def test_what_the_hub_does_not_host_is_said() -> None:
    with pytest.raises(
        UsageError, match=r"cannot fetch ShapeNetPart.*It fetches partnet, objaverse.*unpack it; then use"
    ):
        download("shapenetpart", Silent())


def test_data_that_is_there_is_not_fetched_again(places: Path) -> None:
    shape = places / "mine" / "test" / "Chair" / "1"
    shape.mkdir(parents=True)
    (shape / "pc.ply").write_text("")
    notes: list[str] = []

    class Notes(Silent):
        def note(self, message: str) -> None:
            notes.append(message)

    assert download("partnet", Notes(), data=places / "mine") == places / "mine"
    assert notes == [f"PartNet-E is in {places / 'mine'} already."]
