"""Makers and items that misbehave, for the pool of processes: a module of its own, so that those can import it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.data.raw import Item, Raw
from pa3d.data.samples import Sample
from pa3d.data.shard_write import Made
from pa3d.errors import FileError, UsageError
from pa3d.shapes.records import Cloud
from pa3d.stages.prepare_pool import Answer, Maker, Stop, failed


def act(number: int, deed: str) -> Raw:
    """What an item does when it is loaded."""
    if deed == "slow":
        time.sleep(0.3)
    if deed == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if deed.startswith("once"):
        marker = Path(deed.removeprefix("once "))
        if not marker.exists():
            marker.touch()
            os._exit(7)
    if deed == "fail":
        raise FileError("file.ply is broken.", "It is empty.", "Write it again.")
    if deed == "fault":
        raise ValueError("what is this")
    if deed == "stop":
        raise Stop(FileError("Nobody answers.", "Six tries.", "Start the endpoint."))
    if deed == "print":
        print("into the result?")
    return Raw(Cloud(np.full((1, 3), float(number))))


def setup(settings: str) -> tuple[Maker, dict[str, Any]]:
    if settings == "refuse":
        raise UsageError("The model is none.", "Found nothing.", "Give another.")
    if settings == "die":
        os._exit(3)

    def make(item: Item) -> Answer:
        try:
            points = item.load().geometry.points  # type: ignore[union-attr]
        except Stop:
            raise
        except Exception as error:
            return failed(item, error)
        made = Made(item.id, Sample(points.tobytes(), os.environ["OMP_NUM_THREADS"].encode()), teacher=3)
        return Answer(made, {"read": 0.5})

    return make, {"settings": settings}
