"""Journals of drills that were run before, written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from measurements.codec import GENESIS, Record, extend
from measurements.events import DrillClosed, DrillOpened, Ending, Event
from runners.journal import Journal
from scenarios.plan import SECOND, Plan
from tests.support.histories import Story, ns, plan, text

W = TypeVar("W", str, Path)


def old_plan(scenario: str = "pg-crash", **cited: object) -> Plan:
    """Return a plan that cites what it is told: threats, risks, procedures, form, objectives."""
    return replace(plan(), scenario=scenario, title=text(scenario), **cited)  # pyright: ignore[reportArgumentType]


def events_of(drill: str, made: Plan, day: str, ending: Ending | None = Ending.COMPLETED) -> list[Event]:
    """Return the frame of a drill and its steps, opened at noon UTC of `day`; without `ending` it goes on."""
    story, at = Story(plan=made), 1.0
    for step in made.steps:
        for host in step.hosts or ("",):
            story.did(step.id, at, at + 2, host)
        at += 2
    if ending is not None:
        story.add(DrillClosed(at=ns(at), ending=ending, restored=True, residue=()))
    opened, *rest = story.history().events
    assert isinstance(opened, DrillOpened)
    utc_ns = int(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp()) * SECOND
    return [replace(opened, drill=drill, utc_ns=utc_ns), *rest]


def write_journal(where: W, drills: dict[str, list[Event]]) -> W:
    """Write the drills into the journal database at `where`, and return that."""
    journal = Journal.open(where)
    try:
        for drill, events in drills.items():
            journal.take_pen(drill).store(events)
    finally:
        journal.close()
    return where


def chained(events: list[Event]) -> list[Record]:
    """Return the events as records of a journal."""
    records: list[Record] = []
    for number, event in enumerate(events, start=1):
        records.append(extend(records[-1].hash if records else GENESIS, number, event))
    return records
