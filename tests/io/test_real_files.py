"""Every real file is read, labelled and written with nothing lost, or refused in one line; none takes long."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from pa3d.errors import FileError
from pa3d.io.formats import format_of, output_extension, read, survey
from pa3d.io.labelled import Labelled, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Array, Cloud, Mesh, PointLabels

REAL = Path(__file__).parents[3] / "shared" / "real"
FILES = sorted(p for folder in ("files", "shapes") for p in (REAL / folder).glob("*") if p.is_file())
REFUSED = {
    "assimp__test__models__invalid__crash-30d6d0f7c529b3b66b4131700b7a4580cd7082df.ply",
    "assimp__test__models__invalid__empty.ply",
    "pdal__test__data__apps__simple-laszip-compressor-version-1.2r0.laz",
    "pdal__test__data__ept__lone-star-invalid-tile__ept-data__2-2-2-2.laz",
    "pdal__test__data__las__garbage_nVariableLength.las",
    "pdal__test__data__las__no-points.las",
    "pdal__test__data__las__permutations__1.2-no-points.las",
    "pdal__test__data__pcd__missingheader.pcd",
    "pdal__test__data__ply__unsized_dims.ply",
}
NAMES = ("leg", "seat")
PROVENANCE = Provenance("small", "ab12", NAMES, "y", 0, "0.1.0")


def labels_for(count: int) -> PointLabels:
    return PointLabels(NAMES, np.arange(count, dtype=np.int32) % 3 - 1, np.ones(count, dtype=np.float32))


@pytest.mark.skipif(not FILES, reason=f"{REAL} is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-40:])
def test_read_or_refused(path: Path, tmp_path: Path) -> None:
    started = time.perf_counter()
    if path.parent.name == "files":
        tracemalloc.start()
    try:
        source = read(path)
        drawn = survey(source, 500, 0)
    except FileError as error:
        assert path.name in REFUSED and "\n" not in str(error) and error.found and error.do
        return
    finally:
        peak = tracemalloc.get_traced_memory()[1]  # 0 where it was not started
        tracemalloc.stop()
        assert time.perf_counter() - started < 20
        assert peak < 200 * path.stat().st_size + (32 << 20)
    assert path.name not in REFUSED and np.isfinite(drawn.points).all()
    assert len(drawn.points) == 500 or not isinstance(source, Mesh)
    out = tmp_path / f"out{output_extension(path, source)}"
    if isinstance(source, Cloud | Mesh):
        check_record(source, out)
    else:
        from pa3d.io.las import label_las, load_las

        label_las(source, out, NAMES, lambda points: labels_for(len(points)), PROVENANCE)
        again = read(out)
        assert not isinstance(again, Cloud | Mesh) and again.ours
        np.testing.assert_array_equal(load_las(again).points, load_las(source).points)
    assert format_of(out).output == out.suffix


def check_record(source: Cloud | Mesh, out: Path) -> None:
    if isinstance(source, Mesh):
        labelled = Labelled(source, labels_for(len(source.vertices)), labels_for(len(source.faces)))
    else:
        labelled = Labelled(source, labels_for(len(source.points)))
    write_labelled(labelled, out, PROVENANCE)
    again = read(out)
    if isinstance(source, Mesh):
        assert isinstance(again, Mesh)
        size = np.abs(source.vertices).max()
        np.testing.assert_allclose(areas(again), areas(source), atol=1e-5 * size**2)
    else:
        assert isinstance(again, Cloud)
        np.testing.assert_array_equal(again.points, source.points)


def areas(mesh: Mesh) -> Array:
    from pa3d.shapes.surface import face_areas

    return np.sort(face_areas(mesh.vertices, mesh.faces))
