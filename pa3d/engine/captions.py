"""Names of masks: each is shown to a vision-language model, which is asked for a part name (method, section 5)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from pa3d.engine.caption_cache import Answer, CaptionCache
from pa3d.engine.overlay import mark
from pa3d.errors import FileError, Pa3dError, ShapeError, UsageError
from pa3d.shapes.records import Array
from pa3d.text.names import clean_name

_LARGEST_PROMPT = 1 << 16
_MOST_WORDS = 2
_THOUGHTS = re.compile(r"<think>.*?(</think>|$)", re.DOTALL)
_LEADING = re.compile(
    r"^(the answer is|answer|part name|part|name|label)\s*[:=]\s*|^(the answer is|it is|it['\u2019]s|this is)\s+",
    re.IGNORECASE,
)
_NO_NAMES = frozenset({
    "unknown", "none", "nothing", "unsure", "uncertain", "unclear", "unidentified", "unnamed", "not sure", "no part",
    "n a", "na", "no answer", "background", "object", "whole object", "entire object", "shape", "region", "mask",
    "part", "other", "no", "yes", "null", "purple", "image", "picture",
})  # fmt: skip

Item = TypeVar("Item")
Result = TypeVar("Result")


class CaptionerError(Pa3dError):
    """Nobody answers any more: no further shape can be named, so the run must stop."""


class Usage(NamedTuple):
    """Counts over all answers given so far, from the cache or not: the same after a resume as without an interruption.

    named + unknown + unusable = answers; unusable: neither a name of one or two words nor "unknown".
    prompt_tokens, answer_tokens: as the models count them; unmetered: answers for which they did not.
    """

    answers: int = 0
    named: int = 0
    unknown: int = 0
    unusable: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    unmetered: int = 0

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, other: Usage) -> Usage:
        """What came since another."""
        return Usage(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


class Captioner(Protocol):
    """What names masks."""

    @property
    def usage(self) -> Usage:
        """Counts so far."""

    def names(self, images: Array, masks: Sequence[Array], category: str | None = None) -> list[list[str | None]]:
        """For V images (V, H, W, 3) uint8 and the masks of each (K_v, H, W) bool: a cleaned name per mask, or None.

        Raises CaptionerError when no more answers can be had, another Pa3dError when only this shape cannot be named.
        """

    def record(self) -> dict[str, Any]:
        """What names the masks, for a manifest; no secrets."""


class Asker(Protocol):
    """A vision-language model: how many pictures a call takes (batch), how many calls go at a time (parallel)."""

    key: str
    batch: int
    parallel: int

    def ask(self, pictures: Sequence[Array], prompt: str) -> list[Answer]:
        """The answer to the prompt for each picture (H, W, 3) uint8."""

    def record(self) -> dict[str, Any]:
        """What answers, for a manifest; no secrets."""


class ModelCaptioner:
    """A Captioner that asks a model, through a cache."""

    def __init__(self, asker: Asker, prompt: str, cache: CaptionCache) -> None:
        self._asker, self._prompt, self._cache = asker, prompt, cache
        self.usage = Usage()
        self.asked = 0  # pictures put to the model itself, by this process
        self._lock = threading.Lock()

    def names(self, images: Array, masks: Sequence[Array], category: str | None = None) -> list[list[str | None]]:
        """As in Captioner."""
        if len(images) != len(masks):
            raise ShapeError(
                f"{len(masks)} sets of masks do not belong to {len(images)} images.", "Every image has one set.",
                "Give an empty set (0, H, W) where an image has no masks.",
            )  # fmt: skip
        prompt = fill_prompt(self._prompt, category)
        pictures = [(view, index) for view, found in enumerate(masks) for index in range(len(found))]
        # Batches do not depend on what the cache has: a model may answer a little differently in other company.
        size = self._asker.batch
        batches = [pictures[start : start + size] for start in range(0, len(pictures), size)]

        def answer(batch: list[tuple[int, int]]) -> list[Answer]:
            return self._answers([mark(images[view], masks[view][index]) for view, index in batch], prompt)

        answers = [each for batch in in_parallel(answer, batches, self._asker.parallel) for each in batch]
        named: list[list[str | None]] = [[] for _ in masks]
        for (view, _), given in zip(pictures, answers, strict=True):
            name, usage = self._read(given)
            named[view].append(name)
            self.usage = self.usage.plus(usage)
        return named

    def record(self) -> dict[str, Any]:
        """As in Captioner: the model, and the prompt in full."""
        return {**self._asker.record(), "prompt": self._prompt}

    def _answers(self, pictures: list[Array], prompt: str) -> list[Answer]:
        keys = [self._cache.key(self._asker.key, prompt, picture) for picture in pictures]
        kept = [self._cache.read(key) for key in keys]
        known = [answer for answer in kept if answer is not None]
        if len(known) == len(kept):
            return known
        given = self._asker.ask(pictures, prompt)
        with self._lock:
            self.asked += len(pictures)
        for key, answer in zip(keys, given, strict=True):
            if answer.text.strip():  # silence is not kept: with other settings there may be an answer
                self._cache.write(key, answer, self._asker.key)
        return given

    @staticmethod
    def _read(answer: Answer) -> tuple[str | None, Usage]:
        name, usable = read_answer(answer.text)
        tokens = (answer.prompt_tokens or 0, answer.answer_tokens or 0)
        unmetered = answer.prompt_tokens is None or answer.answer_tokens is None
        return name, Usage(1, name is not None, usable and name is None, not usable, *tokens, int(unmetered))


def read_answer(text: str) -> tuple[str | None, bool]:
    """The cleaned name in an answer, None for "unknown" and its like; and whether the answer could be used at all.

    One or two words after markup, quotes, a leading "Answer:" and an article are taken away; the colour of the mark is
    no part of a name. Anything longer is a sentence, from which no name is guessed.
    """
    text = _THOUGHTS.sub(" ", text).strip()
    if text.startswith("{") or not text:
        return None, False
    line = _LEADING.sub("", text.splitlines()[0].strip("`*_\"' ")).strip("`*_\"' ")
    try:
        words = clean_name(line).split()
    except UsageError:
        return None, False
    words = [word for word in words if word != "purple"] or words
    while len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    name = " ".join(words)
    if name in _NO_NAMES or words[0] in ("unknown", "background"):
        return None, True
    return (name, True) if len(words) <= _MOST_WORDS else (None, False)


def read_prompt(path: Path | None = None) -> str:
    """The prompt of a UTF-8 file, or pa3d's own. `{category}` in it becomes " (a chair)", or nothing where the kind
    is not known. Raises FileError.
    """
    if path is None:
        return files("pa3d.engine").joinpath("caption_prompt.txt").read_text(encoding="utf-8").strip()
    try:
        size = path.stat().st_size
        text = path.read_text(encoding="utf-8-sig").strip() if size <= _LARGEST_PROMPT else ""
    except (OSError, UnicodeDecodeError) as error:
        found = "It is not UTF-8 text." if isinstance(error, UnicodeDecodeError) else f"{error.strerror}."
        raise FileError(f"The prompt file {path} cannot be read.", found, "Give a text file.") from error
    if not text:
        found = f"It has {size} bytes; 1 to {_LARGEST_PROMPT} are allowed." if size else "It is empty."
        raise FileError(f"The prompt file {path} holds no prompt.", found, "Write the question into it.")
    return text


def fill_prompt(prompt: str, category: str | None) -> str:
    """The prompt for a shape of a kind."""
    return prompt.replace("{category}", f" ({clean_name(category)})" if category else "")


def in_parallel(function: Callable[[Item], Result], items: Sequence[Item], threads: int) -> list[Result]:
    """function(item) for all, in their order, by some threads at a time; the first error ends it.

    The threads are daemons: an interrupted run does not wait for an endpoint.
    """
    results: dict[int, Result] = {}
    errors: list[BaseException] = []
    waiting, lock, done = iter(range(len(items))), threading.Lock(), threading.Semaphore(0)

    def work() -> None:
        try:
            while True:
                with lock:
                    index = None if errors else next(waiting, None)
                if index is None:
                    return
                results[index] = function(items[index])
        except BaseException as error:
            errors.append(error)
        finally:
            done.release()

    count = min(threads, len(items))
    if count <= 1:
        return [function(item) for item in items]
    for _ in range(count):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in range(count):
            done.acquire()
    except BaseException as interruption:
        errors.append(interruption)
        raise
    if errors:
        # The reason to stop the run weighs more than the failure of one picture.
        raise next((error for error in errors if isinstance(error, CaptionerError)), errors[0])
    return [results[index] for index in range(len(items))]
