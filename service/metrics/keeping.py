"""A value that is looked up anew only when it is some seconds old, so that scrapes cost little whoever sends them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Kept(Generic[T]):
    """What `look` said last, for `for_s` seconds of the clock `now`; of several who ask at once, one looks."""

    look: Callable[[], T]
    for_s: float
    clock: Callable[[], float] = time.monotonic
    _value: tuple[float, T] | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> T:
        """Return it; raises what `look` raises."""
        with self._turn:
            if self._value is None or self.clock() - self._value[0] >= self.for_s:
                self._value = (self.clock(), self.look())
            return self._value[1]
