"""Which files are read, and where their outputs go."""

from __future__ import annotations

from pathlib import Path

import pytest

from pa3d.errors import UsageError
from pa3d.stages.jobs import find_jobs


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def outputs(inputs: list[str], out: str | None = None, pictures: bool = False) -> dict[str, str | None]:
    jobs = find_jobs(inputs, out, pictures)
    return {job.path.as_posix(): None if job.output is None else job.output.as_posix() for job in jobs}


def test_folders_globs_and_files() -> None:
    make("a/chair.ply", "a/b/Mug.OBJ", "a/notes.md", "a/.hidden.ply", "a/chair.parts.ply", "scan.laz")
    assert outputs(["a", "scan.laz"]) == {
        "a/b/Mug.OBJ": "a/b/Mug.parts.ply",
        "a/chair.ply": "a/chair.parts.ply",
        "scan.laz": "scan.parts.laz",
    }
    assert list(outputs(["a/*.ply"])) == ["a/chair.ply"], "our own outputs are passed over"
    assert list(outputs(["a/**/*.[Op][Bl]*"])) == ["a/b/Mug.OBJ", "a/chair.ply"]
    assert outputs(["a/chair.parts.ply"]) == {"a/chair.parts.ply": "a/chair.parts.parts.ply"}, "unless named"


def test_every_input_once_however_it_is_spelled(here: Path) -> None:
    make("in/a.ply")
    assert outputs(["in/a.ply", "./in/a.ply", "in/../in/a.ply", "in", str(here / "in" / "a.ply")]) == {
        "in/a.ply": "in/a.parts.ply"
    }


def test_a_link_is_an_input_of_its_own() -> None:
    make("a.ply")
    Path("b.ply").symlink_to("a.ply")
    assert outputs(["a.ply", "b.ply"], "out") == {"a.ply": "out/a.parts.ply", "b.ply": "out/b.parts.ply"}


def test_same_stems_keep_their_folders_and_then_their_extensions() -> None:
    make("x/1/model.obj", "x/2/model.obj", "x/2/model.ply", "x/2/other.ply")
    assert outputs(["x"], "out") == {
        "x/1/model.obj": "out/1/model.parts.ply",
        "x/2/model.obj": "out/2/model_obj.parts.ply",
        "x/2/model.ply": "out/2/model_ply.parts.ply",
        "x/2/other.ply": "out/other.parts.ply",
    }
    assert outputs(["x/1/model.obj", "x/2/model.obj"], "out") == {
        "x/1/model.obj": "out/1/model.parts.ply",
        "x/2/model.obj": "out/2/model.parts.ply",
    }
    beside = outputs(["x/2"])
    assert beside["x/2/model.obj"] == "x/2/model_obj.parts.ply" and beside["x/2/other.ply"] == "x/2/other.parts.ply"


def test_pictures_must_not_meet_either() -> None:
    make("a.ply", "a.laz")
    assert outputs(["a.ply", "a.laz"]) == {"a.ply": "a.parts.ply", "a.laz": "a.parts.laz"}
    with_pictures = outputs(["a.ply", "a.laz"], pictures=True)
    assert with_pictures == {"a.ply": "a_ply.parts.ply", "a.laz": "a_laz.parts.laz"}


def test_out_is_a_file_or_a_folder() -> None:
    make("a.ply", "b.ply", "is.ply/c.ply")
    assert outputs(["a.ply"], "new/labelled.npz") == {"a.ply": "new/labelled.npz"}
    assert outputs(["a.ply"], "new.npz/") == {"a.ply": "new.npz/a.parts.ply"}
    assert outputs(["a.ply"], "is.ply") == {"a.ply": "is.ply/a.parts.ply"}
    with pytest.raises(UsageError, match="one file"):
        find_jobs(["a.ply", "b.ply"], "labelled.ply")
    with pytest.raises(UsageError, match="not written"):
        find_jobs(["a.ply"], "labelled.stl")


def test_what_cannot_be_read_is_a_job_with_an_error() -> None:
    make("notes.md", "empty/notes.md", "a.ply")
    Path("broken.ply").symlink_to("nowhere")
    found = find_jobs(["gone.ply", "notes.md", "empty", "*.laz", "broken.ply", "a.ply"])
    said = ["does not exist", "unknown extension", "holds no shape", "matches no shape", "link to nothing"]
    for job, text in zip(found, said, strict=False):
        assert job.output is None and text in str(job.error)
        assert job.error is not None and all((job.error.what, job.error.found, job.error.do))
    assert found[-1].error is None


def test_a_file_whose_name_looks_like_a_glob_is_itself() -> None:
    make("a[1].ply", "a1.ply")
    assert list(outputs(["a[1].ply"])) == ["a[1].ply"]


def test_no_input_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="No input"):
        find_jobs([])
