"""The book's entries of one drill, as a whole life leaves them: prepared, drilled, evaluated, filed, signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from scenarios.plan import Text
from service.book.entry import GENESIS, Author, Entry, Note, chained
from service.dossiers import PlanFacts, Wish
from service.dossiers.events import (
    Archived,
    Assessed,
    DossierEvent,
    DossierOpened,
    DrillBegun,
    DrillDone,
    Evaluated,
    Grade,
    Item,
    ParticipantNamed,
    ReportSigned,
    ResultUsed,
    SignedIn,
    TaskAnswered,
)
from service.improvement.events import EVENTS, Event, ItemOpened, ItemPlanned, MeasureDone, Verified
from service.improvement.reviews import REVIEWS, DrillReviewed
from service.improvement.trouble import Trouble
from service.programme.duty import DUTIES, DutyArose, DutyEvent, ReportSent

DOSSIER: Final = "pg-crash-20261107-1a2b3c4d"
_DOSSIERS: Final[TypeAdapter[DossierEvent]] = TypeAdapter(DossierEvent)
_START: Final = 1_794_016_800 * 10**9
_MINUTE: Final = 60 * 10**9
_DAY: Final = 1440 * _MINUTE


class Pages:
    """Entries as a book would have written them, a minute apart."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def write(self, stream: str, user: str, events: TypeAdapter[Any], *told: object) -> None:
        for event in told:
            body = events.dump_python(event, mode="json")
            seq = 1 + sum(one.stream == stream for one in self.entries)
            note = Note(stream=stream, kind=body["kind"], body=body)
            prev, number = (self.entries[-1].hash, len(self.entries) + 1) if self.entries else (GENESIS, 1)
            author = Author(user=user, via="token:test")
            self.entries.append(chained(prev, number, seq, _START + number * _MINUTE, author, note))


def whole_life(drill: str, head: str) -> list[Entry]:
    """Return what the book holds of a drill whose dossier went all the way to a signed report."""
    pages = Pages()
    dossier = f"dossier/{DOSSIER}"
    pages.write(dossier, "olga", _DOSSIERS, *_before(drill))
    pages.write(dossier, "anna", _DOSSIERS, SignedIn(name="王芳"))
    done = DrillDone(drill=drill, verdict="missed", ending="completed", restored=True, head=head)
    pages.write(dossier, "system", _DOSSIERS, done)
    pages.write("improvement/i-7f3a", "system", EVENTS, *_improvement(drill))
    pages.write("improvement/i-7f3a", "vera", EVENTS, Verified(result="worked", method="复演", finding="未再出现"))
    pages.write(f"review/{drill}", "system", REVIEWS.events, _reviewed(drill))
    pages.write(f"duty/{drill}@csrc", "system", DUTIES.events, *_duties(drill))
    pages.write(dossier, "olga", _DOSSIERS, *_after())
    for person, duty in (("olga", "prepared"), ("anna", "reviewed"), ("amir", "approved")):
        pages.write(dossier, person, _DOSSIERS, ReportSigned(duty=duty, head=head, department="信息技术部", text=""))  # pyright: ignore[reportArgumentType]
    return pages.entries


def _before(drill: str) -> Sequence[DossierEvent]:
    wish = Wish.model_validate(
        {
            "scenario": "s.yaml",
            "inventory": "i.yaml",
            "bia": "b.yaml",
            "window": {"opens": "2026-11-07T09:00:00+08:00", "closes": "2026-11-07T17:00:00+08:00"},
        }
    )
    facts = PlanFacts(
        plan_sha256="0" * 64,
        scenario="pg-crash-async",
        title_zh="主库崩溃",
        title_en="primary crash",
        form="live",
        longest_ns=1,
        services=("trading-db",),
        sites=(),
        hosts=(),
        environments=(),
        tasks=("verify_rto_rpo", "understanding"),
    )
    named = ParticipantNamed(
        name="王芳", account="anna", department="运行部", role="指挥", deputy="赵强", duty="决定切换", external=False
    )
    return (DossierOpened(wish=wish, facts=facts), named, DrillBegun(drill=drill, digest="0" * 64))


def _improvement(drill: str) -> Sequence[Event]:
    said = Text(zh="异步复制丢失已确认的写入", en="asynchronous replication lost acknowledged writes")
    trouble = Trouble(
        mark="rpo:trading-db",
        kind="target",
        code="rpo_missed",
        severity="serious",
        services=("trading-db",),
        said=said,
        advice=said,
    )
    due = _START + 30 * _DAY
    planned = ItemPlanned(
        owner="omar",
        lead="数据库组",
        supporting=("网络组",),
        due_ns=due,
        cause="复制为异步方式",
        control="",
        corrective="改为同步复制",
        preventive="纳入变更检查",
        resources="",
        use="system",
    )
    return (
        ItemOpened(title=said, trouble=trouble, due_ns=due, redrill=True, use="system", drill=drill, dossier=DOSSIER),
        planned,
        MeasureDone(text="已改为同步复制", done_on="2026-11-20"),
    )


def _reviewed(drill: str) -> DrillReviewed:
    return DrillReviewed(
        drill=drill,
        dossier=DOSSIER,
        services=("trading-db",),
        started_ns=_START,
        completed=True,
        restored=True,
        marks=("rpo:trading-db",),
        opened=("i-7f3a",),
    )


def _duties(drill: str) -> Sequence[DutyEvent]:
    arose = DutyArose(
        drill=drill,
        rule="csrc/drill-report",
        title=Text(zh="演练总结报告", en="drill report"),
        to=Text(zh="监管部门", en="the regulator"),
        services=("trading-db",),
        ended_ns=_START,
        working_days=15,
        until="2026-11-27",
        until_ns=_START + 20 * _DAY,
        unknown_days=1,
        source="测试规则",
        certainty="read",
    )
    return (arose, ReportSent(reference="收文 2026-118", sent_ns=_START + 5 * _DAY))


def _after() -> Sequence[DossierEvent]:
    grades = tuple(Grade(item=item, grade=1 if item is Item.ALERTING else 5, note="告警晚于探测") for item in Item)
    return (
        Evaluated(grades=grades, members=("王芳", "赵强"), text="方案可行，告警须改进"),
        Archived(place="档案室 3-12", filed_with="交易所", filed_on="2026-11-20", text="纸质与电子各一份"),
        Assessed(text="参演人员履职到位。", reward="通报表扬", penalty=""),
        TaskAnswered(task="understanding", answer="reached", text="指挥链路清楚"),
        ResultUsed(use="plan", text="预案第 14 步已更正", improvements=("i-7f3a",)),
    )
