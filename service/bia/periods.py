"""Durations as people say them: 6 小时 30 分, 6 h 30 min."""

from __future__ import annotations

from typing import Final

from service.words import Lang, in_language, say

_UNITS: Final = (
    ("day", 86_400_000_000_000),
    ("hour", 3_600_000_000_000),
    ("minute", 60_000_000_000),
    ("second", 1_000_000_000),
    ("millisecond", 1_000_000),
)


def period(ns: int, lang: Lang) -> str:
    """Return the duration in whole units, the largest first, down to milliseconds; zero is 0 seconds."""
    parts: list[str] = []
    for unit, size in _UNITS:
        count, ns = divmod(ns, size)
        if count:
            parts.append(in_language(say(f"bia.period.{unit}", count=count), lang))
    return " ".join(parts) or in_language(say("bia.period.second", count=0), lang)
