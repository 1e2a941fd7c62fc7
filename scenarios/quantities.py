"""Durations, rates, shares and factors as people write them, and back."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

_SECOND: Final = 10**9
_UNITS: Final = {
    "ns": 1,
    "us": 1_000,
    "ms": 1_000_000,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
    "d": 86400 * _SECOND,
}
_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,9})?)"
DURATION: Final = rf"^{_NUMBER}(ns|us|ms|s|m|h|d)$"
RATE: Final = rf"^{_NUMBER}/(s|m)$"
SHARE: Final = rf"^{_NUMBER}%$"
FACTOR: Final = rf"^{_NUMBER}x$"
_BYTES: Final = {
    "B": 1,
    **{f"{letter}B": 1000**power for power, letter in enumerate("kMGT", 1)},
    **{f"{letter}iB": 1024**power for power, letter in enumerate("KMGT", 1)},
}
SIZE: Final = rf"^{_NUMBER}({'|'.join(_BYTES)})$"


def read_duration(text: str) -> int | None:
    """Return nanoseconds for `50ms`, `1.5s`, `2m`; None if it is not a duration or not a whole number of ns."""
    found = re.fullmatch(DURATION, text, re.ASCII)
    return None if found is None else _whole(Fraction(found[1]) * _UNITS[found[2]])


def read_rate(text: str) -> int | None:
    """Return the nanoseconds between two beats for `200/s` (rounded); None if it is not a rate above zero."""
    found = re.fullmatch(RATE, text, re.ASCII)
    if found is None or not Fraction(found[1]):
        return None
    return round(_UNITS[found[2]] / Fraction(found[1]))


def read_share(text: str) -> int | None:
    """Return thousandths for `90%`; None if it is not a share or finer than a thousandth."""
    found = re.fullmatch(SHARE, text, re.ASCII)
    return None if found is None else _whole(Fraction(found[1]) * 10)


def read_factor(text: str) -> int | None:
    """Return thousandths for `2x`; None if it is not a factor or finer than a thousandth."""
    found = re.fullmatch(FACTOR, text, re.ASCII)
    return None if found is None else _whole(Fraction(found[1]) * 1000)


def read_size(text: str) -> int | None:
    """Return bytes for `500MB`, `4GiB`; None if it is not a size or not a whole number of bytes."""
    found = re.fullmatch(SIZE, text, re.ASCII)
    return None if found is None else _whole(Fraction(found[1]) * _BYTES[found[2]])


def show_size(size: int) -> str:
    """Return the shortest way of writing `size` bytes with one unit: `5GB`, `16MiB`."""
    fitting = [unit for unit, factor in _BYTES.items() if size and size % factor == 0]
    unit = max(fitting, key=lambda each: _BYTES[each], default="B")
    return f"{size // _BYTES[unit]}{unit}"


def show_duration(ns: int) -> str:
    """Return the shortest way of writing `ns` with one unit: `2m`, `90s`, `1500ms`."""
    fitting = (unit for unit in ("h", "m", "s", "ms", "us", "ns") if ns % _UNITS[unit] == 0)
    unit = next(fitting) if ns else "s"
    return f"{ns // _UNITS[unit]}{unit}"


def show_rate(every_ns: int) -> str:
    """Return how many beats a second `every_ns` makes, at most three decimals."""
    return f"{round(_SECOND / every_ns, 3):g}/s"


def _whole(value: Fraction) -> int | None:
    return value.numerator if value.denominator == 1 else None
