"""The table of kinds: every family's, in one fixed order."""

from __future__ import annotations

from pa3d.synthetic import aircraft, bags, headwear, heavy_vehicles, kettles, road_vehicles, rockets, rotorcraft, seating, vessels
from pa3d.synthetic.kind import Kind

FAMILIES = (aircraft, bags, headwear, heavy_vehicles, kettles, road_vehicles, rockets, rotorcraft, seating, vessels)

KINDS: tuple[Kind, ...] = tuple(kind for family in FAMILIES for kind in family.KINDS)
