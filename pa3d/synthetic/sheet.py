"""Shows the world: `python -m pa3d.synthetic.sheet --out world.png` draws some shapes of every kind."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pa3d.io.atomic import atomic_path
from pa3d.shapes.records import Mesh
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import build_shape
from pa3d.view.picture import picture_bytes
from pa3d.view.sheet import Tile, draw_sheet


def kind_tiles(kind: Kind, count: int, seed: int, captions: bool) -> list[Tile]:
    """The first shapes of a kind, coloured by true part."""
    names = list(kind.parts)
    tiles = []
    for index in range(count):
        mesh = build_shape(kind, seed, index)
        number = np.array([names.index(part) for part in mesh.parts])
        caption = kind.name if captions else ""
        tiles.append(Tile(Mesh(mesh.vertices, mesh.faces), number[mesh.face_parts], names, caption))
    return tiles


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m pa3d.synthetic.sheet", description="Draw shapes of the world.")
    parser.add_argument("--kinds", help="names separated by commas; all by default")
    parser.add_argument("--each", type=int, default=8, help="shapes of each kind")
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--side", type=int, default=240, help="pixels of a shape")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--captions", action="store_true", help="write the kind below each shape")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--overwrite", action="store_true")
    chosen = parser.parse_args(arguments)
    wanted = None if chosen.kinds is None else {name.strip() for name in chosen.kinds.split(",")}
    unknown = (wanted or set()) - {kind.name for kind in KINDS}
    if unknown:
        parser.error(f"no kind is called {', '.join(sorted(unknown))}; known: {', '.join(kind.name for kind in KINDS)}")
    kinds = [kind for kind in KINDS if wanted is None or kind.name in wanted]
    with atomic_path(chosen.out, chosen.overwrite) as temporary:
        tiles = [tile for kind in kinds for tile in kind_tiles(kind, chosen.each, chosen.seed, chosen.captions)]
        temporary.write_bytes(picture_bytes(draw_sheet(tiles, chosen.columns, chosen.side)))


if __name__ == "__main__":
    main()
