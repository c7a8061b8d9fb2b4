"""A 2D teacher made here: a tiny DINOv2 that tells parts apart in views of generated shapes, patch by patch.

Not a substitute for a real backbone: it shows that what a teacher knows gets through both stages. As a program:
`python tests/part_teacher.py FOLDER --shapes 1200 --steps 1000`; with `--steps 0` it writes the random one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from pa3d.engine.pretrained import IMAGENET_MEAN, IMAGENET_STD
from pa3d.render.views import ViewConfig, cameras_for, enclosing, render_views
from pa3d.shapes.records import Mesh
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import draw_shape

PATCH, NOTHING = 14, -100  # pixels of a patch; the part of patches that show hardly any shape
LEAST = 10  # pixels of shape in a patch that counts
SEED, HELD_OUT_SEED = 9001, 9002  # of the shapes; the benchmark and training have others


class Pictures(NamedTuple):
    """images (V, H, W, 3) uint8; parts (V, h * w) int64: the part most pixels of a patch show, NOTHING without."""

    images: Tensor
    parts: Tensor


def part_numbers(kinds: Sequence[Kind] = KINDS) -> dict[str, int]:
    """A number for every part name, one for the leg of a chair and of a table."""
    return {part: i for i, part in enumerate(sorted({part for kind in kinds for part in kind.parts}))}


def draw_pictures(seed: int, count: int, views: int, size: int, kinds: Sequence[Kind] = KINDS) -> Pictures:
    """Views, as `pa3d prepare` makes them, of the first shapes of a seed."""
    config, numbers = ViewConfig(views, size=size), part_numbers(kinds)
    images, parts = [], []
    for index in range(count):
        shape = draw_shape(seed, index, kinds)
        mesh = Mesh(shape.vertices, shape.faces)
        seen = render_views(mesh, None, cameras_for(config, *enclosing(mesh)))
        of_face = np.array([numbers[part] for part in shape.parts])[shape.face_parts]
        images.append(torch.from_numpy(seen.images))
        parts.append(_majorities(np.where(seen.ids >= 0, of_face[seen.ids], -1), len(numbers)))
    return Pictures(torch.cat(images), torch.cat(parts))


def _majorities(pixels: np.ndarray[Any, Any], count: int) -> Tensor:
    views, side = len(pixels), pixels.shape[1] // PATCH
    cells = pixels.reshape(views, side, PATCH, side, PATCH).swapaxes(2, 3).reshape(-1, PATCH * PATCH)
    table = np.zeros((len(cells), count + 1), np.int64)  # the last column: background
    np.add.at(table, (np.arange(len(cells))[:, None], cells), 1)
    shown = table[:, :-1].sum(1) >= LEAST
    most = np.where(shown, table[:, :-1].argmax(1), NOTHING)
    return torch.from_numpy(most.reshape(views, -1))


def new_teacher(size: int, width: int = 64, layers: int = 4) -> Any:
    """A DINOv2 with random weights."""
    import transformers

    sizes: dict[str, Any] = {"hidden_size": width, "num_hidden_layers": layers, "patch_size": PATCH}
    sizes["num_attention_heads"] = max(1, width // 16)
    return transformers.Dinov2Model(transformers.Dinov2Config(image_size=size, **sizes))


def as_input(images: Tensor) -> Tensor:
    """Images (V, H, W, 3) uint8 as the teacher takes them, (V, 3, H, W)."""
    mean, std = torch.tensor(IMAGENET_MEAN)[:, None, None], torch.tensor(IMAGENET_STD)[:, None, None]
    return (images.permute(0, 3, 1, 2).float() / 255 - mean) / std


def teach_parts(
    model: Any, head: nn.Linear, pictures: Pictures, steps: int, batch: int = 16, peak: float = 3e-3
) -> None:
    """Cross entropy of every patch that shows a part; half of the pictures are mirrored."""
    parameters = [*model.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=peak, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, max(steps, 2), pct_start=0.1)
    model.train()
    for _ in range(steps):
        chosen = torch.randint(len(pictures.images), (batch,))
        images, parts = pictures.images[chosen], pictures.parts[chosen]
        if torch.rand(()) < 0.5:
            side = round(parts.shape[1] ** 0.5)
            images, parts = images.flip(2), parts.view(batch, side, side).flip(2).reshape(batch, -1)
        tokens = model(pixel_values=as_input(images)).last_hidden_state[:, 1:]  # behind the class token
        shown = parts != NOTHING
        loss = nn.functional.cross_entropy(head(tokens[shown]), parts[shown])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    model.eval()


def patch_accuracy(model: Any, head: nn.Linear, pictures: Pictures) -> float:
    """The share of patches that show a part whose part is found."""
    right = counted = 0
    with torch.inference_mode():
        for images, parts in zip(torch.split(pictures.images, 32), torch.split(pictures.parts, 32), strict=True):
            found = head(model(pixel_values=as_input(images)).last_hidden_state[:, 1:]).argmax(-1)
            shown = parts != NOTHING
            right, counted = right + int((found == parts)[shown].sum()), counted + int(shown.sum())
    return right / max(counted, 1)


def write_teacher(model: Any, folder: Path) -> Path:
    """The folder that --teacher takes."""
    model.save_pretrained(folder)
    rule = {"image_mean": IMAGENET_MEAN, "image_std": IMAGENET_STD}
    (folder / "preprocessor_config.json").write_text(json.dumps(rule))
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rate", type=float, default=3e-3)
    sizes = {"shapes": 1200, "held_out": 100, "steps": 1000, "views": 4, "size": 224, "width": 64, "layers": 4}
    for name, value in sizes.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=value)
    asked = parser.parse_args()
    torch.manual_seed(0)
    model = new_teacher(asked.size, asked.width, asked.layers)
    head = nn.Linear(asked.width, len(part_numbers()))
    if asked.steps:
        start = time.process_time()
        held_out = draw_pictures(HELD_OUT_SEED, asked.held_out, asked.views, asked.size)
        pictures = draw_pictures(SEED, asked.shapes, asked.views, asked.size)
        teach_parts(model, head, pictures, asked.steps, peak=asked.rate)
        seconds = time.process_time() - start
        print(f"patch accuracy {patch_accuracy(model, head, held_out):.3f} of unseen shapes, {seconds:.0f} s")
    write_teacher(model, asked.folder)


if __name__ == "__main__":
    main()
