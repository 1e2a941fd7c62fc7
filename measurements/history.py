"""A history: the events of one drill in order, each with its evidence number (its seq)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from measurements.columns import Room
from measurements.events import DrillClosed, DrillOpened, Event, SamplesTaken
from measurements.taken import Taken

E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What a history tells in place of its batches of samples, which are not among its events.

    `numbers` are the evidence numbers of the events that are; `first` and `last` number and instant of the first and
    the last event of all, `latest` the latest instant.
    """

    numbers: Sequence[int]
    count: int
    first: tuple[int, int]
    last: tuple[int, int]
    latest: int
    taken: Mapping[str, Taken]


@dataclass(frozen=True, slots=True)
class History:
    """What happened, in order. Event `i` has the evidence number `i + 1`, its seq in the journal.

    A folded history says the same of a drill to whoever judges it, and holds no batch of samples.
    """

    events: Sequence[Event]
    folded: Folded | None = None

    def told(self) -> Iterator[tuple[int, Event]]:
        """Return every event that is kept with its evidence number, in order."""
        if self.folded is None:
            return enumerate(self.events, start=1)
        return zip(self.folded.numbers, self.events, strict=True)

    def numbered(self, kind: type[E]) -> Iterator[tuple[int, E]]:
        """Yield every event of one kind with its evidence number; no batch of samples of a folded history."""
        for number, event in self.told():
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

    @property
    def count(self) -> int:
        """Return how many events there are, batches of samples too."""
        return len(self.events) if self.folded is None else self.folded.count

    @property
    def ends(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Return number and instant of the first and the last event, None for an empty history."""
        if self.folded is not None:
            return self.folded.first, self.folded.last
        return ((1, self.events[0].at), (len(self.events), self.events[-1].at)) if self.events else None

    @property
    def latest(self) -> int:
        """Return the latest instant that any event tells, 0 for an empty history."""
        return max((event.at for event in self.events), default=0) if self.folded is None else self.folded.latest

    def taken(self) -> Mapping[str, Taken]:
        """Return the samples of every stream."""
        if self.folded is not None:
            return self.folded.taken
        batches: dict[str, list[tuple[int, SamplesTaken]]] = {}
        for numbered in self.numbered(SamplesTaken):
            batches.setdefault(numbered[1].stream, []).append(numbered)
        taken = {stream: Taken() for stream in batches}
        for stream, some in batches.items():
            taken[stream].take_all(some)
        return taken


class Gathering:
    """A history that comes event by event. With a `room` it is folded, and samples are kept only there."""

    def __init__(self, room: Room | None = None) -> None:
        self._room = room
        self._events: list[Event] = []
        self._numbers: list[int] = []
        self._taken: dict[str, Taken] = {}
        self._first: tuple[int, int] | None = None
        self._last, self._latest = (0, 0), 0

    def take(self, event: Event) -> None:
        """Take the next event."""
        self._last = (self._last[0] + 1, event.at)
        self._first = self._first or self._last
        self._latest = max(event.at, self._latest) if self._numbers or self._taken else event.at
        if self._room is not None and isinstance(event, SamplesTaken):
            if event.stream not in self._taken:
                self._taken[event.stream] = Taken(self._room)
            self._taken[event.stream].take(self._last[0], event)
        else:
            self._numbers.append(self._last[0])
            self._events.append(event)

    def history(self) -> History:
        """Return what was taken until now."""
        if self._room is None or self._first is None:
            return History(tuple(self._events))
        folded = Folded(
            numbers=tuple(self._numbers),
            count=self._last[0],
            first=self._first,
            last=self._last,
            latest=self._latest,
            taken=self._taken,
        )
        return History(tuple(self._events), folded)
