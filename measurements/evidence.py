"""Whether a journal is whole: numbers, links, hashes, readable events, a plan that is the one announced, time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from measurements.codec import GENESIS, Record, UnreadableEventError, canonical, decode, digest, encode, link
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


def check(records: Sequence[Record]) -> list[Problem]:
    """Return every problem of a journal, in order of lines; an empty list means that it is whole."""
    if not records:
        return [Problem(line=0, flaw=Flaw.EMPTY)]
    return sorted([*_chain(records), *_story(records)], key=lambda problem: problem.line)


def _chain(records: Iterable[Record]) -> Iterator[Problem]:
    prev = GENESIS
    for line, record in enumerate(records, start=1):
        if record.seq != line:
            yield Problem(line=line, flaw=Flaw.SEQUENCE, detail=str(record.seq))
        if record.prev != prev:
            yield Problem(line=line, flaw=Flaw.LINK, detail=record.prev)
        if record.hash != link(record.prev, record.seq, record.text):
            yield Problem(line=line, flaw=Flaw.HASH, detail=record.hash)
        prev = record.hash


def _story(records: Iterable[Record]) -> Iterator[Problem]:
    latest, closed = None, False
    for line, record in enumerate(records, start=1):
        try:
            event = decode(record.text)
        except UnreadableEventError as error:
            yield Problem(line=line, flaw=Flaw.UNREADABLE, detail=str(error))
            continue
        for flaw in _flaws(event, record.text, line):
            yield Problem(line=line, flaw=flaw)
        if latest is not None and event.at < latest:
            yield Problem(line=line, flaw=Flaw.TIME, detail=f"{event.at} after {latest}")
        if closed:
            yield Problem(line=line, flaw=Flaw.AFTER_CLOSE)
        latest, closed = max(event.at, latest or event.at), closed or isinstance(event, DrillClosed)


def _flaws(event: Event, text: str, line: int) -> Iterator[Flaw]:
    if encode(event) != text:
        yield Flaw.NOT_CANONICAL
    if len(set(map(len, _columns(event)))) > 1:
        yield Flaw.COLUMNS
    if any(end < start for start, end in _spans(event)):
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


def _spans(event: Event) -> Iterator[tuple[int, int]]:
    match event:
        case SamplesTaken():
            yield from zip(event.sent, event.received, strict=False)
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
