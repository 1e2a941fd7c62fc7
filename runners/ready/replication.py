"""Whether PostgreSQL streams to as many standbys as it should, and how far they are behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from measurements.events import Outcome
from runners.errand import Errand
from runners.queries import QueryError, Row
from runners.ready.asking import not_so, so, unknown
from runners.remote import Answer
from scenarios.plan import SECOND, ReplicationHealthy

QUERY: Final = """
select application_name, state,
       case when pg_is_in_recovery() then null else pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint end,
       case when replay_lag is null then null else (extract(epoch from replay_lag) * 1000000000)::bigint end
from pg_stat_replication
"""
"""Who may not see others' statistics (pg_monitor) sees rows without a state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """One row of pg_stat_replication; None is what the server did not tell."""

    name: str
    state: str | None
    behind_bytes: int | None
    behind_ns: int | None


async def replication_healthy(errand: Errand, check: ReplicationHealthy) -> Answer:
    """Ask the server behind the entry."""
    try:
        rows = await errand.hands.queries.rows(check.dsn, QUERY, errand.timeout_ns)
    except QueryError as error:
        return Answer(outcome=Outcome.FAILED, reason=str(error))
    return judged([_standby(row) for row in rows], check)


def judged(standbys: Sequence[Standby], check: ReplicationHealthy) -> Answer:
    """Return whether enough standbys stream and none of them is too far behind."""
    answer = Answer(outcome=Outcome.OK, stdout="\n".join(_told(one) for one in standbys))
    streaming = [one for one in standbys if one.state == "streaming"]
    if any(one.state is None for one in standbys):
        return unknown(answer, "the server does not show this account its standbys; grant it pg_monitor")
    seen = f"{len(streaming)} of {len(standbys)} standbys stream"
    if len(streaming) < check.standbys:
        return not_so(answer, f"{seen}; {check.standbys} are wanted")
    late = [one.name for one in streaming if _is_behind(one, check)]
    if late:
        return not_so(answer, f"{seen}, and these are too far behind: {', '.join(late)}")
    if any(_is_untold(one, check) for one in streaming):
        return unknown(answer, f"{seen}; the server does not tell how far each is behind")
    return so(answer, seen)


def _is_behind(one: Standby, check: ReplicationHealthy) -> bool:
    in_bytes = check.lag_bytes is not None and one.behind_bytes is not None and one.behind_bytes > check.lag_bytes
    in_time = check.lag_ns is not None and one.behind_ns is not None and one.behind_ns > check.lag_ns
    return in_bytes or in_time


def _is_untold(one: Standby, check: ReplicationHealthy) -> bool:
    """Tell whether a bound cannot be checked; the lag in time is not told of an idle standby that has everything."""
    no_bytes = check.lag_bytes is not None and one.behind_bytes is None
    return no_bytes or (check.lag_ns is not None and one.behind_ns is None and one.behind_bytes != 0)


def _standby(row: Row) -> Standby:
    name, state, behind_bytes, behind_ns = row
    return Standby(name=name or "?", state=state, behind_bytes=_whole(behind_bytes), behind_ns=_whole(behind_ns))


def _whole(text: str | None) -> int | None:
    return None if text is None else int(Decimal(text))


def _told(one: Standby) -> str:
    behind = "an unknown number of" if one.behind_bytes is None else str(one.behind_bytes)
    late = "" if one.behind_ns is None else f", {one.behind_ns / SECOND:g} s"
    return f"{one.name}: {one.state or 'not shown'}, {behind} bytes behind{late}"
