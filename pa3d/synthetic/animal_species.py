"""Species of four-legged animals in numbers, and the words for their parts."""

from __future__ import annotations

from collections.abc import Mapping

from pa3d.synthetic.animal_forms import Species

_BEAST = ("stand", "stand", "walk", "run", "sit", "lie")

SPECIES: dict[str, Species] = {
    "horse": Species(
        (0.2, 0.27), (0.85, 1.0), (0.72, 0.95), (0.032, 0.05), (0.42, 0.6), (35, 65), (0.09, 0.13), (0.4, 0.5),
        (0.22, 0.28), (0.45, 0.65), (25, 55), ("up",), (0.11, 0.18), ("hair", "hair", "bushy"), (0.5, 0.8),
        horns=("single",), horned=0.06, poses=("stand", "stand", "walk", "run", "rear", "graze"), mane=0.6,
    ),
    "dog": Species(
        (0.17, 0.28), (0.65, 1.0), (0.42, 0.85), (0.035, 0.07), (0.12, 0.32), (30, 65), (0.09, 0.15), (0.3, 0.46),
        (0.28, 0.4), (0.4, 0.75), (0, 25), ("up", "flop", "side"), (0.12, 0.28), ("thin", "bushy", "up", "stub"),
        (0.25, 0.6), "paw", poses=(*_BEAST, "sit"),
    ),
    "cat": Species(
        (0.15, 0.22), (0.85, 1.1), (0.38, 0.6), (0.035, 0.055), (0.05, 0.18), (30, 60), (0.08, 0.12), (0.2, 0.27),
        (0.5, 0.64), (0.4, 0.6), (0, 20), ("up",), (0.12, 0.2), ("thin", "thin", "bushy", "up"), (0.6, 1.0), "paw",
        poses=(*_BEAST, "sit", "sit"),
    ),
    "cow": Species(
        (0.27, 0.36), (0.95, 1.1), (0.55, 0.75), (0.04, 0.06), (0.18, 0.35), (5, 40), (0.12, 0.18), (0.36, 0.46),
        (0.25, 0.34), (0.6, 0.85), (20, 50), ("side",), (0.14, 0.22), ("tuft",), (0.5, 0.75), horns=("cow",),
        horned=0.65,
    ),
    "elephant": Species(
        (0.36, 0.48), (0.95, 1.1), (0.75, 1.0), (0.09, 0.14), (0.05, 0.2), (10, 40), (0.2, 0.28), (0.35, 0.48),
        (0.45, 0.58), (0.6, 0.8), (30, 60), ("big",), (0.35, 0.65), ("tuft", "thin"), (0.35, 0.55), "pad", True,
        poses=("stand", "stand", "walk", "sit"),
    ),
    "giraffe": Species(
        (0.24, 0.32), (0.75, 0.95), (1.1, 1.6), (0.035, 0.055), (1.0, 1.8), (50, 80), (0.08, 0.13), (0.34, 0.45),
        (0.22, 0.3), (0.45, 0.65), (15, 45), ("side",), (0.12, 0.2), ("tuft",), (0.45, 0.7), horns=("knob",),
        horned=0.8, poses=("stand", "stand", "walk", "run"), mane=0.3,
    ),
    "pig": Species(
        (0.27, 0.4), (1.0, 1.15), (0.38, 0.52), (0.05, 0.08), (0.02, 0.12), (0, 25), (0.17, 0.25), (0.32, 0.42),
        (0.42, 0.52), (0.45, 0.65), (5, 35), ("up", "flop", "side"), (0.14, 0.22), ("curl", "curl", "thin"),
        (0.15, 0.28), poses=("stand", "stand", "walk", "sit", "lie"),
    ),
    "sheep": Species(
        (0.27, 0.4), (1.0, 1.1), (0.5, 0.72), (0.04, 0.06), (0.1, 0.25), (25, 60), (0.11, 0.17), (0.28, 0.38),
        (0.28, 0.36), (0.5, 0.7), (15, 45), ("side", "flop"), (0.12, 0.2), ("stub", "thin"), (0.14, 0.3),
        horns=("ram", "goat"), horned=0.4,
    ),
    "deer": Species(
        (0.16, 0.24), (0.8, 1.0), (0.75, 1.0), (0.024, 0.04), (0.35, 0.55), (45, 75), (0.07, 0.1), (0.28, 0.38),
        (0.26, 0.34), (0.4, 0.55), (10, 35), ("side", "up"), (0.14, 0.24), ("stub", "stub", "thin"), (0.12, 0.25),
        horns=("antler",), horned=0.7,
    ),
    "camel": Species(
        (0.26, 0.34), (0.8, 0.95), (0.9, 1.2), (0.04, 0.06), (0.55, 0.85), (25, 60), (0.08, 0.12), (0.34, 0.44),
        (0.22, 0.3), (0.55, 0.75), (5, 25), ("up", "side"), (0.07, 0.11), ("tuft",), (0.35, 0.55), "pad",
        poses=("stand", "stand", "walk", "lie"),
    ),
    "lion": Species(
        (0.19, 0.26), (0.75, 1.0), (0.5, 0.7), (0.05, 0.075), (0.1, 0.25), (15, 50), (0.13, 0.18), (0.32, 0.4),
        (0.36, 0.46), (0.5, 0.7), (5, 25), ("round",), (0.1, 0.15), ("tuft", "thin"), (0.6, 0.9), "paw",
        poses=_BEAST, mane=0.5,
    ),
    "rhinoceros": Species(
        (0.33, 0.44), (0.95, 1.1), (0.5, 0.65), (0.075, 0.11), (0.05, 0.18), (-10, 15), (0.2, 0.27), (0.42, 0.55),
        (0.32, 0.4), (0.6, 0.8), (20, 50), ("up", "round"), (0.1, 0.16), ("thin", "tuft"), (0.25, 0.45), "pad",
        True, horns=("nose",), horned=0.85, poses=("stand", "stand", "walk"),
    ),
    "bear": Species(
        (0.28, 0.42), (0.95, 1.15), (0.5, 0.68), (0.065, 0.1), (0.05, 0.18), (5, 35), (0.18, 0.25), (0.35, 0.45),
        (0.4, 0.5), (0.35, 0.5), (5, 30), ("round",), (0.1, 0.16), ("stub",), (0.1, 0.18), "paw",
        poses=("stand", "stand", "walk", "sit", "rear"),
    ),
    "rat": Species(
        (0.24, 0.34), (1.0, 1.15), (0.28, 0.42), (0.03, 0.05), (0.0, 0.1), (0, 35), (0.12, 0.18), (0.34, 0.45),
        (0.38, 0.48), (0.18, 0.35), (0, 25), ("round", "round", "up"), (0.14, 0.34), ("thin",), (0.7, 1.3), "paw",
        poses=("stand", "stand", "walk", "sit"),
    ),
}  # fmt: skip

