"""Counts over heads: how many of a family are in which status, or have which tag; and the newest drill of a service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Engine, func
from sqlmodel import col, select

from runners.database import reading
from service.book import Head, seen_tags
from service.book.listing import head_of
from service.book.tables import HeadRow, TagRow
from service.index.heads import FAMILY, OPEN

_MEASURED = "measured:"


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
    asked = (
        select(TagRow.tag, func.count())
        .join(HeadRow, col(HeadRow.stream) == col(TagRow.stream))
        .where(HeadRow.family == family, col(TagRow.tag).startswith(f"{tag}:", autoescape=True), *_within(seen))
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


def newest_closed(engine: Engine, seen: tuple[str, ...] | None = None) -> dict[str, Head]:
    """Return for each service the newest closed drill that measured it, by the service's name."""
    newest = (
        select(TagRow.tag, func.max(HeadRow.order_ns).label("top"))
        .join(HeadRow, col(HeadRow.stream) == col(TagRow.stream))
        .where(HeadRow.family == FAMILY, HeadRow.status != OPEN, *_measured(seen))
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
    with reading(engine) as session:
        return {tag.removeprefix(_MEASURED): head_of(row, frozenset()) for tag, row in session.exec(asked)}


def _counts(engine: Engine, asked: Any) -> tuple[Count, ...]:
    with reading(engine) as session:
        rows = cast("Iterable[tuple[str, int]]", session.exec(asked))
        return tuple(Count(name=name, count=count) for name, count in rows)


def _measured(seen: tuple[str, ...] | None) -> tuple[Any, ...]:
    if seen is None:
        return (col(TagRow.tag).startswith(_MEASURED, autoescape=True),)
    return (col(TagRow.tag).in_([f"{_MEASURED}{name}" for name in seen]),)


def _within(seen: tuple[str, ...] | None) -> tuple[Any, ...]:
    if seen is None:
        return ()
    return (col(HeadRow.stream).in_(select(TagRow.stream).where(col(TagRow.tag).in_(seen_tags(seen)))),)
