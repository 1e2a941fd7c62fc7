"""A journal that is away, full or held now and then: before a write, after it, or so that the write ends later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, Self, TypeAlias

from measurements.codec import Record
from measurements.events import Event
from runners.journal import (
    FencedError,
    Journal,
    JournalAwayError,
    JournalBusyError,
    JournalError,
    JournalFullError,
    Writer,
)

Trouble: TypeAlias = Literal["fine", "refused", "unheard", "late", "full", "held"]
"""`refused`: not written. `unheard`: written, but the answer is lost. `late`: written when the next write is sent."""


Weather: TypeAlias = Callable[[Sequence[Event]], Trouble]
"""What the next write meets."""

_ERRORS: Final[Mapping[Trouble, type[JournalError]]] = {
    "refused": JournalAwayError,
    "unheard": JournalAwayError,
    "late": JournalAwayError,
    "full": JournalFullError,
    "held": JournalBusyError,
}


class AbsentJournal(Journal):
    """A journal whose writes meet what its `weather` says."""

    weather: Weather
    met: list[Trouble]

    @classmethod
    def under(cls, where: str | Path, weather: Weather) -> Self:
        """Return the journal at a path or a URL."""
        journal = cls.open(where)
        journal.weather, journal.met = weather, []
        return journal

    @classmethod
    def with_troubles(cls, where: str | Path, troubles: Sequence[Trouble]) -> Self:
        """Return a journal that meets these troubles one after the other, and none after the last."""
        left: Iterator[Trouble] = iter(troubles)

        def weather(_events: Sequence[Event]) -> Trouble:
            for trouble in left:
                return trouble
            return "fine"

        return cls.under(where, weather)

    def take_pen(self, drill: str) -> Writer:
        """Return a pen that meets the troubles."""
        return AbsentWriter(self, drill)


class AbsentWriter(Writer):
    """A pen of an AbsentJournal."""

    def __init__(self, journal: AbsentJournal, drill: str) -> None:
        super().__init__(journal.engine, drill, journal.last(drill))
        self._journal, self._late = journal, _nothing

    def store(self, events: Sequence[Event]) -> list[Record]:
        """Write, or fail as the next trouble has it. The first records of a drill are written without any."""
        self._end_late()
        trouble = self._journal.weather(events) if self.seq else "fine"
        self._journal.met.append(trouble)
        if trouble == "fine":
            return super().store(events)
        sent = self._sent(events)
        if trouble == "unheard":
            sent()
        self._late = sent if trouble == "late" else _nothing
        raise _ERRORS[trouble](trouble)

    def _end_late(self) -> None:
        """Let the write that hung be done by the server now, just before the next one comes."""
        late, self._late = self._late, _nothing
        late()

    def _sent(self, events: Sequence[Event]) -> Callable[[], None]:
        """Return what the server does with these events, whenever it comes to it; this pen hears nothing of it."""
        other = Writer(self._engine, self.drill, None)
        other.seq, other._head = self.seq, self._head  # noqa: SLF001  it is the same pen, as the server sees it

        def done() -> None:
            with suppress(FencedError):  # its place was taken meanwhile
                other.store(events)

        return done


def _nothing() -> None:
    """Stand for no write."""
