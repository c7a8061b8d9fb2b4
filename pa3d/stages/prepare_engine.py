"""The models of a run, loaded once in each process: teacher, masks, captions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pa3d.errors import FileError
from pa3d.render.views import Views
from pa3d.shapes.records import Array
from pa3d.stages.prepare_clock import Clock
from pa3d.stages.prepare_config import PrepareConfig
from pa3d.stages.prepare_pool import Stop

if TYPE_CHECKING:
    from pa3d.engine.captions import Captioner
    from pa3d.engine.masks import MaskConfig, Masker
    from pa3d.engine.teacher import Teacher


@dataclass(frozen=True)
class Engine:
    """What makes features and labels; None: nothing does. record: what they are, for a manifest."""

    teacher: Teacher | None = None
    masker: Masker | None = None
    captioner: Captioner | None = None
    record: dict[str, Any] = field(default_factory=dict)


def load_engine(config: PrepareConfig) -> Engine:
    """The models a config asks for. Raises UsageError, FileError, CheckpointError, CaptionerError."""
    place = config.device
    teacher = masker = captioner = None
    record: dict[str, Any] = {}
    if config.teacher is not None:
        from pa3d.engine.teacher import load_teacher

        teacher = load_teacher(config.teacher, place, config.dtype, config.teacher_size, batch=config.views)
        record["teacher"] = teacher.record()
    if config.masks is not None:
        from pa3d.engine.masks import load_masker

        masker = load_masker(config.masks, place, config.dtype, mask_config(config))
        record["masks"] = masker.record()
    if config.captioner is not None:
        from pa3d.engine.caption_sources import load_captioner

        captioner = load_captioner(
            config.captioner, config.caption_model, prompt_file=_path(config.prompt_file),
            cache_folder=_path(config.caption_cache), key_variable=config.caption_key_variable,
            parallel=config.caption_concurrency, per_minute=config.caption_rate, timeout=config.caption_timeout,
            tries=config.caption_tries, device=place, dtype=config.dtype,
        )  # fmt: skip
        record["captions"] = captioner.record()
    if record:
        from importlib.metadata import version

        record["versions"] = {name: version(name) for name in ("torch", "transformers")}
    return Engine(teacher, masker, captioner, record)


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def mask_config(config: PrepareConfig) -> MaskConfig:
    """The mask settings of a config."""
    from pa3d.engine.masks import MaskConfig

    return MaskConfig(
        points_per_side=config.mask_points, crop_layers=config.mask_crops, iou=config.mask_iou,
        stability=config.mask_stability, least_pixels=config.mask_least_pixels,
        largest_share=config.mask_largest_share,
    )  # fmt: skip


def label(
    engine: Engine, views: Views, pixels: Array, category: str | None, clock: Clock
) -> tuple[Array, tuple[tuple[str, ...], ...], dict[str, int]]:
    """Named masks of the views on the points they see: (L, N) bool, the L names, and what the captions took.

    pixels (V, N): which pixel of each view sees a point. Raises Stop when no more captions can be had or kept.
    """
    from pa3d.engine.captions import CaptionerError
    from pa3d.engine.lifting import lift_masks

    assert engine.masker is not None and engine.captioner is not None
    with clock("masks"):
        found = [
            engine.masker.masks(image, ids >= 0) for image, ids in zip(views.images, views.ids, strict=True)
        ]  # of each view (K, H, W)
    before = engine.captioner.usage
    with clock("captions"):
        try:
            names = engine.captioner.names(views.images, found, category)
        except (CaptionerError, FileError) as error:  # nobody answers, or answers paid for cannot be kept
            raise Stop(error) from error
    with clock("lift"):
        masks, words = lift_masks(found, names, pixels, views.images.shape[1:3])
    tokens = engine.captioner.usage.minus(before)._asdict()
    return masks, tuple((word,) for word in words), {"masks": sum(map(len, found)), **tokens}
