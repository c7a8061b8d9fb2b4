"""Axes of charts: from values to places on paper, and the round values in between."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Values from low to high lie from start to end, in pixels (end may be above start); log: by their logarithm."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value, never beyond the ends."""
        low, high, value = (math.log(v) if self.log else v for v in (self.low, self.high, max(value, self._least)))
        part = min(max((value - low) / (high - low), 0.0), 1.0)
        return round(self.start + part * (self.end - self.start), 2)

    def shows(self, value: float) -> bool:
        """Whether a value has a place: finite, and positive on a logarithmic axis."""
        return math.isfinite(value) and (value > 0 or not self.log)

    def ticks(self, most: int = 6) -> list[float]:
        """At most about `most` round values between the ends."""
        return log_ticks(self.low, self.high, most) if self.log else round_ticks(self.low, self.high, most)

    @property
    def _least(self) -> float:
        return self.low if self.log else -math.inf


def scale_of(values: Iterable[float], start: float, end: float, log: bool = False, zero: bool = False) -> Scale:
    """A scale that holds the values, its ends round; zero: it holds that too. Without any value: 0 to 1."""
    known = [value for value in values if math.isfinite(value) and (value > 0 or not log)]
    if not known:
        return Scale(0.1 if log else 0.0, 1.0, start, end, log)
    low, high = min(known), max(known)
    if log:
        low, high = (low, high) if high > low else (low / 2, high * 2)
        return Scale(low / 1.05, high * 1.05, start, end, True)
    low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    if not high > low:
        pad = abs(low) * 0.5 or 0.5  # in proportion: a rate of 1e-4 is not 0
        low, high = low if zero and low == 0 else low - pad, high + pad
    step = _step(low, high, 6)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, start, end)


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten within [low, high]."""
    step = _step(low, high, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step + 0.0 for i in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Powers of ten within [low, high], with 2 and 5 between them where they are few; round values within a decade."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for factors in ((1, 2, 5), (1,)):
        found = [f * 10.0**i for i in range(first, last + 1) for f in factors]
        found = [value for value in found if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]
        if len(found) <= max(most, 2):
            return found if len(found) > 1 else round_ticks(low, high, most)
    return found[:: -(-len(found) // most)]


def tick_text(value: float) -> str:
    """A value in few letters where it is round: 0.001, 250, 1k, 2.5M, 2e-5; 2,048."""
    size = abs(value)
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size >= unit and round(value / unit, 1) * unit == value:
            return f"{value / unit:.6g}{letter}"
    return f"{value:.3g}".replace("e-0", "e-") if 0 < size < 1e-3 else f"{value:,.6g}"


def _step(low: float, high: float, most: int) -> float:
    rough = max(high - low, 1e-12) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
