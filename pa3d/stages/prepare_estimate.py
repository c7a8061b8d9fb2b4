"""What a run would take, before it starts (`prepare --dry-run`): sources are listed, no shape is read."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from pa3d.engine.captions import read_prompt
from pa3d.engine.estimate import MASKS_PER_VIEW, estimate
from pa3d.engine.pretrained import locate_model, read_json
from pa3d.errors import FileError
from pa3d.stages.prepare_config import PrepareConfig, share_of
from pa3d.stages.prepare_plan import plan_of, resolved

_USUAL_WIDTH = 768  # of a teacher that is not on this machine yet


def estimate_run(config: PrepareConfig) -> dict[str, Any]:
    """Figures of the whole run, over all workers. Raises as a run does for sources, prompt and settings."""
    config = resolved(config)
    plan = plan_of(config)
    prompt, width = "", None if config.teacher is None else _width(config.teacher) or _USUAL_WIDTH
    if config.captioner is not None:
        prompt = read_prompt(None if config.prompt_file is None else Path(config.prompt_file))
    found = estimate(
        len(plan.items), views=config.views, size=config.view_size, points=config.points,
        teacher_width=width, patches=config.teacher_patches,
        masks=config.masks is not None, captions=config.captioner is not None, prompt=prompt,
    )  # fmt: skip
    figures = {**dataclasses.asdict(found), "teacher_width": width}
    share = share_of(config.worker)
    mine = range(share.number, plan.shards, share.total)
    return {**figures, "shards": plan.shards, "shards_of_this_worker": len(mine), "masks_per_view": MASKS_PER_VIEW}


def _width(teacher: str) -> int | None:
    """The width of a teacher that is on this machine."""
    try:
        width = read_json(locate_model(teacher, "--teacher", download=False) / "config.json").get("hidden_size")
    except FileError:
        return None
    return width if isinstance(width, int) and width > 0 else None


def estimate_lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    lines = [
        f"{figures['shapes']:,} shapes in {figures['shards']:,} shards, about {figures['shard_gigabytes']:.3g} GB; "
        f"{figures['shards_of_this_worker']:,} shards are this worker's.",
        f"{figures['views']:,} views to render.",
    ]
    if figures["teacher_width"]:
        lines.append(f"Teacher features taken to be {figures['teacher_width']} wide.")
    if figures["masks"]:
        lines.append(f"About {figures['masks']:,} masks, taking {figures['masks_per_view']:g} a view.")
    if figures["requests"]:
        lines.append(
            f"About {figures['requests']:,} captions: {figures['prompt_tokens'] / 1e6:,.3g} million tokens in, "
            f"{figures['answer_tokens'] / 1e6:,.3g} million out, {figures['picture_gigabytes']:.3g} GB of pictures."
        )
    if figures["masks"] or figures["views"]:
        lines.append("Shapes that bring labels or features of their own take less.")
    return lines
