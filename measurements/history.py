"""A history: the events of one drill in order, each with its evidence number (its seq)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from measurements.events import DrillClosed, DrillOpened, Event

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class History:
    """What happened, in order. Event `i` has the evidence number `i + 1`, its seq in the journal."""

    events: Sequence[Event]

    def numbered(self, kind: type[E]) -> Iterator[tuple[int, E]]:
        """Yield every event of one kind with its evidence number."""
        for number, event in enumerate(self.events, start=1):
            if isinstance(event, kind):
                yield number, event

    def of(self, kind: type[E]) -> Iterator[E]:
        """Yield every event of one kind, in order."""
        return (event for _, event in self.numbered(kind))

    @property
    def opened(self) -> DrillOpened | None:
        """Return the opening event, or None for a history that has none."""
        return next(self.of(DrillOpened), None)

    @property
    def closed(self) -> DrillClosed | None:
        """Return the closing event, or None while the drill goes on."""
        return next((event for event in reversed(self.events) if isinstance(event, DrillClosed)), None)
