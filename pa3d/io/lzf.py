"""LZF, the compression of PCD files: unpacking, with every step held against both buffers."""

from __future__ import annotations


def unpack(data: bytes, size: int) -> bytes:
    """The `size` bytes packed in data. Raises ValueError when the stream is broken or has another size."""
    out = bytearray()
    at, end = 0, len(data)
    while at < end:
        control = data[at]
        at += 1
        if control < 32:  # a run of control + 1 bytes as they are
            stop = at + control + 1
            if stop > end:
                raise ValueError("a run of bytes goes over the end")
            out += data[at:stop]
            at = stop
        else:  # a copy from what is unpacked already
            length = control >> 5
            if at + (length == 7) >= end:
                raise ValueError("a copy goes over the end")
            if length == 7:
                length += data[at]
                at += 1
            start = len(out) - ((control & 31) << 8) - data[at] - 1
            at += 1
            if start < 0:
                raise ValueError("a copy starts before the first byte")
            length += 2
            piece = out[start : start + length]
            while len(piece) < length:  # the copy overlaps what it writes
                piece += piece[: length - len(piece)]
            out += piece
        if len(out) > size:
            raise ValueError(f"it unpacks to more than {size} bytes")
    if len(out) != size:
        raise ValueError(f"it unpacks to {len(out)} bytes instead of {size}")
    return bytes(out)
