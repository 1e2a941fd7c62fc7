"""Drills of a long past: their heads in bulk, their journals, and the folders in which their evidence lies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, insert

from measurements.events import DrillOpened, Event
from measurements.report import Report
from runners.journal import Journal
from scenarios.plan import SECOND, Objective, Plan, Text
from service.book import Head
from service.book.tables import HeadRow, TagRow
from service.evidence.bundle import SUFFIX
from service.filed import filing_of
from service.filing import BUNDLES, bundles_of, file_drill
from service.firm import Firm
from service.happenings import DrillEnded
from service.index.heads import head_of_ended, head_of_report, plain
from service.place import Place
from tests.support.listed import ended
from tests.support.reports import lossy
from tests.support.stories import Story, crash, crash_plan

_AT_ONCE: Final = 2_000
_APART: Final = timedelta(hours=17)
_VERDICTS: Final = ("met", "met", "met", "inconclusive", "missed")
_ENDINGS: Final = (*["completed"] * 17, "failed", "aborted")
_WATCHED: Final = frozenset({"samples_taken", "ledger_written", "ledger_read"})
_PEOPLE: Final = ("olga", "omar", "boss")
_KINDS: Final = 120
"""So many drills differ in everything; the others are like one of them at another time."""
_SCENARIOS: Final = (
    ("pg-crash-async", "主库宕机切换至同城备库", "Primary crashes, the standby takes over"),
    ("redis-failover", "缓存主节点故障切换", "Cache primary fails over"),
    ("net-partition", "同城双中心网络中断", "Network between both sites is cut"),
    ("site-loss", "主中心整体失效，业务切换至灾备中心", "The primary site is lost, the other takes over"),
    ("disk-full", "交易系统磁盘写满", "The disk of the trading system is full"),
    ("restore-backup", "从备份恢复清算数据", "Clearing data restored from backup"),
)


@dataclass(frozen=True, slots=True)
class Past:
    """One drill of the past: which, when, of which services."""

    drill: str
    at: datetime
    number: int


def past(count: int, now: datetime) -> Iterator[Past]:
    """Yield `count` drills, the newest first, two of them in a day and a half; no two at one time."""
    for number in range(count):
        at = now - _APART * number if count <= _AT_ONCE else now - _APART * number / (count / _AT_ONCE)
        yield Past(f"{at:%Y-%m-%d}-{_SCENARIOS[number % len(_SCENARIOS)][0]}-{number:05x}", at, number)


def services_of(number: int, services: Sequence[str]) -> tuple[str, ...]:
    """Return the one to three services of a drill."""
    return tuple(dict.fromkeys(services[(number * 7 + step * 11) % len(services)] for step in range(1 + number % 3)))


def dossier_of(one: Past) -> str | None:
    """Return the dossier of a drill; every second one has one."""
    return f"dossier-{one.number:05}" if one.number % 2 == 0 else None


def plan_of(number: int, services: Sequence[str]) -> Plan:
    """Return the plan of a drill."""
    name, zh, en = _SCENARIOS[number % len(_SCENARIOS)]
    made = crash_plan()
    wanted = services_of(number, services)
    objectives = tuple(_objective(made.objectives[0], one, place) for place, one in enumerate(wanted, start=1))
    return replace(made, scenario=name, title=Text(zh=zh, en=en), objectives=objectives)


def _objective(like: Objective, service: str, place: int) -> Objective:
    return replace(like, service=service, title=Text(zh=f"{service} 业务系统", en=f"System {service}"), priority=place)


def report_of(number: int, services: Sequence[str]) -> Report:
    """Return the report of a drill: figures that differ, one verdict of five missed, one of twenty not completed."""
    made = lossy(plan_of(number, services))
    verdict: Any = _VERDICTS[number % len(_VERDICTS)]
    ending: Any = _ENDINGS[number % len(_ENDINGS)]
    rto = 6.0 + number % 37
    figures = tuple(
        replace(one, rto=replace(one.rto, lower_s=rto, upper_s=rto + 0.041, verdict=verdict)) for one in made.services
    )
    facts = replace(made.drill, ending=ending, opened_by=_PEOPLE[number % len(_PEOPLE)])
    is_whole = ending == "completed"
    return replace(made, drill=facts, verdict=verdict, completed=is_whole, restored=is_whole, services=figures)


def end_of(one: Past, services: Sequence[str]) -> DrillEnded:
    """Return the end of a drill of the past."""
    told = ended(one.drill, one.at, report_of(one.number, services), plan_of(one.number, services))
    return replace(told, dossier=dossier_of(one))


def heads(drills: Sequence[Past], services: Sequence[str]) -> Iterator[Head]:
    """Yield the heads of drills as the index makes them of their reports."""
    kinds = [(plain(report_of(kind, services)), plan_of(kind, services)) for kind in range(_KINDS)]
    for one in drills:
        told, plan = kinds[one.number % _KINDS]
        begun, over = one.at.isoformat(), (one.at + timedelta(seconds=46)).isoformat()
        times = {"id": one.drill, "started_at": _utc(begun), "ended_at": _utc(over)}
        yield head_of_report({**told, "drill": {**told["drill"], **times}}, plan, dossier_of(one))


def _utc(iso: str) -> str:
    return iso.replace("+00:00", "Z")


def put_heads(engine: Engine, every: Iterator[Head]) -> None:
    """Put heads into the book's lists, many in one transaction."""
    while some := list(islice(every, _AT_ONCE)):
        rows = [
            {
                "stream": one.stream,
                "family": one.family,
                "status": one.status,
                "order_ns": one.order_ns,
                "due_ns": one.due_ns,
                "seq": 0,
                "shown": json.dumps(one.shown, ensure_ascii=False),
            }
            for one in some
        ]
        with engine.begin() as connection:
            connection.execute(insert(HeadRow), rows)
            connection.execute(insert(TagRow), [{"tag": tag, "stream": one.stream} for one in some for tag in one.tags])


