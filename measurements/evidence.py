"""Whether a journal is whole: numbers, links, hashes, readable events, a plan that is the one announced, time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import lt
from typing import Final

from measurements.codec import GENESIS, Record, UnreadableEventError, canonical, decode, digest, is_canonical, link
from measurements.columns import Room
from measurements.events import (
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    DrillOpened,
    Event,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    MarkerRead,
    SamplesTaken,
    StepCompleted,
)
from measurements.history import Gathering, History


class Flaw(StrEnum):
    """What can be wrong with one line of a journal."""

    EMPTY = "empty"
    SEQUENCE = "sequence"
    LINK = "link"
    HASH = "hash"
    UNREADABLE = "unreadable"
    NOT_CANONICAL = "not_canonical"
    COLUMNS = "columns"
    INVERTED = "inverted"
    NOT_OPENED = "not_opened"
    OPENED_TWICE = "opened_twice"
    PLAN = "plan"
    TIME = "time"
    AFTER_CLOSE = "after_close"


MEANINGS: Final[dict[Flaw, str]] = {
    Flaw.EMPTY: "there is no record at all",
    Flaw.SEQUENCE: "its number does not follow the one before it",
    Flaw.LINK: "its `prev` is not the hash of the record before it",
    Flaw.HASH: "its hash is not the hash of its content",
    Flaw.UNREADABLE: "its text is not an event",
    Flaw.NOT_CANONICAL: "its text is not the canonical form of its event",
    Flaw.COLUMNS: "its columns are of different lengths",
    Flaw.INVERTED: "something in it ends before it begins",
    Flaw.NOT_OPENED: "the first event is not the opening of a drill",
    Flaw.OPENED_TWICE: "the drill is opened a second time",
    Flaw.PLAN: "the plan does not have the digest that is stated",
    Flaw.TIME: "its time lies before that of the record before it",
    Flaw.AFTER_CLOSE: "it follows the end of the drill",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One flaw, the line on which it stands (from 1; 0 for the journal as a whole) and what was read there."""

    line: int
    flaw: Flaw
    detail: str = ""

    def __str__(self) -> str:
        """Return one line for a terminal."""
        return f"line {self.line}: {MEANINGS[self.flaw]}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A journal that was read once: what it tells (None where a line cannot be read), what is wrong, length and end."""

    history: History | None
    problems: tuple[Problem, ...]
    records: int
    head: str


def check(records: Iterable[Record]) -> list[Problem]:
    """Return every problem of a journal, in order of lines; an empty list means that it is whole."""
    return list(examine(records).problems)


def examine(records: Iterable[Record], room: Room | None = None) -> Examined:
    """Return what a journal tells and every problem of it, in one pass that keeps no text.

    With a `room` the history is folded, and samples are kept there. `head` is the hash of the last record, empty
    where there is none.
    """
    examiner = _Examiner(room)
    for line, record in enumerate(records, start=1):
        examiner.problems.extend(examiner.look(line, record))
    return examiner.examined()


class _Examiner:
    """What has to be known of the lines before, to judge the next one."""

    def __init__(self, room: Room | None) -> None:
        self.problems: list[Problem] = []
        self._gathering = Gathering(room)
        self._unread = 0
        self._prev, self._records, self._closed = GENESIS, 0, False
        self._latest: int | None = None

    def examined(self) -> Examined:
        """Return what was found."""
        return Examined(
            history=None if self._unread else self._gathering.history(),
            problems=tuple(self.problems) if self._records else (Problem(line=0, flaw=Flaw.EMPTY),),
            records=self._records,
            head=self._prev if self._records else "",
        )

    def look(self, line: int, record: Record) -> Iterator[Problem]:
        """Yield what is wrong with the next line."""
        yield from self._chain(line, record)
        try:
            event = decode(record.text)
        except UnreadableEventError as error:
            yield Problem(line=line, flaw=Flaw.UNREADABLE, detail=str(error))
            self._unread += 1
            return
        yield from self._story(line, record.text, event)
        self._gathering.take(event)

    def _chain(self, line: int, record: Record) -> Iterator[Problem]:
        if record.seq != line:
            yield Problem(line=line, flaw=Flaw.SEQUENCE, detail=str(record.seq))
        if record.prev != self._prev:
            yield Problem(line=line, flaw=Flaw.LINK, detail=record.prev)
        if record.hash != link(record.prev, record.seq, record.text):
            yield Problem(line=line, flaw=Flaw.HASH, detail=record.hash)
        self._prev, self._records = record.hash, line

    def _story(self, line: int, text: str, event: Event) -> Iterator[Problem]:
        for flaw in _flaws(event, text, line):
            yield Problem(line=line, flaw=flaw)
        latest = event.at if self._latest is None else self._latest
        if event.at < latest:
            yield Problem(line=line, flaw=Flaw.TIME, detail=f"{event.at} after {latest}")
        if self._closed:
            yield Problem(line=line, flaw=Flaw.AFTER_CLOSE)
        self._latest = max(event.at, latest)
        self._closed = self._closed or isinstance(event, DrillClosed)


def _flaws(event: Event, text: str, line: int) -> Iterator[Flaw]:
    if not is_canonical(event, text):
        yield Flaw.NOT_CANONICAL
    if len(set(map(len, _columns(event)))) > 1:
        yield Flaw.COLUMNS
    if _is_inverted(event):
        yield Flaw.INVERTED
    match event:
        case DrillOpened():
            if line > 1:
                yield Flaw.OPENED_TWICE
            if digest(canonical(event.plan)) != event.plan_sha256:
                yield Flaw.PLAN
        case _:
            if line == 1:
                yield Flaw.NOT_OPENED


def _columns(event: Event) -> tuple[Sequence[object], ...]:
    match event:
        case SamplesTaken():
            return event.due, event.sent, event.received, event.ok
        case LedgerWritten():
            return event.due, event.number, event.invoked, event.completed, event.outcome
        case LedgerRead():
            return event.number, event.payload, event.position
        case LedgerReplayed():
            return event.number, event.invoked, event.completed, event.outcome
        case _:
            return ()


def _is_inverted(event: Event) -> bool:
    if isinstance(event, SamplesTaken):
        return any(map(lt, event.received, event.sent))
    return any(end < start for start, end in _spans(event))


def _spans(event: Event) -> Iterator[tuple[int, int]]:
    match event:
        case LedgerWritten() | LedgerReplayed():
            answered = zip(event.invoked, event.completed, strict=False)
            yield from ((invoked, completed) for invoked, completed in answered if completed is not None)
        case ClocksExchanged():
            yield from ((exchange.c1, exchange.c2) for exchange in event.exchanges)
        case ClockRead():
            yield event.before, event.at
        case MarkerRead():
            yield event.sent, event.received
        case StepCompleted(stamps=stamps) if stamps is not None:
            yield stamps.sent, stamps.received
        case _:
            return
