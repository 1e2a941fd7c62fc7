"""The connections of a store that nobody uses at the moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

C = TypeVar("C")


class Idle(Generic[C]):
    """The one used last is used first. Where anything goes wrong, close all: they may lead to the side that lost."""

    def __init__(self, close: Callable[[C], None]) -> None:
        """Hold none yet; `close` hangs up at once."""
        self._close = close
        self._held: list[C] = []

    def take(self) -> C | None:
        """Return the one used last, None where there is none."""
        return self._held.pop() if self._held else None

    def put(self, connection: C) -> None:
        """Keep one for the next write."""
        self._held.append(connection)

    def keep_at_most(self, count: int) -> None:
        """Close all but `count`, those first that were not used for longest."""
        surplus = len(self._held) - count
        while surplus > 0:
            self._close(self._held.pop(0))
            surplus -= 1
