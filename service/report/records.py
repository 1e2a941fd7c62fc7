"""What the book knows of one drill and a report may say: its dossier, what it found, what is owed because of it.

The journal tells a drill up to its end; what people add to it afterwards stands in the book alone. `records.jsonl`
carries those entries, each as it stands in the book with its own hash: a report is a function of journal and records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from scenarios.canonical import canonical
from service.book import Author, Book, Entry, Head, Query, Told
from service.book.entry import as_data
from service.dossiers.dossier import Dossier
from service.dossiers.events import DossierEvent, DrillDone
from service.dossiers.folding import fold as dossier_of
from service.improvement import item as items
from service.improvement.reviews import REVIEWS, DrillReviewed
from service.programme.duty import DUTIES, Duty, DutyEvent

E = TypeVar("E")
DOSSIER: Final = "dossier"
FAMILIES: Final = (DOSSIER, items.FAMILY, "duty", "review")
"""The families of streams from which records of a drill come."""
_MANY: Final = 200
_DOSSIER_EVENTS: Final[TypeAdapter[DossierEvent]] = TypeAdapter(DossierEvent)
_FIELDS: Final = {
    "number": int,
    "stream": str,
    "seq": int,
    "utc_ns": int,
    "user": str,
    "via": str,
    "address": str,
    "kind": str,
    "body": dict,
    "prev": str,
    "hash": str,
}


class RecordsError(ValueError):
    """What is given is no records of a drill: `number` is the entry's number in the book, 0 where it has none."""

    def __init__(self, number: int, why: str) -> None:
        self.number, self.why = number, why
        super().__init__(f"record {number}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """An improvement item as it is now, and the numbers in the book of everything that was told of it."""

    item: items.Item
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRecord:
    """A report that is owed because of the drill, and the numbers in the book of everything that was told of it."""

    duty: Duty
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRecords:
    """Everything that the book knows of one drill. Numbers are places in the book; instants are UTC nanoseconds."""

    dossier: Dossier | None = None
    told: tuple[Told[DossierEvent], ...] = ()
    """What was told of the dossier, in order: who, when, and its number in the book."""
    items: tuple[ItemRecord, ...] = ()
    """Improvement items that the drill opened or showed again."""
    duties: tuple[DutyRecord, ...] = ()
    review: DrillReviewed | None = None
    """That its report was gone through for findings."""
    count: int = 0
    digest: str = ""
    """Hash of the newest entry among them, empty where there is none."""

    def __bool__(self) -> bool:
        """Tell whether the book knows anything of the drill."""
        return self.count > 0

    @property
    def added(self) -> int:
        """Return how many entries were written after the drill was closed."""
        return self.added_before(None)

    def added_before(self, number: int | None) -> int:
        """Return how many entries were written after the drill was closed and before the one of this number."""
        ended = next((one.number for one in self.told if isinstance(one.event, DrillDone)), None)
        if ended is None and self.told:
            return 0
        numbers = [one.number for one in self.told]
        numbers += [one for record in (*self.items, *self.duties) for one in record.numbers]
        return sum(one > (ended or 0) and (number is None or one < number) for one in numbers)

    def last(self, kind: type[E]) -> Told[E] | None:
        """Return the newest event of a kind that was told of the dossier, None where there was none."""
        found: list[Any] = [one for one in self.told if isinstance(one.event, kind)]
        return found[-1] if found else None


NO_RECORDS: Final = DrillRecords()
"""What a report of a drill rests on that no book knows: one from the command line."""


def records_of(entries: Sequence[Entry]) -> DrillRecords:
    """Return what the entries of one drill come to; pure. Raises RecordsError for entries that are no such thing."""
    streams: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        streams.setdefault(entry.stream, []).append(entry)
    told = {stream: (stream.partition("/")[2], kept) for stream, kept in streams.items()}
    dossiers = [one for stream, one in told.items() if _family(stream, one[1]) == DOSSIER]
    if len(dossiers) > 1:
        raise RecordsError(dossiers[1][1][0].number, "a drill has one dossier")
    heard = tuple(_heard(_DOSSIER_EVENTS, dossiers[0][1])) if dossiers else ()
    return DrillRecords(
        dossier=_folded(dossier_of, dossiers[0][0], heard) if dossiers else None,
        told=heard,
        items=tuple(_item(*one) for stream, one in told.items() if stream.startswith(f"{items.FAMILY}/")),
        duties=tuple(_duty(*one) for stream, one in told.items() if stream.startswith("duty/")),
        review=next((_review(*one) for stream, one in told.items() if stream.startswith("review/")), None),
        count=len(entries),
        digest=max(entries, key=lambda one: one.number).hash if entries else "",
    )


def entries_of(book: Book, drill: str) -> list[Entry]:
    """Return every entry of the book that belongs to a drill, in the book's order; empty where it knows none."""
    dossiers = [head.stream for head in _heads(book, Query(family=DOSSIER, tags=(f"drill:{drill}",)))]
    tags = (f"seen:{drill}", *(f"dossier:{stream.partition('/')[2]}" for stream in dossiers))
    found = [head.stream for head in _heads(book, Query(family=items.FAMILY, any_tags=tags))]
    owed = [head.stream for head in _heads(book, Query(family="duty", tags=(f"drill:{drill}",)))]
    streams = (*dossiers, *found, *owed, f"review/{drill}")
    entries = [entry for stream in streams for entry in book.stream(stream)]
    return sorted(entries, key=lambda one: one.number)


def line_of(entry: Entry) -> str:
    """Return an entry as its line of records.jsonl, without its end."""
    return canonical(as_data(entry))


def lines_of(entries: Iterable[Entry]) -> str:
    """Return the whole of records.jsonl."""
    return "".join(f"{line_of(entry)}\n" for entry in entries)


def entry_of(number: int, line: str) -> Entry:
    """Return the entry on line `number` of records.jsonl; raises RecordsError unless it is exactly what was written."""
    try:
        read: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise RecordsError(0, f"line {number} is no JSON") from None
    told = cast("dict[str, Any]", read)
    if not isinstance(read, dict) or not _has_fields(told):
        raise RecordsError(0, f"line {number} is no entry of a book")
    if canonical(told) != line:
        raise RecordsError(told["number"], f"line {number} is not in canonical form")
    author = Author(**{name: told.pop(name) for name in ("user", "via", "address")})
    return Entry(author=author, **told)


def entries_in(content: bytes) -> tuple[Entry, ...]:
    """Return the entries of a whole records.jsonl; raises RecordsError at the first line that is none."""
    try:
        *lines, rest = content.decode().split("\n")
    except UnicodeDecodeError as error:
        raise RecordsError(0, f"line {content[: error.start].count(10) + 1} is no UTF-8") from None
    if rest:
        raise RecordsError(0, f"line {len(lines) + 1} has no end")
    return tuple(entry_of(number, line) for number, line in enumerate(lines, start=1))


def _has_fields(told: dict[str, Any]) -> bool:
    return told.keys() == _FIELDS.keys() and all(
        isinstance(told[name], kind) and not isinstance(told[name], bool) for name, kind in _FIELDS.items()
    )


def _family(stream: str, entries: Sequence[Entry]) -> str:
    family = stream.partition("/")[0]
    if family not in FAMILIES:
        raise RecordsError(entries[0].number, f"{stream} is no stream of a drill's records")
    return family


def _heard(events: TypeAdapter[E], entries: Iterable[Entry]) -> Iterator[Told[E]]:
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place:
            raise RecordsError(entry.number, f"{entry.stream} has no entry {place}")
        try:
            event = events.validate_python(entry.body)
        except ValidationError as error:
            raise RecordsError(entry.number, f"not an event of this version: {error.errors()[0]['msg']}") from None
        yield Told(event=event, number=entry.number, seq=entry.seq, utc_ns=entry.utc_ns, author=entry.author)


def _folded(fold: Any, name: str, told: Sequence[Told[Any]]) -> Any:
    """Return what was told as it stands now; raises RecordsError where no stream of the book could go so."""
    try:
        return fold(name, told)
    except (TypeError, KeyError, IndexError, AssertionError, AttributeError) as error:
        raise RecordsError(
            told[0].number, f"{name} does not follow from its entries ({type(error).__name__})"
        ) from None


def _item(name: str, entries: Sequence[Entry]) -> ItemRecord:
    told = tuple(_heard(items.EVENTS, entries))
    return ItemRecord(item=_folded(items.fold, name, told), numbers=tuple(one.number for one in told))


def _duty(name: str, entries: Sequence[Entry]) -> DutyRecord:
    told: tuple[Told[DutyEvent], ...] = tuple(_heard(DUTIES.events, entries))
    return DutyRecord(duty=_folded(DUTIES.fold, name, told), numbers=tuple(one.number for one in told))


def _review(name: str, entries: Sequence[Entry]) -> DrillReviewed:
    return _folded(REVIEWS.fold, name, tuple(_heard(REVIEWS.events, entries)))


def _heads(book: Book, query: Query) -> Iterator[Head]:
    cursor: str | None = None
    while True:
        page = book.heads(replace(query, cursor=cursor, limit=_MANY))
        yield from page.heads
        cursor = page.next
        if cursor is None:
            return
