"""Counts over heads: how many of a family are in which status, or have which tag; and the newest drill of a service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Engine, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from runners.database import reading
from service.book import Head, seen_tags
from service.book.listing import head_of
from service.book.tables import HeadRow, TagRow
from service.index.heads import FAMILY, OPEN

_MEASURED: Final = "measured:"
_NEWEST: Final = 200
"""Drills among which most services have their newest proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many there are of one status, or with one tag."""

    name: str
    count: int


def count_by_status(engine: Engine, family: str, seen: tuple[str, ...] | None = None) -> tuple[Count, ...]:
    """Return how many heads of a family are in which status, by name; only of services in `seen`, None: all."""
    asked = select(HeadRow.status, func.count()).where(HeadRow.family == family, *_within(seen))
    return _counts(engine, asked.group_by(HeadRow.status).order_by(HeadRow.status))


def count_by_tag(engine: Engine, family: str, tag: str, seen: tuple[str, ...] | None = None) -> tuple[Count, ...]:
    """Return how many heads of a family have which value of a tag (`verdict` for `verdict:met`), by name."""
    of_family = col(TagRow.stream).startswith(f"{family}/", autoescape=True)  # as Family names them; needs no head
    asked = select(TagRow.tag, func.count()).where(
        col(TagRow.tag) >= f"{tag}:", col(TagRow.tag) < f"{tag};", of_family, *_within(seen, TagRow)
    )
    counted = _counts(engine, asked.group_by(TagRow.tag).order_by(TagRow.tag))
    return tuple(Count(name=one.name.partition(":")[2], count=one.count) for one in counted)


def count_due(
    engine: Engine, family: str, statuses: Sequence[str], before_ns: int, seen: tuple[str, ...] | None = None
) -> int:
    """Return how many heads of a family in one of these statuses were due before an instant."""
    late = (col(HeadRow.status).in_(statuses), col(HeadRow.due_ns) < before_ns)
    asked = select(func.count()).select_from(HeadRow).where(HeadRow.family == family, *late, *_within(seen))
    with reading(engine) as session:
        return session.exec(asked).one()


def newest_tagged(engine: Engine, tags: Sequence[str], seen: tuple[str, ...] | None = None) -> dict[str, Head]:
    """Return for each of these tags the newest drill that has it, by the tag; a tag that none has is left out."""
    newest = (
        select(TagRow.tag, func.max(HeadRow.order_ns).label("top"))
        .join(HeadRow, col(HeadRow.stream) == col(TagRow.stream))
        .where(HeadRow.family == FAMILY, col(TagRow.tag).in_(tags), *_within(seen))
        .group_by(TagRow.tag)
        .subquery()
    )
    asked = (
        select(TagRow.tag, HeadRow)
        .join(HeadRow, col(HeadRow.stream) == col(TagRow.stream))
        .join(newest, (newest.c.tag == TagRow.tag) & (newest.c.top == HeadRow.order_ns))
        .where(HeadRow.family == FAMILY, *_within(seen))
        .order_by(TagRow.tag, HeadRow.stream)
    )
    with reading(engine) as session:
        return {tag: head_of(row, frozenset()) for tag, row in session.exec(asked)}


def newest_closed(engine: Engine, seen: tuple[str, ...] | None = None) -> dict[str, Head]:
    """Return for each service the newest closed drill that measured it, by the service's name.

    Most services are among the newest drills; the others are looked for in all of them.
    """
    with reading(engine) as session:
        found = _among_the_newest(session, seen)
        missing = [tag for tag in _measured_tags(session, seen) if tag not in found]
        found |= _among_all(session, missing) if missing else {}
    return {tag.removeprefix(_MEASURED): found[tag] for tag in sorted(found)}


def _among_the_newest(session: Session, seen: tuple[str, ...] | None) -> dict[str, Head]:
    """Return for each measured service that one of the newest closed drills measured the newest of them, by tag."""
    closed = (HeadRow.family == FAMILY, HeadRow.status != OPEN)
    newest = select(HeadRow).where(*closed).order_by(col(HeadRow.order_ns).desc(), col(HeadRow.stream).desc())
    rows = {row.stream: row for row in session.exec(newest.limit(_NEWEST))}
    tagged: defaultdict[str, list[str]] = defaultdict(list)
    wanted = None if seen is None else {f"{_MEASURED}{name}" for name in seen}
    for tag, stream in session.exec(select(TagRow.tag, TagRow.stream).where(col(TagRow.stream).in_(rows))):
        if tag.startswith(_MEASURED) and (wanted is None or tag in wanted):
            tagged[stream].append(tag)
    heads: dict[str, Head] = {}
    for stream, row in rows.items():  # the newest first
        fresh = [tag for tag in tagged[stream] if tag not in heads]
        heads |= dict.fromkeys(fresh, head_of(row, frozenset())) if fresh else {}
    return heads


def _measured_tags(session: Session, seen: tuple[str, ...] | None) -> Iterator[str]:
    """Yield the tag of every service that was ever measured, each found by one look into the index."""
    if seen is not None:
        yield from (f"{_MEASURED}{name}" for name in seen)
        return
    after, end = _MEASURED, f"{_MEASURED[:-1]};"
    while True:
        wanted = select(func.min(TagRow.tag)).where(col(TagRow.tag) > after, col(TagRow.tag) < end)
        found = cast("str | None", session.exec(wanted).one())  # min of nothing is NULL
        if found is None:
            return
        yield found
        after = found


def _among_all(session: Session, tags: Sequence[str]) -> dict[str, Head]:
    """Return for each of these tags the newest closed drill that has it; one that none has is left out."""
    newest = (
        select(TagRow.tag, func.max(HeadRow.order_ns).label("top"))
        .join(HeadRow, col(HeadRow.stream) == col(TagRow.stream))
        .where(HeadRow.family == FAMILY, HeadRow.status != OPEN, col(TagRow.tag).in_(tags))
        .group_by(TagRow.tag)
        .subquery()
    )
    asked = (
        select(TagRow.tag, HeadRow)
        .join(HeadRow, col(HeadRow.stream) == col(TagRow.stream))
        .join(newest, (newest.c.tag == TagRow.tag) & (newest.c.top == HeadRow.order_ns))
        .where(HeadRow.family == FAMILY, HeadRow.status != OPEN)
        .order_by(TagRow.tag, HeadRow.stream)
    )
    return {tag: head_of(row, frozenset()) for tag, row in session.exec(asked)}


def _counts(engine: Engine, asked: Any) -> tuple[Count, ...]:
    with reading(engine) as session:
        rows = cast("Iterable[tuple[str, int]]", session.exec(asked))
        return tuple(Count(name=name, count=count) for name, count in rows)


def _within(seen: tuple[str, ...] | None, rows: type[HeadRow | TagRow] = HeadRow) -> tuple[Any, ...]:
    if seen is None:
        return ()
    inner = aliased(TagRow)
    return (col(rows.stream).in_(select(inner.stream).where(col(inner.tag).in_(seen_tags(seen)))),)
