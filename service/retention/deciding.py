"""Whether a drill may be cleared away: every reason to keep it, or none. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from measurements.utc import utc_text
from service.denial import Reason, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a drill. `ended_ns` None: its journal has no closing record; times are UTC in ns."""

    drill: str
    ended_ns: int | None
    last_seq: int
    last_hash: str
    dossiers: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    open_dossiers: tuple[str, ...] = ()
    open_items: tuple[str, ...] = ()
    newest_of: tuple[str, ...] = ()
    """Services of which it is the newest drill."""
    is_unfiled: bool = False
    """Whether somebody still has to hear of its end."""


def reasons_to_keep(case: Case, period_ns: int | None, now_ns: int) -> tuple[Reason, ...]:
    """Return why a drill is kept; nothing where its time is over and nobody needs it."""
    return tuple(_reasons(case, period_ns, now_ns))


def _reasons(case: Case, period_ns: int | None, now_ns: int) -> Iterator[Reason]:
    if case.ended_ns is None:
        yield because("keep_running", drill=case.drill)
    elif period_ns is None:
        yield because("keep_for_ever")
    elif now_ns < case.ended_ns + period_ns:
        yield because("keep_until", until=utc_text(case.ended_ns + period_ns)[:10])
    if case.is_unfiled:
        yield because("keep_unfiled", drill=case.drill)
    for hold in case.holds:
        yield because("keep_held", hold=hold)
    for dossier in case.open_dossiers:
        yield because("keep_dossier", dossier=dossier)
    for item in case.open_items:
        yield because("keep_item", item=item)
    for service in case.newest_of:
        yield because("keep_newest", service=service)
