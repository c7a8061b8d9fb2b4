"""Textures as arrays."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pa3d.errors import FileError
from pa3d.io.images import TextureMissing, decode_texture, read_beside

CHECKS = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [250, 240, 230]]], dtype=np.uint8)


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def decode(data: bytes, side: int = 64) -> np.ndarray:
    return decode_texture("a.glb", "image 0", data, side)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TGA"])
def test_pictures_come_as_they_are(kind: str) -> None:
    assert (decode(encoded(Image.fromarray(CHECKS), kind)) == CHECKS).all()


def test_every_mode_becomes_rgb() -> None:
    grey = np.array([[0, 128]], dtype=np.uint8)
    assert decode(encoded(Image.fromarray(grey))).tolist() == [[[0] * 3, [128] * 3]]
    deep = Image.fromarray(np.array([[0, 65535, 32896]], dtype=np.uint16))
    assert decode(encoded(deep)).tolist() == [[[0] * 3, [255] * 3, [128] * 3]]
    clear = np.concatenate([CHECKS, np.full((2, 2, 1), 7, np.uint8)], axis=2)
    assert (decode(encoded(Image.fromarray(clear))) == CHECKS).all()
    assert (decode(encoded(Image.fromarray(CHECKS).quantize(4))) == CHECKS).all()
    assert decode(encoded(Image.new("CMYK", (8, 8)), "JPEG")).shape == (8, 8, 3)


def test_large_ones_are_kept_smaller() -> None:
    wide = np.repeat(np.arange(0, 256, 2, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(2, axis=0)  # (2, 128, 3)
    small = decode(encoded(Image.fromarray(wide)), 64)
    assert small.shape == (1, 64, 3) and np.abs(np.diff(small[0, :, 0].astype(int)) - 4).max() <= 1


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, and whose data is a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8193, 8192), (12_000, 12_000), (40_000, 40_000), (2**31 - 1, 2**31 - 1)])
def test_what_claims_too_much_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(FileError, match="pixels"):
        decode(claiming(*size))


@pytest.mark.parametrize("data", [b"", b"no picture", claiming(4, 4), encoded(Image.fromarray(CHECKS))[:50]])
def test_what_cannot_be_decoded_is_missing(data: bytes) -> None:
    with pytest.raises(TextureMissing, match="image 0 cannot be decoded"):
        decode(data)


def test_files_beside(tmp_path: Path) -> None:
    model = tmp_path / "models" / "deep" / "a.obj"
    model.parent.mkdir(parents=True)
    (model.parent / "a b.png").write_bytes(b"1")
    (tmp_path / "models" / "images").mkdir()
    (tmp_path / "models" / "images" / "t.png").write_bytes(b"2")
    (tmp_path / "secret.png").write_bytes(b"3")
    assert read_beside(model, "a b.png") == read_beside(model, r"C:\pictures\a b.png") == b"1"
    assert read_beside(model, "/somewhere/else/a b.png") == read_beside(model, '"a b.png"') == b"1"
    assert read_beside(model, r"..\images\t.png", levels=1) == b"2"
    for reference, levels in [("../images/t.png", 0), ("../../secret.png", 1), (str(tmp_path / "secret.png"), 1),
                              ("none.png", 0), ("", 0), ("a\0b", 0), ("deep" * 2000, 0)]:  # fmt: skip
        with pytest.raises(TextureMissing):
            read_beside(model, reference, levels)
