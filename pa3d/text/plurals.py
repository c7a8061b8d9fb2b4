"""English plurals by rule, with the exceptions that name parts and things."""

from __future__ import annotations

import re

_IRREGULAR = {
    "foot": "feet", "tooth": "teeth", "goose": "geese", "mouse": "mice", "man": "men", "woman": "women",
    "child": "children", "person": "people", "ox": "oxen", "die": "dice", "leaf": "leaves", "knife": "knives",
    "life": "lives", "wife": "wives", "shelf": "shelves", "elf": "elves", "wolf": "wolves", "calf": "calves",
    "half": "halves", "loaf": "loaves", "scarf": "scarves", "hoof": "hooves", "sheaf": "sheaves", "thief": "thieves",
    "dwarf": "dwarves", "penknife": "penknives", "antenna": "antennas", "vertebra": "vertebrae", "larva": "larvae",
    "pupa": "pupae", "patella": "patellae", "cactus": "cacti", "axis": "axes", "lens": "lenses", "gas": "gases",
    "bus": "buses", "minibus": "minibuses", "trolleybus": "trolleybuses", "canvas": "canvases", "iris": "irises",
    "pelvis": "pelvises", "phalanx": "phalanges", "matrix": "matrices", "appendix": "appendices", "corps": "corps",
    "potato": "potatoes", "tomato": "tomatoes", "torpedo": "torpedoes", "mosquito": "mosquitoes",
    "volcano": "volcanoes", "buffalo": "buffaloes", "superhero": "superheroes", "hero": "heroes",
    "hippopotamus": "hippopotamuses", "rhinoceros": "rhinoceroses", "compass": "compasses", "atlas": "atlases",
}  # fmt: skip
_UNCHANGED = frozenset(
    """
    aircraft spacecraft hovercraft sheep deer moose elk bison salmon trout tuna squid shrimp headphones offspring
    luggage furniture silverware cutlery hair fur wool skin flesh clothes trousers jeans shorts pants scissors pliers
    tweezers pincers shears tongs glasses eyeglasses sunglasses spectacles binoculars handcuffs goggles stairs bagpipes
    reins people teeth feet leaves food milk grass rice bread butter garlic lightning chainmail armor armour rigging
    foliage upholstery insulation scaffolding pollen moss ivy algae seaweed kelp broccoli spinach celery asparagus
    lettuce popcorn toothpaste pottery soil smoke corn honey bacon ham ketchup mustard yogurt sugar salt sky terrain
    """.split()  # noqa: SIM905 (a list of eighty quoted words would say no more)
)


def plural(name: str) -> str | None:
    """The plural of a cleaned name, by its last word or the word before " of "; None where it has none of its own."""
    head, of, rest = name.partition(" of ")
    *before, last = head.split(" ")
    many = _plural_word(last)
    return None if many is None else " ".join([*before, many]) + of + rest


def _plural_word(word: str) -> str | None:
    if word in _UNCHANGED or any(letter.isdigit() for letter in word) or len(word) < 2:
        return None
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _IRREGULAR.values():
        return None
    if word.endswith(("man", "woman")) and word not in {"human", "talisman"}:
        return word[:-2] + "en"
    if re.search(r"(ss|sh|ch|x|z|us)$", word):
        return word + "es"
    if word.endswith("sis"):
        return word[:-2] + "es"
    if word.endswith("s"):
        return None  # already a plural
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"
