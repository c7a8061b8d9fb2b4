"""The table of kinds: every family's, in one fixed order."""

from __future__ import annotations

import difflib
from dataclasses import replace

from pa3d.errors import UsageError
from pa3d.synthetic import (
    aircraft,
    animals,
    bags,
    bedding,
    bicycles,
    birds,
    blades,
    boats,
    bottles,
    buildings,
    electronics,
    gadgets,
    hand_tools,
    hand_weapons,
    headwear,
    heavy_vehicles,
    household,
    insects,
    instruments,
    kettles,
    lamps,
    motorbikes,
    openings,
    outdoor_structures,
    people,
    plants,
    plumbing,
    plush,
    reptiles,
    road_vehicles,
    rockets,
    rotorcraft,
    sea_life,
    seating,
    storage,
    tables,
    trees,
    vessels,
)
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.wider_names import wider_names
from pa3d.text.names import clean_name

FAMILIES = (
    aircraft,
    animals,
    bags,
    bedding,
    bicycles,
    birds,
    blades,
    boats,
    bottles,
    buildings,
    electronics,
    gadgets,
    hand_tools,
    hand_weapons,
    headwear,
    heavy_vehicles,
    household,
    insects,
    instruments,
    kettles,
    lamps,
    motorbikes,
    openings,
    outdoor_structures,
    people,
    plants,
    plumbing,
    plush,
    reptiles,
    road_vehicles,
    rockets,
    rotorcraft,
    sea_life,
    seating,
    storage,
    tables,
    trees,
    vessels,
)

# How much more often than others the world draws a kind: those people ask for most, in the most styles.
_SHARE = {
    "chair": 14.0, "cap": 8.0, "table": 4.0, "airplane": 3.5, "lamp": 2.5, "car": 4.0, "guitar": 2.0, "sofa": 2.0,
    "motorbike": 2.0, "mug": 2.0, "bag": 2.0, "laptop": 2.0, "knife": 2.0, "pistol": 2.0, "earphone": 2.0,
    "rocket": 3.0, "skateboard": 2.0, "person": 3.0, "storage furniture": 2.0, "kettle": 4.0, "bottle": 4.0,
    "bucket": 3.0, "scissors": 3.0, "switch": 6.0, "horse": 3.0, "dog": 3.0, "cat": 3.0, "cow": 3.0,
    "truck": 3.0, "teapot": 3.0, "duck": 3.0, "screwdriver": 3.0,
}  # fmt: skip

# Finer part -> the part it belongs to when nobody asks for the finer one, in every kind that has both.
_WITHIN = {
    "hand": "arm", "foot": "leg", "hair": "head", "hat": "head", "ear": "head", "horn": "head", "tusk": "head",
    "trunk": "head", "hump": "torso", "mane": "neck", "skirt": "torso", "cape": "torso", "wheel": "leg",
    "footrest": "leg", "touchpad": "keyboard", "bulb": "lampshade", "pedal": "frame", "heel": "sole", "lace": "upper",
    "beak": "head", "nozzle": "engine", "thing": "surface", "comb": "head",
    "frill": "head", "nose": "head", "spike": "torso", "gill": "cap", "soil": "pot", "hub": "blade",
}  # fmt: skip


def _completed(kind: Kind) -> Kind:
    within = {finer: whole for finer, whole in _WITHIN.items() if finer in kind.parts and whole in kind.parts}
    wider = wider_names().get(kind.name, {})
    return replace(kind, weight=kind.weight * _SHARE.get(kind.name, 1.0), within=within, wider=wider)


KINDS: tuple[Kind, ...] = tuple(_completed(kind) for family in FAMILIES for kind in family.KINDS)
assert len({kind.name for kind in KINDS}) == len(KINDS), "two kinds have one name"


def known_parts(category: str) -> tuple[str, ...]:
    """The parts of a kind, by its name or another name of it. Raises UsageError with the closest kinds."""
    wanted = clean_name(category)
    for kind in KINDS:
        if wanted == kind.name:
            return tuple(kind.parts)
    for kind in KINDS:
        if wanted in kind.synonyms:
            return tuple(kind.parts)
    names = [kind.name for kind in KINDS]
    near = difflib.get_close_matches(wanted, names, 5, 0.0)
    raise UsageError(
        f"--category {category} is not a known kind.", f"Nearest: {', '.join(near)}.", "Use one, or name --parts."
    )