def keep_journals(journal: Journal, drills: Sequence[Past], services: Sequence[str]) -> None:
    """Write the journals of drills: opened, what was done on hosts, closed; without what probes and ledgers saw."""
    for one in drills:
        told = renamed(one, crash(plan=plan_of(one.number, services)).history().events)
        journal.take_pen(one.drill).store([each for each in told if each.kind not in _WATCHED])


def renamed(one: Past, events: Iterable[Event]) -> list[Event]:
    """Return the events of a drill as those of another, at its time."""
    return [_opened(each, one) if isinstance(each, DrillOpened) else each for each in events]


def watched_plan(number: int, services: Sequence[str]) -> Plan:
    """Return the plan of a drill whose first service is the one that its probes and its ledger look at."""
    made = plan_of(number, services)
    service = made.objectives[0].service
    return replace(
        made,
        probes=tuple(replace(one, service=service) for one in made.probes),
        ledgers=tuple(replace(one, service=service) for one in made.ledgers),
    )


def _opened(event: DrillOpened, one: Past) -> DrillOpened:
    return replace(event, drill=one.drill, utc_ns=int(one.at.timestamp()) * SECOND)


def file_whole(firm: Firm, one: Past, story: Story) -> Path:
    """Write a whole drill into the journal, judge and file it, list it, and return its folder."""
    firm.journal.take_pen(one.drill).store(renamed(one, story.history().events))
    place = Place(journal=firm.journal, directory=firm.home / "drills" / one.drill)
    report = file_drill(place, one.drill, filing_of(firm))
    end = DrillEnded(
        drill=one.drill, dossier=dossier_of(one), plan=story.plan, report=report, utc_ns=firm.book.utc_ns()
    )
    firm.book.put_head(head_of_ended(end))
    return place.directory


def lay_evidence(home: Path, like: Path, drills: Sequence[Past]) -> None:
    """Lay the bundle of one drill into the folders of others, as hard links: it tells of that one, and is as large.

    What lies beside a bundle is left out, so that nobody finds that the book knows more of these drills.
    """
    bundle = bundles_of(like)[0]
    for one in drills:
        folder = home / "drills" / one.drill
        (folder / BUNDLES).mkdir(parents=True)
        os.link(bundle, folder / BUNDLES / f"{one.drill}.v1{SUFFIX}")