_HEAD = ("animal head", "face", "skull", "muzzle")
_TORSO = ("body", "trunk of the body", "barrel", "belly", "back", "rump")
_LEG = ("animal leg", "limb", "front leg", "hind leg", "foreleg")
_BASIC: dict[str, tuple[str, ...]] = {
    "head": _HEAD,
    "torso": _TORSO,
    "leg": _LEG,
    "tail": ("animal tail", "tail tip"),
    "ear": ("animal ear", "ears"),
    "neck": ("throat", "animal neck", "nape"),
    "base": ("stand", "pedestal", "plinth", "platform"),
}
_PAW = {"foot": ("paw", "animal foot", "claw", "toes")}
_HORN = {"horn": ("horns", "animal horn")}
_MANE = {"mane": ("hair on the neck", "crest", "animal mane")}


def _named(name: str, **more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The usual parts with the animal's own names (horse head, horse leg) before the others."""
    usual = {
        part: (f"{name} {part}", *words) if part in ("head", "leg", "tail", "ear", "neck") else words
        for part, words in _BASIC.items()
    }
    return {**usual, **more}


PARTS: Mapping[str, tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]] = {
    "horse": (_named("horse", **_MANE, **_HORN), ("pony", "donkey", "zebra", "foal", "stallion", "unicorn", "mule")),
    "dog": (_named("dog", **_PAW), ("puppy", "wolf", "fox", "hound", "terrier", "husky")),
    "cat": (_named("cat", **_PAW), ("kitten", "panther", "feline", "cheetah", "lynx")),
    "cow": (_named("cow", **_HORN), ("bull", "ox", "calf", "buffalo", "bison", "cattle")),
    "elephant": (
        _named(
            "elephant",
            trunk=("elephant trunk", "nose", "proboscis"),
            tusk=("ivory tusk", "tusks", "ivory", "long tooth"),
        ),
        ("mammoth", "baby elephant"),
    ),
    "giraffe": (_named("giraffe", **_MANE, **_HORN), ("baby giraffe", "okapi")),
    "pig": (_named("pig"), ("piglet", "boar", "hog", "piggy bank", "swine")),
    "sheep": (_named("sheep", **_HORN), ("goat", "lamb", "ram")),
    "deer": (
        _named("deer", horn=("antler", "antlers", "deer antler")),
        ("stag", "reindeer", "moose", "elk", "antelope"),
    ),
    "camel": (_named("camel", hump=("camel hump", "humps")), ("dromedary",)),
    "lion": (_named("lion", **_PAW, **_MANE), ("tiger", "lioness", "leopard", "big cat", "jaguar")),
    "rhinoceros": (_named("rhino", **_HORN), ("rhino", "hippopotamus", "hippo")),
    "bear": (_named("bear", **_PAW), ("polar bear", "grizzly bear", "panda", "brown bear")),
    "rat": (_named("rat", **_PAW), ("mouse", "hamster", "rodent", "field mouse")),
}
