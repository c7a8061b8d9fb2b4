"""Every kind of the world: sound shapes, known parts, names that can be asked."""

from __future__ import annotations

import pickle
from collections import defaultdict

import numpy as np
import pytest

from pa3d.errors import UsageError
from pa3d.shapes.surface import face_areas
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS, known_parts
from pa3d.synthetic.world import build_shape
from pa3d.text.names import clean_name
from pa3d.text.plurals import plural

SHAPES = 2  # of each kind

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@each_kind
def test_shapes_are_sound_and_a_function_of_the_seed(kind: Kind) -> None:
    for index in range(SHAPES):
        mesh = build_shape(kind, 11, index)
        assert mesh.kind == kind.name and mesh.parts and set(mesh.parts) <= set(kind.parts)
        assert np.isfinite(mesh.vertices).all() and len(mesh.faces) == len(mesh.face_parts) > 0
        assert mesh.faces.min() >= 0 and mesh.faces.max() < len(mesh.vertices)
        areas = face_areas(mesh.vertices, mesh.faces)
        per_part = np.bincount(mesh.face_parts, areas, minlength=len(mesh.parts))
        assert len(per_part) == len(mesh.parts) and (per_part > 0).all(), "a part without surface"
        extent = np.ptp(mesh.vertices, axis=0)
        assert extent.max() > 0 and np.sort(extent)[1] > 0, "a shape of one dimension"
    again = build_shape(kind, 11, SHAPES - 1)
    assert np.array_equal(again.vertices, mesh.vertices) and np.array_equal(again.faces, mesh.faces)
    assert np.array_equal(again.face_parts, mesh.face_parts) and again.parts == mesh.parts
    other = build_shape(kind, 12, SHAPES - 1)
    assert other.vertices.shape != mesh.vertices.shape or not np.array_equal(other.vertices, mesh.vertices)


@each_kind
def test_names_are_clean_and_say_one_part(kind: Kind) -> None:
    parts_of: dict[str, set[str]] = defaultdict(set)
    for part, synonyms in kind.parts.items():
        assert len({part, *synonyms}) == 1 + len(synonyms), f"{part} has a name twice"
        for name in (part, *synonyms):
            assert clean_name(name) == name
            parts_of[name].add(part)
            if many := plural(name):
                parts_of[many].add(part)
    # A hand may be called an arm's: only a part and the one it lies within may share a name.
    shared = {
        name: parts for name, parts in parts_of.items()
        if len(parts) > 1 and not any(finer in parts and whole in parts for finer, whole in kind.within.items())
    }  # fmt: skip
    assert not shared


@each_kind
def test_kinds_are_named_and_weighed(kind: Kind) -> None:
    assert clean_name(kind.name) == kind.name and kind.weight > 0
    assert all(clean_name(name) == name for name in kind.synonyms) and kind.name not in kind.synonyms
    assert len(set(kind.synonyms)) == len(kind.synonyms)
    assert set(kind.within) | set(kind.within.values()) <= set(kind.parts)
    assert not set(kind.within) & set(kind.within.values()), "a part within a part within a part"


def test_kinds_have_names_of_their_own() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names) >= 16


def test_known_parts_by_name_and_by_another_name() -> None:
    chair = next(kind for kind in KINDS if kind.name == "chair")
    assert known_parts("chair") == known_parts(" Chair ") == tuple(chair.parts)
    storage = next(kind for kind in KINDS if " " in kind.name)
    assert known_parts(storage.name.replace(" ", "_")) == tuple(storage.parts)
    taken = {kind.name for kind in KINDS}
    first = {name: kind for kind in reversed(KINDS) for name in kind.synonyms if name not in taken}
    for name, kind in first.items():
        assert known_parts(name) == tuple(kind.parts)
    assert known_parts("Double-Decker Bus") == known_parts("bus")
    with pytest.raises(UsageError, match=r"chiar is not a known kind.*chair"):
        known_parts("chiar")


def test_kinds_travel_to_other_processes() -> None:
    # Worker processes are not forked on every system: what they need is pickled.
    copies = pickle.loads(pickle.dumps(KINDS))  # noqa: S301 (our own bytes)
    assert [kind.name for kind in copies] == [kind.name for kind in KINDS]
