"""What is known of a drill that might be cleared away, read in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from sqlmodel import Session, col, func, select

from runners.journal import EventRow
from service.book.tables import HeadRow, TagRow
from service.improvement.item import FAMILY as ITEM
from service.improvement.item import UNSETTLED
from service.index.heads import FAMILY, OPEN, stream_of, utc_ns_of
from service.retention.deciding import Case
from service.retention.holds import held, tag
from service.retention.tables import PrunedRow

_CLOSING: Final = "drill_closed"
_DOSSIER: Final = "dossier"
_DRILL: Final = "drill:"
_OVER: Final = ("closed", "cancelled")
_SERVICE: Final = "measured:"


def case_of(session: Session, drill: str) -> Case | None:
    """Return what is known of a drill, None where it has no record here."""
    last = session.exec(
        select(EventRow).where(EventRow.drill == drill).order_by(col(EventRow.seq).desc()).limit(1)
    ).first()
    if last is None:
        return None
    head = session.get(HeadRow, stream_of(drill))
    shown: dict[str, Any] = {} if head is None else json.loads(head.shown)
    is_filed = head is not None and head.status != OPEN and bool(shown.get("ended_at"))
    dossiers = _dossiers(session, drill, shown)
    return Case(
        drill=drill,
        ended_ns=utc_ns_of(shown["ended_at"]) if is_filed and last.kind == _CLOSING else None,
        last_seq=last.seq,
        last_hash=last.hash,
        dossiers=tuple(dossiers),
        holds=tuple(held(session, [tag("drill", drill), *(tag("dossier", name) for name in dossiers)])),
        open_dossiers=tuple(_unsettled(session, _DOSSIER, [f"{_DOSSIER}/{name}" for name in dossiers])),
        open_items=tuple(_items(session, drill)),
        newest_of=tuple(_newest(session, head)) if head is not None else (),
        is_unfiled=not is_filed and last.kind == _CLOSING,
    )


def drills_before(session: Session, ended_before_ns: int | None) -> list[str]:
    """Return the drills that began before an instant, the oldest first; None: all of them."""
    asked = select(HeadRow.stream).where(HeadRow.family == FAMILY)
    if ended_before_ns is not None:
        asked = asked.where(HeadRow.order_ns < ended_before_ns)
    return [stream.partition("/")[2] for stream in session.exec(asked.order_by(col(HeadRow.order_ns), HeadRow.stream))]


def is_cleared(session: Session, dossier: str) -> bool:
    """Tell whether the drill of a dossier was cleared away."""
    mine = select(TagRow.tag).where(TagRow.stream == f"{_DOSSIER}/{dossier}", col(TagRow.tag).startswith(_DRILL))
    drills = [told.removeprefix(_DRILL) for told in session.exec(mine)]
    return any(session.get(PrunedRow, drill) is not None for drill in drills)


def _dossiers(session: Session, drill: str, shown: dict[str, Any]) -> list[str]:
    """Return the dossiers that a drill belongs to, by its own head and by theirs."""
    streams = session.exec(select(TagRow.stream).where(TagRow.tag == f"{_DRILL}{drill}"))
    found = {stream.partition("/")[2] for stream in streams if stream.startswith(f"{_DOSSIER}/")}
    return sorted(found | ({shown["dossier"]} if shown.get("dossier") else set()))


def _unsettled(session: Session, family: str, streams: list[str]) -> Iterable[str]:
    asked = select(HeadRow.stream).where(
        HeadRow.family == family, col(HeadRow.stream).in_(streams), col(HeadRow.status).not_in(_OVER)
    )
    return sorted(stream.partition("/")[2] for stream in session.exec(asked))


def _items(session: Session, drill: str) -> Iterable[str]:
    """Return what was found in it and is not settled yet."""
    seen = select(TagRow.stream).where(TagRow.tag == f"seen:{drill}")
    asked = select(HeadRow.stream).where(
        HeadRow.family == ITEM, col(HeadRow.status).in_(UNSETTLED), col(HeadRow.stream).in_(seen)
    )
    return sorted(stream.partition("/")[2] for stream in session.exec(asked))


def _newest(session: Session, head: HeadRow) -> Iterable[str]:
    """Return the services that no later closed drill measured: it is what is known of them."""
    mine = session.exec(select(TagRow.tag).where(TagRow.stream == head.stream, col(TagRow.tag).startswith(_SERVICE)))
    for measured in sorted(mine):
        later = (
            select(func.count())
            .select_from(HeadRow)
            .join(TagRow, col(TagRow.stream) == col(HeadRow.stream))
            .where(TagRow.tag == measured, HeadRow.family == FAMILY, HeadRow.status != OPEN)
            .where(HeadRow.order_ns > head.order_ns)
        )
        if not session.exec(later).one():
            yield measured.removeprefix(_SERVICE)
