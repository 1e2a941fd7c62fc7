"""A drill in one line: read off its journal, and its verdict off its filed report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal, TypeAlias

from measurements.codec import decode
from measurements.events import DrillClosed, DrillOpened, Event, StepCompleted, StepInvoked
from measurements.report import VerdictName
from runners.journal import Journal
from scenarios.plan import Approve, plan_from_json

Status: TypeAlias = Literal["running", "waiting", "interrupted", "completed", "failed", "aborted"]
_TELLING: Final = ("drill_opened", "step_invoked", "step_completed", "drill_closed")
_VERDICTS: Final[tuple[VerdictName, ...]] = ("met", "inconclusive", "missed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Which drill, and how far it is. Times are UTC in ISO 8601; None is not yet."""

    id: str
    scenario: str
    status: Status
    plan_sha256: str
    opened_by: str
    started_at: str
    ended_at: str | None
    restored: bool | None
    verdict: VerdictName | None
    waiting_for: tuple[str, ...]
    events: int


def card_of(journal: Journal, drill: str, directory: Path, *, is_live: bool) -> Card | None:
    """Return the card of a drill, None where the journal has none of that name."""
    last = journal.last(drill)
    told = [decode(record.text) for record in journal.records(drill, kinds=_TELLING)]
    opened = next((event for event in told if isinstance(event, DrillOpened)), None)
    if last is None or opened is None:
        return None
    closed = next((event for event in told if isinstance(event, DrillClosed)), None)
    waiting = () if closed or not is_live else _open_gates(opened, told)
    return Card(
        id=drill,
        scenario=opened.scenario,
        status=_status(closed, waiting, is_live=is_live),
        plan_sha256=opened.plan_sha256,
        opened_by=opened.opened_by,
        started_at=_utc(opened, opened.at),
        ended_at=None if closed is None else _utc(opened, closed.at),
        restored=None if closed is None else closed.restored,
        verdict=None if closed is None else _filed_verdict(directory),
        waiting_for=waiting,
        events=last.seq,
    )


def _status(closed: DrillClosed | None, waiting: Sequence[str], *, is_live: bool) -> Status:
    if closed is not None:
        return closed.ending.value
    if not is_live:
        return "interrupted"
    return "waiting" if waiting else "running"


def _open_gates(opened: DrillOpened, told: Sequence[Event]) -> tuple[str, ...]:
    gates = {step.id for step in plan_from_json(opened.plan).steps if isinstance(step.action, Approve)}
    asked = [event.step for event in told if isinstance(event, StepInvoked) and event.step in gates]
    answered = {event.step for event in told if isinstance(event, StepCompleted)}
    return tuple(step for step in asked if step not in answered)


def _utc(opened: DrillOpened, at: int) -> str:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=(opened.utc_ns + at - opened.at) // 1000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _filed_verdict(directory: Path) -> VerdictName | None:
    try:
        verdict = json.loads((directory / "report.json").read_text("utf-8"))["verdict"]
    except (OSError, ValueError, KeyError):
        return None
    return next((name for name in _VERDICTS if name == verdict), None)
