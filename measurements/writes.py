"""The writes of one ledger and what was read back of them, as columns.

Columns are plain lists of equal length, in order of the write's number: a day of writes is millions of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from operator import lt
from typing import TypeVar

from measurements.events import LedgerRead, LedgerWritten, WriteOutcome

T = TypeVar("T")
Numbered = tuple[int, LedgerWritten]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    """Every write of one ledger once, as last reported. `completed` is None where nothing was answered."""

    number: list[int]
    due: list[int]
    invoked: list[int]
    completed: list[int | None]
    outcome: list[WriteOutcome]
    evidence: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What a ledger's store held. Only a complete one can say what is missing.

    `evidence` are the numbers of the chunks' events.
    """

    complete: bool
    sent: int
    source: str
    number: list[int]
    payload: list[str]
    position: list[int]
    evidence: tuple[int, ...]
    fenced: bool | None = None
    torn: int = 0


def gather_writes(events: Iterable[Numbered]) -> Writes:
    """Return the writes of one ledger; where a number stands in two events the later holds."""
    numbered = list(events)
    number = _column(event.number for _, event in numbered)
    order = _order(number)
    evidence = _column(repeat(seq, len(event.number)) for seq, event in numbered)
    return Writes(
        number=_ordered(number, order),
        due=_ordered(_column(event.due for _, event in numbered), order),
        invoked=_ordered(_column(event.invoked for _, event in numbered), order),
        completed=_ordered(_column(event.completed for _, event in numbered), order),
        outcome=_ordered(_column(event.outcome for _, event in numbered), order),
        evidence=_ordered(evidence, order),
    )


def _column(parts: Iterable[Iterable[T]]) -> list[T]:
    return list(chain.from_iterable(parts))


def _order(number: list[int]) -> list[int] | None:
    """Return the places of the numbers in ascending order, of each the last; None where they stand so already."""
    if all(map(lt, number, number[1:])):
        return None
    last = dict(zip(number, range(len(number)), strict=True))
    return [last[key] for key in sorted(last)]


def _ordered(column: list[T], order: list[int] | None) -> list[T]:
    return column if order is None else [column[index] for index in order]


def gather_read_back(chunks: Iterable[tuple[int, LedgerRead]]) -> ReadBack | None:
    """Return the first complete read-back of one ledger, else the first incomplete one, None if nothing was read.

    The first, because a later one may come after the lost writes were replayed. A read-back is complete when its
    chunks are all there, from 0 to the one marked as last.
    """
    readings = _readings(chunks)
    return next((reading for reading in readings if reading.complete), readings[0] if readings else None)


def gather_last_read_back(chunks: Iterable[tuple[int, LedgerRead]]) -> ReadBack | None:
    """Return the last complete read-back of one ledger, else the last incomplete one, None if nothing was read."""
    readings = _readings(chunks)[::-1]
    return next((reading for reading in readings if reading.complete), readings[0] if readings else None)


def _readings(chunks: Iterable[tuple[int, LedgerRead]]) -> list[ReadBack]:
    by_reading: dict[tuple[str, int], list[tuple[int, LedgerRead]]] = {}
    for seq, chunk in chunks:
        by_reading.setdefault((chunk.step, chunk.sent), []).append((seq, chunk))
    return [_joined(parts) for parts in by_reading.values()]


def _joined(parts: list[tuple[int, LedgerRead]]) -> ReadBack:
    chunks = [chunk for _, chunk in parts]
    return ReadBack(
        complete=chunks[-1].last and [chunk.chunk for chunk in chunks] == list(range(len(chunks))),
        sent=chunks[0].sent,
        source=chunks[0].source,
        number=_column(chunk.number for chunk in chunks),
        payload=_column(chunk.payload for chunk in chunks),
        position=_column(chunk.position for chunk in chunks),
        evidence=tuple(seq for seq, _ in parts),
        fenced=chunks[0].fenced,
        torn=sum(chunk.torn for chunk in chunks),
    )
