"""How a cell's text reads as a value of its column, the ways in which people write durations included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_UNITS: Final = {
    "毫秒": "ms", "秒钟": "s", "秒": "s", "分钟": "m", "分": "m", "小时": "h", "时": "h", "天": "d", "日": "d",
    "ms": "ms", "sec": "s", "min": "m", "hour": "h", "hours": "h", "day": "d", "days": "d", "s": "s", "m": "m",
    "h": "h", "d": "d",
}  # fmt: skip
_WRITTEN: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([A-Za-z\u4e00-\u9fff]{1,5})", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,5}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_SEPARATORS: Final = re.compile("[、\n]")


def duration(text: str) -> str:
    """Return `4h` for `4小时`, `1.5 h` and `4:00`; what is no duration stays as it is, to be refused by name."""
    written = _WRITTEN.fullmatch(text)
    if written is not None and written[2].lower() in _UNITS:
        return written[1] + _UNITS[written[2].lower()]
    clock = _CLOCK.fullmatch(text)
    return text if clock is None else _of_clock(int(clock[1]), int(clock[2]), int(clock[3] or 0))


def _of_clock(hours: int, minutes: int, seconds: int) -> str:
    if seconds:
        return f"{hours * 3600 + minutes * 60 + seconds}s"
    return f"{hours * 60 + minutes}m" if minutes or not hours else f"{hours}h"


def people(text: str) -> tuple[str, ...]:
    """Return the names in a cell."""
    return tuple(name.strip() for name in _SEPARATORS.split(text) if name.strip())


def word(text: str, words: Mapping[str, str]) -> str | None:
    """Return what the file holds for a word of people, or for its own; None for any other."""
    if text in words:
        return words[text]
    return text if text in words.values() else None
