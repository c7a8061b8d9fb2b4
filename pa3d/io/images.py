"""Pictures on surfaces: PNG, JPEG and their like as arrays; what they claim is checked before it is unpacked."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np

from pa3d.io.source import PathLike, refuse
from pa3d.shapes.records import Array

MOST_PIXELS = 1 << 26  # 8192 x 8192
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TGA", "GIF")
_LARGEST_FILE = 1 << 28


class TextureMissing(Exception):
    """A texture that is not there or cannot be decoded, and why; the shape can do without."""


def decode_texture(path: PathLike, name: str, data: bytes, side: int) -> Array:
    """The picture in `data` as (H, W, 3) uint8, sRGB, no side longer than `side`; transparency is dropped.

    Raises TextureMissing when it cannot be decoded, FileError (for the file `path`) when it claims over MOST_PIXELS.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is large: the limit is ours
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                width, height = image.size
                if width * height <= MOST_PIXELS:
                    image.draft("RGB", (side, side))  # JPEG is unpacked at a fraction of its size
                    return _as_rgb(image, side)
    except Image.DecompressionBombError:
        width, height = 0, 0
    except Exception as error:  # Pillow raises whatever the bytes led it to: OSError, SyntaxError, struct.error, ...
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TextureMissing(f"{name} cannot be decoded ({reason[:120].rstrip('.')})") from error
    claimed = f"{width} x {height}" if width else "very many"
    do = "Save the texture smaller."
    raise refuse(path, "a textured mesh", f"{name} claims {claimed} pixels; {MOST_PIXELS} are read.", do)


def _as_rgb(image: object, side: int) -> Array:
    from PIL import Image

    assert isinstance(image, Image.Image)
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a channel, which convert would cut off at 255
        deep = np.asarray(image, dtype=np.float64)
        image = Image.fromarray((deep / max(257.0, deep.max(initial=0) / 255)).clip(0, 255).astype(np.uint8))
    if image.mode == "P":
        image = image.convert("RGBA")  # a palette with transparency loses its colours otherwise
    image = image.convert("RGB")
    longest = max(image.size)
    if longest > side:
        small = (max(1, round(image.width * side / longest)), max(1, round(image.height * side / longest)))
        image = image.resize(small, Image.Resampling.BOX)
    return np.array(image)


def read_beside(path: PathLike, reference: str, levels: int = 0) -> bytes:
    """The file that `path` refers to: in its folder or below, or as many folders further up as `levels` says.

    Of an absolute path, a drive or an address only the last name is looked for, beside `path`. Raises TextureMissing.
    """
    folder = Path(path).resolve().parent
    reference = reference.strip().strip('"').replace("\\", "/")
    absolute = reference.startswith("/") or ":" in reference
    target = Path(reference.rpartition("/")[2] if absolute else reference)
    shown = reference[-100:]
    try:
        place = (folder / target).resolve()
        roof = folder if levels == 0 or len(folder.parents) < levels else folder.parents[levels - 1]
        if not place.is_relative_to(roof):
            raise TextureMissing(f"{shown!r} lies outside its folder")
        if not place.is_file():
            raise TextureMissing(f"{shown!r} is not there")
        if place.stat().st_size > _LARGEST_FILE:
            raise TextureMissing(f"{shown!r} has over {_LARGEST_FILE} bytes")
        return place.read_bytes()
    except (OSError, ValueError) as error:
        raise TextureMissing(f"{shown!r} cannot be read ({error})") from error
