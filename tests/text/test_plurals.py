from __future__ import annotations

import pytest

from pa3d.text.plurals import plural


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("leg", "legs"),
        ("left foot", "left feet"),
        ("brush", "brushes"),
        ("body", "bodies"),
        ("key", "keys"),
        ("lens", "lenses"),
        ("shelf", "shelves"),
        ("roof", "roofs"),
        ("snowman", "snowmen"),
        ("human", "humans"),
        ("chest of drawers", "chests of drawers"),
        ("scissors", None),
        ("wheels", None),
        ("gas", "gases"),
        ("t rex", "t rexes"),
    ],
)
def test_plural(one: str, many: str | None) -> None:
    assert plural(one) == many
