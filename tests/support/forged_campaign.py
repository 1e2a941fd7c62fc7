"""A campaign's drill that went well, as journal and hosts' logs tell it; tests change one thing in it at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from bench.campaign.checker.invariants import MILLISECOND, SECOND, Case
from bench.campaign.checker.journals import GENESIS, Line, Tale
from bench.campaign.checker.truth import Act, PairLog, Turn

DRILL: Final = "campaign-0-forged"
TABLE: Final = f"drillproof_writes_{sha256(DRILL.encode()).hexdigest()[:12]}"

_PLAN: Final[Mapping[str, Any]] = {
    "parameters": {"ticket": "7"},
    "steps": [{"id": "break", "hosts": ["app-0"], "action": {"fault": {"name": "kill_process"}}}],
    "safeguards": {"lease_ns": 6 * SECOND},
    "objectives": [{"acceptable": {"hold_ns": SECOND // 2}}],
}


def event(at: float, kind: str, **fields: Any) -> dict[str, Any]:
    """Return an event at so many seconds."""
    return {"at": round(at * SECOND), "kind": kind, **fields}


def invoked(at: float, step: str, host: str) -> dict[str, Any]:
    """Return an intent."""
    return event(at, "step_invoked", step=step, host=host, attempt=1)


def story() -> list[dict[str, Any]]:
    """Return what a journal says of a drill whose service dies at 10 s, and is back at 12 s on the other host."""
    return [
        event(1, "drill_opened", plan=_PLAN),
        event(9, "ledger_written", ledger="writes", number=[1, 2], outcome=["ok", "ok"]),
        invoked(9.9, "break", "app-0"),
        event(10.1, "step_completed", step="break", host="app-0", outcome="ok"),
        event(10.2, "fault_verified", step="break", host="app-0", took="ok"),
        event(11, "lease_renewed", step="break", host="app-0", outcome="ok"),
        invoked(11.5, "fence", "app-0"),
        invoked(11.7, "promote", "spare-0"),
        event(13, "ledger_written", ledger="writes", number=[3, 4], outcome=["fail", "ok"]),
        event(14, "ledger_read", ledger="writes", source="spare-0 http", last=True, replayed=False),
        event(15, "undo_invoked", step="break", host="app-0"),
        event(17, "interruption_decided", decision="restore"),
        event(18, "drill_closed", ending="completed"),
    ]


def chained(events: Iterable[Mapping[str, Any]]) -> Tale:
    """Return the journal in which these events stand."""
    lines: list[Line] = []
    for seq, one in enumerate(events, start=1):
        text, prev = json.dumps(one), lines[-1].hash if lines else GENESIS
        digest = sha256(f"{prev}\n{seq}\n{text}".encode()).hexdigest()
        lines.append(Line(seq=seq, text=text, prev=prev, hash=digest))
    return Tale(DRILL, lines)


def turn(at: float, host: str, name: str, value: bool | str) -> Turn:  # noqa: FBT001  a flag, or a role
    """Return something that a host noted within 20 ms."""
    after = round(at * SECOND)
    return Turn(host=host, name=name, value=value, before=after - 20 * MILLISECOND, after=after)


def turns() -> list[Turn]:
    """Return what both hosts noted."""
    return [
        turn(0.1, "app-0", "role", "primary"),
        turn(0.2, "app-0", "entry", value=True),
        turn(0.3, "app-0", "alive", value=True),
        turn(0.4, "spare-0", "role", "standby"),
        turn(0.5, "spare-0", "alive", value=True),
        turn(10, "app-0", "alive", value=False),
        turn(11.6, "app-0", "entry", value=False),
        turn(11.8, "spare-0", "role", "primary"),
        turn(12, "spare-0", "entry", value=True),
        turn(15.5, "app-0", "alive", value=True),
    ]


def acts() -> list[Act]:
    """Return the orders that the hosts were given."""
    told = [("app-0", "fence", 11.6), ("spare-0", "promote", 11.8)]
    return [Act(host=host, ticket="7", act=act, side="begun", at=round(at * SECOND)) for host, act, at in told]


def report(tale: Tale, **changes: Any) -> dict[str, Any]:
    """Return the report on a drill: RTO between 1.95 and 2.05 s, and nothing lost."""
    service = {
        "rto": {"lower_s": 1.95, "upper_s": 2.05, "target_s": 4.0, "verdict": "met"},
        "rpo": {"source": "writes", "lost": 0, "target_s": 0.0, "verdict": "met"},
    }
    told = {"drill": {"head": tale.lines[-1].hash}, "verdict": "met", "services": [service]}
    for path, value in changes.items():
        part, _, name = path.partition("_of_")
        if name:
            service[name][part] = value
        else:
            told[part] = value
    return told


def case(
    events: Sequence[Mapping[str, Any]] | None = None,
    noted: Sequence[Turn] | None = None,
    done: Sequence[Act] | None = None,
    kept: Mapping[str, Mapping[int, tuple[int, int]]] | None = None,
    **changes: Any,
) -> Case:
    """Return the drill, with whatever is given in the place of what went well."""
    tale = chained(story() if events is None else events)
    rows: Mapping[int, tuple[int, int]] = dict.fromkeys((1, 2, 4), (9 * SECOND, 9 * SECOND))
    stored: Mapping[str, Mapping[int, tuple[int, int]]] = kept or {"app-0": rows, "spare-0": rows}
    log = PairLog(
        0,
        turns() if noted is None else noted,
        acts() if done is None else done,
        {TABLE: stored},
        [round(12.01 * SECOND), round(13 * SECOND)],
    )
    return Case(tale=tale, report=report(tale, **changes), log=log)
