"""Rests of what failed: it is tried again after a pause, and after one twice as long each time that it fails again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_FIRST_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Rest:
    until_s: float
    pause_s: float


class Rests:
    """Who rests until when; `now_s` is always the same monotonic clock, and no pause is longer than `longest_s`."""

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self._rests: dict[str, _Rest] = {}

    def is_resting(self, name: str, now_s: float) -> bool:
        """Tell whether it is too early to try again."""
        rest = self._rests.get(name)
        return rest is not None and now_s < rest.until_s

    def put_off(self, name: str, now_s: float) -> None:
        """Take note of a failure."""
        before = self._rests.get(name)
        pause = min(self._longest_s, _FIRST_S if before is None else 2 * before.pause_s)
        self._rests[name] = _Rest(now_s + pause, pause)

    def forget(self, name: str) -> None:
        """Take note of a success: the next failure's pause is a short one again."""
        self._rests.pop(name, None)
