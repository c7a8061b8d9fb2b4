from __future__ import annotations

import math

from pa3d.view.tables import Cell, count, marked, number


def test_cells() -> None:
    assert number(83.66, marks=(1,), strong=True) == Cell("83.7", 83.66, (1,), True)
    assert number(1234.5, 0).text == "1,234" and number(math.nan).text == "\N{EN DASH}"
    assert count(12_345) == Cell("12,345", 12_345.0)
    assert (marked("a", ()), marked("a", (1, 3))) == ("a", "a [1, 3]")
