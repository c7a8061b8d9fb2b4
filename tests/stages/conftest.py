"""Runs of the command in processes of their own, one or several."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pa3d.core.network import PatchAlign
from pa3d.model import Model

ROOT = Path(__file__).parents[2]


def environment(rank: int = 0, processes: int = 1, port: int = 0) -> dict[str, str]:
    """As torchrun would set it; one thread, so that sums are the same."""
    told = {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    if processes > 1:
        told |= {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(processes)}
        told |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    return {**os.environ, **told}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def run_pa3d(arguments: Sequence[str], processes: int = 1) -> list[subprocess.CompletedProcess[str]]:
    """The command in so many processes that find each other; what each said."""
    port = free_port()
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "pa3d", *arguments], env=environment(rank, processes, port), cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for rank in range(processes)
    ]  # fmt: skip
    done = []
    for process in started:
        out, err = process.communicate(timeout=300)
        done.append(subprocess.CompletedProcess(process.args, process.returncode, out, err))
    return done


@pytest.fixture
def tiny_start(tiny_network: PatchAlign, tmp_path: Path) -> Path:
    """A random model with a teacher head and no words."""
    tiny_network.text_head = None
    path = tmp_path / "start.safetensors"
    Model(tiny_network, {"stage": "distill"}).save(path)
    return path
