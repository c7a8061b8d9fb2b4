"""The rows of the text table: names to vectors from the vocabulary, an encoder, the cache on disk; first and later."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pa3d.benchmarks.speed_report import SpeedRow
from pa3d.benchmarks.speed_rows import Trial
from pa3d.benchmarks.timing import Work
from pa3d.errors import Pa3dError, WordError
from pa3d.text.bank import encode_prompts, text_vectors
from pa3d.text.cache import VectorCache
from pa3d.text.sources import DEFAULT_ENCODER, cache_key, locate_encoder
from pa3d.text.templates import PLAIN_TEMPLATES, make_prompt

NAMES = (
    "leg", "seat", "back", "arm", "wheel", "handle", "lid", "blade",
    "wing", "body", "tail", "engine", "door", "window", "roof", "button",
)  # fmt: skip
FIRST_RUNS = 2  # of a new process each: the first may find its files on disk, the second finds them in memory

_VOCABULARY = "import sys; from pa3d.text.bank import text_vectors; text_vectors(sys.argv[2:])"
_ENCODER = """
import sys
from pa3d.text.bank import encode_prompts
from pa3d.text.templates import make_prompt
encode_prompts([make_prompt(name) for name in sys.argv[2:]], sys.argv[1], download=False)
"""


def encoder_absence(encoder: str) -> WordError | None:
    """Why an encoder is not at hand; nothing is fetched."""
    try:
        locate_encoder(encoder, download=False)
    except WordError as error:
        return error
    return None


def later_trials(encoder: str | None, folder: Path) -> list[Trial]:
    """In a process that has asked before. encoder: one that is at hand, else None; folder: where vectors are kept."""
    trials = [Trial(_row("vocabulary"), Work(lambda: text_vectors(NAMES)), counted=False)]
    if encoder is None:
        return trials
    prompts = [make_prompt(name) for name in NAMES]
    cache = (cache_key(encoder), PLAIN_TEMPLATES, lambda message: None, folder)
    VectorCache(*cache).write(dict(zip(prompts, encode_prompts(prompts, encoder, download=False), strict=True)))
    return [
        *trials,
        Trial(_row(f"{encoder}, from the cache on disk"), Work(lambda: VectorCache(*cache).read()), counted=False),
        Trial(_row(encoder), Work(lambda: encode_prompts(prompts, encoder, download=False)), counted=False),
    ]


def first_trials(encoder: str | None) -> list[Trial]:
    """In a new process, from the start of Python to the vectors."""
    trials = [Trial(_row("vocabulary, new process"), Work(lambda: _run(_VOCABULARY, "")), counted=False)]
    if encoder is not None:
        work = Work(lambda: _run(_ENCODER, encoder))
        trials.append(Trial(_row(f"{encoder}, new process"), work, counted=False))
    return trials


def encoder_of(model_text: object) -> str:
    """The encoder a checkpoint's `text` entry names; the default one where it names none."""
    named = model_text.get("encoder") if isinstance(model_text, dict) else None
    return str(named or DEFAULT_ENCODER)


def _run(code: str, encoder: str) -> None:
    """Run code in a new process that finds the same packages. Raises Pa3dError when it fails."""
    places = os.pathsep.join(path or os.curdir for path in sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code, encoder, *NAMES],
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise Pa3dError("A new process could not make text vectors.", f"It said: {last}", "Leave out the text table.")


def _row(name: str) -> SpeedRow:
    return SpeedRow("text", name, "cpu", "float32", 1, 0, 0.0, 0.0, 0.0, names=len(NAMES))
