"""The table of kinds: every family's, in one fixed order."""

from __future__ import annotations

from pa3d.synthetic.kind import Kind
