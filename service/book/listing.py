"""Heads as pages: filtered, ordered newest first, each page with the cursor of the one after it."""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from service.book.head import Head, HeadPage, Query
from service.book.tables import HeadRow, TagRow
from service.denial import UnfitError, because

_LARGEST: Final = 2**63 - 1
_DIGITS: Final = 21
"""More than these is no instant; a text without end is never read as a number."""


def page_of(session: Session, query: Query) -> HeadPage:
    """Return one page, of heads without their tags; raises UnfitError for a cursor that was not given out here."""
    wanted = select(HeadRow).where(HeadRow.family == query.family, *_filters(query))
    ordered = wanted.order_by(col(HeadRow.order_ns).desc(), col(HeadRow.stream).desc()).limit(query.limit + 1)
    rows = list(session.exec(ordered))
    shown = rows[: query.limit]
    return HeadPage(
        heads=tuple(head_of(row, frozenset()) for row in shown),
        next=f"{shown[-1].order_ns}~{shown[-1].stream}" if len(rows) > query.limit else None,
    )


def _filters(query: Query) -> list[Any]:
    found: list[Any] = []
    if query.status:
        found.append(col(HeadRow.status).in_(query.status))
    if query.due_before_ns is not None:
        found.append(col(HeadRow.due_ns) < query.due_before_ns)
    if query.from_ns is not None:
        found.append(col(HeadRow.order_ns) >= query.from_ns)
    if query.before_ns is not None:
        found.append(col(HeadRow.order_ns) < query.before_ns)
    found += [_tagged((tag,)) for tag in query.tags]
    if query.any_tags:
        found.append(_tagged(query.any_tags))
    if query.cursor is not None:
        found.append(_after(query.cursor))
    return found


def _tagged(tags: tuple[str, ...]) -> Any:
    return col(HeadRow.stream).in_(select(TagRow.stream).where(col(TagRow.tag).in_(tags)))


def _after(cursor: str) -> Any:
    order, found, stream = cursor.partition("~")
    at = int(order) if len(order) < _DIGITS and order.removeprefix("-").isdecimal() else _LARGEST + 1
    if not found or abs(at) > _LARGEST:
        raise UnfitError(because("cursor_unknown", cursor=cursor[:80]))
    return or_(col(HeadRow.order_ns) < at, and_(col(HeadRow.order_ns) == at, col(HeadRow.stream) < stream))


def head_of(row: HeadRow, tags: frozenset[str]) -> Head:
    """Return a stored head."""
    return Head(
        stream=row.stream,
        family=row.family,
        status=row.status,
        order_ns=row.order_ns,
        due_ns=row.due_ns,
        tags=tags,
        shown=json.loads(row.shown),
    )
