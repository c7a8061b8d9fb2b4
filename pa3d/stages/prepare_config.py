"""What `prepare` can be asked. Imports nothing heavy: the command line reads its defaults from here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pa3d.config import Axis, DtypeChoice
from pa3d.errors import UsageError

Kind = Literal["files", "npz", "layout-a", "layout-b", "shapenetpart", "synthetic"]
Projection = Literal["orthographic", "perspective"]
Background = Literal["white", "grey", "black"]

# What decides how fast and where a run goes, not what is in its shards: free to differ when it is taken up again.
RUNNING = frozenset({
    "sources", "out", "workers", "worker", "device", "retry", "prompt_file", "caption_key_variable",
    "caption_concurrency", "caption_rate", "caption_timeout", "caption_tries", "caption_cache",
})  # fmt: skip


@dataclass(frozen=True)
class PrepareConfig:
    """A request to turn shapes into training shards."""

    sources: tuple[str, ...] = ()  # files, folders, globs, released data sets, synthetic:N
    out: str | None = None  # folder of the shards; None: runs/prepare-TIME
    kind: Kind | None = None  # what the sources are; None: recognised
    split: str = "train"  # of sources that have splits
    up: Axis | None = None  # up axis of plain files; None: the format's usual one
    limit: int | None = None  # only the first shapes
    points: int = 8192  # per shape: drawn on meshes, and the most of a cloud that are kept
    shard_size: int = 256  # shapes per shard
    ignore_own: bool = False  # leave out the labels and teacher features that sources bring
    seed: int = 0  # which points are drawn; which stream of the synthetic world

    # Views, the paper's cameras (method, section 5).
    views: int = 10  # evenly around the vertical axis
    elevations: tuple[float, ...] = (30.0, -20.0)  # degrees, taken in turn
    view_size: int = 518  # pixels of a side
    projection: Projection = "orthographic"
    view_distance: float = 3.0  # of the eye from the middle, in radii of the shape
    view_margin: float = 0.05  # left free on each side
    background: Background = "white"

    # Teacher features (method, section 2).
    teacher: str | None = None  # a vision backbone: a hub name or folder; None: no features
    teacher_size: int | None = None  # pixels of its input; None: the most whole patches within 518
    teacher_patches: int = 512  # stored per shape: a training centre finds one within half a patch
    dtype: DtypeChoice = "auto"  # of teacher, masks and local captioner

    # Masks (method, section 5).
    masks: str | None = None  # a SAM: a hub name or folder; None: no engine labels
    mask_points: int = 20  # asked per side of the picture
    mask_crops: int = 1  # layers of crops asked again
    mask_iou: float = 0.75  # least quality in the model's own estimate
    mask_stability: float = 0.75  # least IoU between cutting the mask high and low
    mask_least_pixels: int = 350  # smaller masks are dropped; counted in a picture of 500 x 500
    mask_largest_share: float = 0.2  # larger masks are dropped; share of the picture

    # Captions.
    captioner: str | None = None  # a local image-text model, a hub name, or the URL of an OpenAI-compatible endpoint
    caption_model: str | None = None  # the endpoint's name of the model
    prompt_file: str | None = None  # what is asked; None: the built-in prompt
    caption_key_variable: str = "PA3D_CAPTION_KEY"  # environment variable that holds the endpoint's key
    caption_concurrency: int = 8  # requests under way at a time, over all workers of this machine
    caption_rate: float | None = None  # most requests per minute, over all workers everywhere
    caption_timeout: float = 60.0  # seconds for an answer
    caption_tries: int = 6  # of each request, before the run stops
    caption_cache: str | None = None  # folder of answers already had; None: in the user's cache

    # Running.
    workers: int | None = None  # processes on this machine; None: as many as pay
    worker: str | None = None  # this machine's share, i/n with i from 0; None: as Slurm or torchrun say
    retry: bool = False  # make shards with failures anew
    device: str = "auto"

    def __post_init__(self) -> None:
        least = {
            "points": 1, "shard_size": 1, "views": 1, "teacher_patches": 1, "seed": 0, "caption_concurrency": 1,
            "limit": 1, "workers": 1, "caption_tries": 1,
        }  # fmt: skip
        for name, low in least.items():
            value = getattr(self, name)
            if value is not None and value < low:
                flag = f"--{name.replace('_', '-')}"
                raise UsageError(f"{flag} {value} is too small.", f"The least is {low}.", "Give a larger number.")
        if (self.masks is None) != (self.captioner is None):
            given, missing = ("--masks", "--captioner") if self.captioner is None else ("--captioner", "--masks")
            found = "Masks become labels by being named, and names need masks."
            raise UsageError(f"{given} is given without {missing}.", found, f"Give {missing} too.")
        for name in ("caption_rate", "caption_timeout"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                flag = f"--{name.replace('_', '-')}"
                raise UsageError(f"{flag} {value} is not allowed.", "Allowed: above 0.", "Give a larger number.")


class Share(NamedTuple):
    """The shards of one worker of `total`: number, number + total, ...; origin: who said so, for a note."""

    number: int = 0
    total: int = 1
    origin: str | None = None


def share_of(worker: str | None, environment: Mapping[str, str] = os.environ) -> Share:
    """This process's share: of `--worker i/n`, else as torchrun or Slurm say, else everything. Raises UsageError."""
    if worker is not None:
        number, slash, count = worker.partition("/")
        if not (slash and number.isdecimal() and count.isdecimal() and int(number) < int(count)):
            found = "Allowed: i/n with i from 0 to n - 1, as in 0/16 for the first of sixteen."
            raise UsageError(f"--worker {worker} is no share.", found, "Give such a pair.")
        return Share(int(number), int(count), "--worker")
    starters = (("torchrun", "RANK", "WORLD_SIZE"), ("Slurm", "SLURM_PROCID", "SLURM_NTASKS"))
    for starter, number_name, count_name in starters:
        if starter == "Slurm" and "SLURM_JOB_ID" in environment and "SLURM_STEP_ID" not in environment:
            break  # a batch script outside of srun: it has a number and a count, and is alone nevertheless
        number, count = (environment.get(name, "") for name in (number_name, count_name))
        if number.isdecimal() and count.isdecimal() and int(number) < int(count):
            return Share(int(number), int(count), starter if int(count) > 1 else None)
    return Share()
