"""The judgement of the service's health: pure, of looked-at facts; what keeps a start back is the guard's own word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from scenarios.plan import Text
from service.denial import Reason
from service.health.parts import ArchiveSeen, ChoreSeen, Facts, Finding, Part, State, WorkersSeen
from service.words import joined, same, say

SLOW_S: Final = 1.0
"""An answer of the database that takes longer is slow."""
_WAITS_S: Final = 30.0
_SILENT_S: Final = 10.0
_STEP_NS: Final = 2 * 10**9
_LATE_ROUNDS: Final = 3
_GRACE_S: Final = 60.0
_DAY_S: Final = 86_400
_PLACES: Final = {"journal_unwritable": "database", "disk_full": "disk", "clock_astray": "clock"}
PARTS: Final = (
    "database",
    "disk",
    "clock",
    "queue",
    "workers",
    "prober",
    "evidence_key",
    "archive",
    "chores",
    "drills",
    "calendars",
)


def judge(facts: Facts) -> tuple[Part, ...]:
    """Return how every part is, in the order of PARTS."""
    found: dict[str, list[tuple[State, Finding | Reason]]] = {name: [] for name in PARTS}
    for reason in facts.against:
        found[_PLACES[reason.code]].append(("failing", reason))
    for name, state, finding in _findings(facts):
        found[name].append((state, finding))
    return tuple(_part(name, told) for name, told in found.items())


def is_ready(parts: Iterable[Part]) -> bool:
    """Tell whether a drill could start now, as far as the service itself is concerned."""
    return all(part.state != "failing" for part in parts)


def _part(name: str, told: Sequence[tuple[State, Finding | Reason]]) -> Part:
    if not told:
        return Part(name=name, state="ok", text=say("health.ok"))
    state: State = _WORSE[max(_WORSE.index(one) for one, _ in told)]
    text = joined(one.text if isinstance(one, Reason) else say(f"health.{one[0]}", **one[1]) for _, one in told)
    todo = tuple(dict.fromkeys(one[0] for _, one in told if not isinstance(one, Reason) and one[0] not in _JUST_SAID))
    return Part(name=name, state=state, text=text, todo=_todo(todo))


def _todo(codes: Sequence[str]) -> Text | None:
    """Return what to do; a reason of the guard says it itself."""
    return joined(say(f"health.todo.{code}") for code in codes) if codes else None


_WORSE: Final[tuple[State, ...]] = ("ok", "degraded", "failing")
_JUST_SAID: Final = frozenset(("key_none", "chores_elsewhere", "unlooked"))
"""What is told and is nothing wrong."""


def _findings(facts: Facts) -> Iterator[tuple[str, State, Finding]]:
    yield from _database(facts)
    for name in facts.unlooked:
        yield name, "ok", ("unlooked", {})
    for place, free in facts.short:
        yield "disk", "degraded", ("disk_short", {"place": place, "free": free})
    if abs(facts.clock.stepped_ns) >= _STEP_NS:
        told: dict[str, str | int | Text] = {
            "seconds": _seconds(facts.clock.stepped_ns / 10**9),
            "ago": int(facts.clock.ago_s),
        }
        yield "clock", "degraded", ("clock_stepped", told)
    if facts.workers is not None:
        yield from _workers(facts.workers)
    yield from _drills(facts)
    if facts.key is None:
        yield "evidence_key", "ok", ("key_none", {})
    elif facts.key:
        yield "evidence_key", "degraded", ("key_bad", {"why": facts.key})
    yield from () if facts.archive is None else _archive(facts.archive)
    yield from _chores(facts)
    for name, why in facts.calendars:
        yield "calendars", "degraded", ("calendar", {"name": name, "why": why})


def _database(facts: Facts) -> Iterator[tuple[str, State, Finding]]:
    seen = facts.database
    if seen.silent_s:
        yield "database", "failing", ("database_silent", {"seconds": int(seen.silent_s)})
    elif seen.error:
        yield "database", "failing", ("database_error", {"why": seen.error})
    elif seen.revision != seen.newest:
        yield "database", "failing", ("database_old", {"revision": seen.revision or "-", "newest": seen.newest})
    elif seen.latency_s > SLOW_S:
        yield "database", "degraded", ("database_slow", {"seconds": _seconds(seen.latency_s)})


def _workers(seen: WorkersSeen) -> Iterator[tuple[str, State, Finding]]:
    if seen.failure:
        yield "queue", "degraded", ("queue_away", {"why": seen.failure})
    if seen.oldest_s > _WAITS_S:
        yield "queue", "degraded", ("queue_waits", {"count": seen.waiting, "seconds": int(seen.oldest_s)})
    if not seen.alive:
        yield "workers", "failing", ("workers_none", {})
    elif seen.lonely:
        yield "workers", "degraded", ("sites_lonely", {"sites": ", ".join(seen.lonely)})
    if seen.stale:
        yield "workers", "degraded", ("workers_stale", {"names": ", ".join(seen.stale)})
    if seen.others:
        yield "workers", "degraded", ("workers_differ", {"names": ", ".join(seen.others)})


def _drills(facts: Facts) -> Iterator[tuple[str, State, Finding]]:
    for seen in facts.drills:
        if seen.waits_s:
            told: dict[str, str | int | Text] = {"drill": seen.drill, "seconds": int(seen.waits_s), "why": seen.why}
            yield "drills", "degraded", ("drill_waits", told)
        if seen.asks:
            yield "drills", "degraded", ("drill_asks", {"drill": seen.drill})
        if seen.broken:
            yield "prober", "degraded", ("watch_broken", {"drill": seen.drill, "why": seen.broken})
        elif seen.silent_s > _SILENT_S and not seen.waits_s:
            yield "prober", "degraded", ("watch_silent", {"drill": seen.drill, "seconds": int(seen.silent_s)})
    for drill, why in facts.ended_badly:
        yield "drills", "degraded", ("drill_ended", {"drill": drill, "why": why})


def _archive(seen: ArchiveSeen) -> Iterator[tuple[str, State, Finding]]:
    if seen.wrong:
        yield "archive", "degraded", ("archive_wrong", {"count": len(seen.wrong), "example": seen.wrong[0]})
    if seen.ago_s is not None and seen.ago_s > 2 * seen.due_s:
        yield "archive", "degraded", ("archive_late", {"days": int(seen.ago_s // _DAY_S)})


def _chores(facts: Facts) -> Iterator[tuple[str, State, Finding]]:
    if not facts.leads:
        yield "chores", "ok", ("chores_elsewhere", {})
    for chore in facts.chores:
        late = _is_late(chore)
        if chore.count or late:
            seconds = int(chore.since_s if chore.well_ago_s is None else chore.well_ago_s)
            told: dict[str, str | int | Text] = {"name": say(f"health.chore.{chore.name}"), "seconds": seconds}
            code = "chore_failed" if chore.count else "chore_late"
            yield "chores", "degraded", (code, {**told, "count": chore.count, "why": chore.last or same("-")})


def _is_late(chore: ChoreSeen) -> bool:
    """Tell whether the last good round of a chore is longer ago than a few of its rounds take."""
    ago = chore.since_s if chore.well_ago_s is None else min(chore.since_s, chore.well_ago_s)
    return ago > _LATE_ROUNDS * chore.every_s + _GRACE_S


def _seconds(value: float) -> str:
    return f"{value:+.1f}" if value < 0 else f"{value:.1f}"
