"""Text vectors kept on disk, by (encoder, templates, prompt).

A folder per encoder and templates; every write is a new small safetensors file, renamed into place, so processes
never disturb each other and a killed one leaves nothing half-written. Many files are merged into one. A file that is
damaged is said, removed, and its prompts encoded again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from pa3d.shapes.records import Array
from pa3d.text.templates import Prompt

Note = Callable[[str], None]

_FORMAT = "1"
_MERGE_ABOVE = 32


def cache_folder() -> Path:
    """The user's cache: PA3D_CACHE, else the platform's place for such files. Not created here."""
    if asked := os.environ.get("PA3D_CACHE"):
        return Path(asked).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser() / "pa3d" / "Cache"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/pa3d").expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "pa3d"


class VectorCache:
    """The cached vectors of one encoder with one set of templates, read once, lazily."""

    def __init__(self, encoder_key: str, templates: tuple[str, ...], note: Note, folder: Path | None = None) -> None:
        name = hashlib.sha256(json.dumps([_FORMAT, encoder_key, list(templates)]).encode()).hexdigest()[:24]
        self._folder = (folder or cache_folder() / "text") / name
        self._note = note

    def read(self) -> dict[Prompt, Array]:
        """Every sound vector (E,) float32 on disk."""
        vectors: dict[Prompt, Array] = {}
        for path in self._files():
            vectors.update(self._read_file(path))
        return vectors

    def write(self, vectors: Mapping[Prompt, Array]) -> None:
        """Add vectors (E,) of one width. A folder that cannot be written costs time later, nothing else: it is said."""
        if not vectors:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            old = self._files()
            if len(old) >= _MERGE_ABOVE:
                vectors = {**self.read(), **vectors}
            _write_file(self._folder, vectors)
            if len(old) >= _MERGE_ABOVE:
                for path in old:
                    path.unlink(missing_ok=True)
        except OSError as error:
            self._note(f"Text vectors could not be kept in {self._folder}: {error.strerror}. Set PA3D_CACHE.")

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.safetensors"))

    def _read_file(self, path: Path) -> dict[Prompt, Array]:
        try:
            return _parse_file(path.read_bytes())
        except FileNotFoundError:
            return {}  # merged by another process since it was listed
        except OSError as error:
            self._note(f"The cached text vectors in {path} cannot be read ({error.strerror}); they are encoded again.")
            return {}
        except (ValueError, KeyError, TypeError) as error:
            self._note(f"The cached text vectors in {path} are damaged ({error}); they are encoded again.")
            with contextlib.suppress(OSError):
                path.unlink()
            return {}


def _write_file(folder: Path, vectors: Mapping[Prompt, Array]) -> None:
    from safetensors.numpy import save

    prompts = sorted(vectors, key=str)
    rows = np.stack([vectors[prompt] for prompt in prompts]).astype(np.float32)
    words = json.dumps([list(prompt) for prompt in prompts])
    digest = hashlib.sha256(words.encode() + rows.tobytes()).hexdigest()
    data = save({"vectors": rows}, metadata={"prompts": words, "sha256": digest})
    handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # The random part of the temporary name keeps the same prompts of two processes apart.
        temporary.replace(folder / f"{temporary.stem}-{digest[:16]}.safetensors")
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _parse_file(data: bytes) -> dict[Prompt, Array]:
    """The vectors of one file. Raises ValueError, KeyError or TypeError for anything but what `_write_file` wrote."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        rows = load(data)["vectors"]
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    metadata = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
    if hashlib.sha256(metadata["prompts"].encode() + rows.tobytes()).hexdigest() != metadata["sha256"]:
        raise ValueError("its checksum differs")
    prompts = [Prompt(name, category) for name, category in json.loads(metadata["prompts"])]
    return dict(zip(prompts, rows, strict=True))
