"""How a figure, an evidence number or a planned duration is written; nothing is computed here."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Final

from measurements.report import TimelineEntry
from scenarios.plan import Text
from service import words
from service.report.blocks import Cell, Row, Statement, Tone

MOST_RUNS: Final = 8
_BEIJING: Final = timezone(timedelta(hours=8))
_UNITS: Final = (
    (3_600_000_000_000, "h"),
    (60_000_000_000, "min"),
    (1_000_000_000, "s"),
    (1_000_000, "ms"),
    (1_000, "µs"),
    (1, "ns"),
)


def seconds(value: float) -> str:
    """Return the figure as report.json writes it, with its unit."""
    return f"{value!r} s"


def seconds_or(value: float | None, missing: str) -> Text:
    """Return the figure, or the words under `missing` where there is none."""
    return words.say(missing) if value is None else words.same(seconds(value))


def bounds(lower: float | None, upper: float | None) -> tuple[Text, Text]:
    """Return both ends of an interval in words; no end at all is no evidence."""
    if lower is None and upper is None:
        return words.say("word.no_evidence"), words.say("word.no_evidence")
    return seconds_or(lower, "word.no_lower"), seconds_or(upper, "word.no_upper")


def bound_cells(lower: float | None, upper: float | None) -> tuple[Cell, Cell]:
    """Return both ends of an interval as cells of a table."""
    tone: Tone = "gap" if lower is None and upper is None else "number"
    at_least, at_most = bounds(lower, upper)
    return Cell(text=at_least, tone=tone), Cell(text=at_most, tone=tone)


def numbers(evidence: Iterable[int]) -> str:
    """Return evidence numbers in order, runs as `first-last`; after MOST_RUNS only how many follow."""
    runs = _runs(sorted(set(evidence)))
    shown = ", ".join(_run(first, last) for first, last in runs[:MOST_RUNS])
    rest = sum(last - first + 1 for first, last in runs[MOST_RUNS:])
    return f"{shown}, … (+{rest})" if rest else shown


def proof(of: Statement | Row) -> str:
    """Return what proves a statement or row: numbers of the journal, then of the book's entries, marked B."""
    told = (numbers(of.evidence), f"B {numbers(of.book)}" if of.book else "")
    return "; ".join(part for part in told if part)


def duration(nanoseconds: int) -> str:
    """Return a planned duration exactly, in the largest unit that divides it."""
    size, unit = next((size, unit) for size, unit in _UNITS if nanoseconds % size == 0 and (nanoseconds or unit == "s"))
    return f"{nanoseconds // size} {unit}"


def term(vocabulary: str, code: str) -> Text:
    """Return the catalogue's word for a code, or the code itself where it has none."""
    key = f"{vocabulary}.{code}"
    return words.say(key) if words.has(key) else words.same(code)


def entry_title(entry: TimelineEntry, faults: Container[str]) -> Text:
    """Return what was done: an entry that undoes one of `faults` has the fault's own title in the record."""
    undoes = entry.kind == "undo" and entry.step in faults
    return words.say("d.undo_of", title=entry.title) if undoes else entry.title


def faults(timeline: Iterable[TimelineEntry]) -> frozenset[str]:
    """Return the steps of a timeline that are faults."""
    return frozenset(entry.step for entry in timeline if entry.kind == "fault")


def moment(utc: str | None, key: str = "page.beijing") -> Text:
    """Return an instant for readers: Beijing time (and UTC, as `key` says) in Chinese, UTC in English."""
    if utc is None:
        return words.say("word.no_evidence")
    try:
        local = datetime.fromisoformat(utc).astimezone(_BEIJING)
    except (ValueError, OverflowError):
        return words.same(utc)
    return words.say(key, utc=utc, local=local.strftime("%Y-%m-%d %H:%M:%S"))


def day(utc_ns: int) -> Text:
    """Return the day of an instant in Beijing, for deadlines."""
    return words.same(datetime.fromtimestamp(utc_ns // 10**9, _BEIJING).date().isoformat())


def _runs(ordered: list[int]) -> list[tuple[int, int]]:
    if not ordered:
        return []
    breaks = [place + 1 for place, (one, two) in enumerate(pairwise(ordered)) if two != one + 1]
    return [(ordered[start], ordered[end - 1]) for start, end in pairwise([0, *breaks, len(ordered)])]


def _run(first: int, last: int) -> str:
    match last - first:
        case 0:
            return f"{first}"
        case 1:
            return f"{first}, {last}"
        case _:
            return f"{first}-{last}"
