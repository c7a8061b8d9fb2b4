"""Answers of vision-language models kept on disk, by model, prompt and picture, so that none is paid for twice.

A file per answer, renamed into place: processes and machines that share the folder never disturb each other, and a
killed one leaves nothing half-written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from pa3d.errors import FileError
from pa3d.shapes.records import Array
from pa3d.text.cache import cache_folder

_FORMAT = 1
_LARGEST_ENTRY = 1 << 20


class Answer(NamedTuple):
    """What a model said of a picture, and the tokens it took: None where the model did not say."""

    text: str
    prompt_tokens: int | None = None
    answer_tokens: int | None = None


class CaptionCache:
    """A folder of answers; None: `captions` in the user's cache (PA3D_CACHE)."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder() / "captions"

    def key(self, model: str, prompt: str, picture: Array) -> str:
        """The sha256 that stands for a question: who is asked, in which words, about which pixels (H, W, 3) uint8."""
        pixels = hashlib.sha256(f"{picture.shape}".encode() + picture.tobytes()).hexdigest()
        return hashlib.sha256(json.dumps([_FORMAT, model, prompt, pixels]).encode()).hexdigest()

    def read(self, key: str) -> Answer | None:
        """The answer to a question, None where there is none, or none that can be read: it is then asked again."""
        path = self._path(key)
        try:
            if path.stat().st_size > _LARGEST_ENTRY:
                return None
            entry = json.loads(path.read_text(encoding="utf-8"))
            if entry["key"] != key or not isinstance(entry["text"], str):
                return None
            return Answer(entry["text"], _count(entry["prompt_tokens"]), _count(entry["answer_tokens"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None  # cut short by a crash of the machine, or not ours
        except OSError as error:
            raise self._unusable(error) from error

    def write(self, key: str, answer: Answer, model: str) -> None:
        """Keep an answer. Raises FileError when it cannot be kept: going on would pay for what is lost."""
        path = self._path(key)
        temporary = path.with_name(f".{key[:16]}.{secrets.token_hex(6)}.tmp")
        text = json.dumps({"key": key, "model": model, **answer._asdict()})
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_text(text, encoding="utf-8")
                temporary.replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    temporary.unlink()
                raise
        except OSError as error:
            raise self._unusable(error) from error

    def _path(self, key: str) -> Path:
        # Two levels of 256 folders: millions of answers stay thirty to a folder.
        return self.folder / key[:2] / key[2:4] / f"{key}.json"

    def _unusable(self, error: OSError) -> FileError:
        return FileError(
            f"The captions in {os.fspath(self.folder)} cannot be kept.",
            f"The system says: {error.strerror or error}.",
            "Check the disk and the permissions, or give another folder with --caption-cache.",
        )


def _count(value: object) -> int | None:
    """A number of tokens as a file or an endpoint states it; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40 else None
