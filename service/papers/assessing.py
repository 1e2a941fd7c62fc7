"""The assessment report for a period: are drills sufficient, can they verify RTO and RPO, what was never verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from scenarios.plan import Text
from scenarios.problems import Problem
from service.coverage import Row as Covered
from service.improvement.item import Item
from service.papers import accounts
from service.papers.executed import Incidence
from service.papers.origin import Origin
from service.papers.outcomes import DrillOutcome, graded, services_in
from service.papers.period import Days, PeriodPaper
from service.papers.phrasing import (
    TO_FILL,
    gap,
    heading,
    line,
    listed,
    row,
    section,
    share,
    signatures,
    statement,
    table,
    table_or,
)
from service.papers.verified import Target, TargetStanding, standings, targets_of
from service.programme.deviating import Deviation
from service.programme.dueness import ServiceDue
from service.report.blocks import Block, Cell, Row, Section, Tone
from service.report.charts.trend import Trend
from service.software import SOFTWARE
from service.words import same, say

CLAUSES: Final = ("JRT0251-13", "JRT0251-13.2", "JRT0251-13.3", "RCU-change")
CLAUSE: Final = "JRT0251-13.3"
UNSEEN: Final = ("rules", "duties", "resources", "strategy")
"""What an assessment looks at too (JR/T 0251 13.2) and no record of drills can tell."""
_DUE_TONES: Final[dict[str, Tone]] = {
    "ok": "met",
    "due": "inconclusive",
    "overdue": "missed",
    "stale": "warning",
    "unproven": "gap",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who assesses: as whoever asks for the paper says."""

    name: str
    department: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that an assessment rests on; None is what nobody gave or looked at."""

    days: Days
    drills: tuple[DrillOutcome, ...]
    """Every drill that began before the period was over, those before it too."""
    known: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """Services that are to be drilled, with their titles."""
    registered: tuple[Target, ...] = ()
    """Objectives of the register of the business impact analysis."""
    problems: tuple[Problem, ...] | None = None
    """What the checks of that register found."""
    covered: tuple[Covered, ...] | None = None
    due: tuple[ServiceDue, ...] = ()
    course: tuple[Deviation, ...] | None = None
    incidents: tuple[Incidence, ...] = ()
    items: tuple[Item, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def inside(self) -> tuple[DrillOutcome, ...]:
        """Return the drills of the period."""
        return accounts.within(self.drills, self.days)

    @property
    def standings(self) -> tuple[TargetStanding, ...]:
        """Return how every objective stands."""
        earlier = [drill for drill in self.drills if drill.started_ns < self.days.begin_ns]
        return standings(targets_of(self.drills, dict(self.known), self.registered), self.inside, earlier)


def assessment(told: Assessment, origin: Origin) -> PeriodPaper:
    """Return the report (JR/T 0251 13.3 a to d; the questions of 13.2 that records answer)."""
    found = told.standings
    trends = accounts.trends_of(found, told.days.zone)
    return PeriodPaper(
        kind=say("paper.assessment"),
        number=told.days.name,
        title=say("paper.assessment.title", period=told.days.name),
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(
            line(
                "period",
                say("paper.span", first=same(told.days.first.isoformat()), last=same(told.days.last.isoformat())),
            ),
            line("rate", share(*graded(told.inside))),
            *origin.lines(*CLAUSES),
        ),
        sections=tuple(_sections(told, found, trends, origin.made_ns)),
        trends=trends,
    )


def _sections(
    told: Assessment, found: tuple[TargetStanding, ...], trends: tuple[Trend, ...], now_ns: int
) -> Iterator[Section]:
    yield section(1, "paper.part.purpose", CLAUSE, _purpose(told), part="a")
    yield section(2, "paper.part.people", CLAUSE, members(told.members), part="b")
    yield section(3, "paper.part.course", CLAUSE, _course(told, found, trends, now_ns), part="c")
    yield section(4, "paper.part.summary", CLAUSE, _summary(told, found, now_ns), part="d")
    yield signatures(5)


def members(told: tuple[Member, ...]) -> Iterator[Block]:
    """Yield who assesses, or the form in which they write themselves down."""
    heads = ("person", "department", "duty")
    if told:
        yield table(say("paper.members"), heads, (row(one.name, one.department, one.duty) for one in told))
        return
    yield gap("paper.members.none")
    yield table(say("paper.members"), heads, (row(TO_FILL, TO_FILL, TO_FILL) for _ in range(3)))


def _purpose(told: Assessment) -> Iterator[Block]:
    yield statement("paper.assessment.purpose")
    services = {**told.known, **services_in(told.inside)}
    yield statement("paper.assessment.scope", drills=len(told.inside), services=len(services))
    yield statement("paper.coverage.basis.register" if told.registered else "paper.coverage.basis.known")


def _course(
    told: Assessment, found: tuple[TargetStanding, ...], trends: tuple[Trend, ...], now_ns: int
) -> Iterator[Block]:
    days = told.days
    yield heading("paper.heading.drills")
    yield from accounts.results(told.inside, days)
    yield accounts.drill_list(told.inside, days.zone)
    yield heading("paper.heading.coverage")
    yield from accounts.covered(told.inside, dict(told.known), days.zone)
    yield from _registers(told)
    yield heading("paper.heading.targets")
    yield from accounts.objectives(found, days.zone)
    yield heading("paper.heading.verifiable")
    yield from accounts.verifiable(found)
    yield heading("paper.heading.trend")
    yield from accounts.trend_blocks(trends)
    yield from _questions(told, now_ns)


def _questions(told: Assessment, now_ns: int) -> Iterator[Block]:
    """Yield the answers to the other questions of 13.2."""
    yield heading("paper.heading.reasonable")
    yield from _reasonable(told)
    yield heading("paper.heading.sufficient")
    yield _due(told)
    yield heading("paper.heading.programme")
    yield from course(told.course)
    yield heading("paper.heading.incidents")
    yield from accounts.incidents(told.incidents, services_in(told.inside))
    yield heading("paper.heading.improvement")
    yield accounts.improvement(told.items, told.days, now_ns)
    yield gap("paper.assessment.unseen", matters=listed(say(f"paper.assessment.unseen.{one}") for one in UNSEEN))


def _registers(told: Assessment) -> Iterator[Block]:
    """Yield what of threats, risks and procedures nothing has touched."""
    if told.covered is None:
        yield gap("paper.coverage.unlooked")
        return
    for kind in ("threat", "risk", "procedure"):
        rows = [one for one in told.covered if one.item.kind == kind]
        if not rows:
            yield gap("paper.coverage.no_register", kind=say(f"coverage.{kind}"))
            continue
        hit = sum(bool(one.drills) for one in rows)
        yield statement("paper.coverage.kind", kind=say(f"coverage.{kind}"), share=share(hit, len(rows)))
        if missed := [one.item.title for one in rows if not one.drills]:
            yield statement("paper.coverage.untouched", "warning", titles=listed(missed))


def _reasonable(told: Assessment) -> Iterator[Block]:
    if told.problems is None:
        yield gap("paper.assessment.no_register")
        return
    notable = [one for one in told.problems if one.severity != "info"]
    counts = Counter(one.severity for one in notable)
    yield statement("paper.assessment.checks", errors=counts["error"], warnings=counts["warning"])
    rows = (row(say(f"bia.severity.{one.severity}"), one.place, problem_text(one)) for one in notable)
    if notable:
        yield table(say("paper.assessment.problems"), ("severity", "place", "finding"), rows)


def problem_text(one: Problem) -> Text:
    """Return what is wrong in a register and the repair."""
    return Text(zh=one.told("zh"), en=one.told("en"))


def _due(told: Assessment) -> Block:
    rows = (_due_row(one, told) for one in told.due)
    heads = ("service", "standing", "proof", "rule", "until")
    return table_or(say("paper.due.table"), heads, rows, "paper.due.none")


def _due_row(one: ServiceDue, told: Assessment) -> Row:
    rules = [rule for rule in one.rules if rule.until is not None]
    first = min(rules, key=lambda rule: str(rule.until), default=None)
    return row(
        told.known.get(one.service, same(one.service)),
        Cell(text=say(f"paper.due.{one.status}"), tone=_DUE_TONES[one.status]),
        say(f"paper.proof.{one.proof}"),
        None if first is None else first.title,
        None if first is None else str(first.until),
    )


def course(told: tuple[Deviation, ...] | None) -> Iterator[Block]:
    """Yield how the period went against the approved annual programmes."""
    if told is None:
        yield gap("paper.programme.none")
        return
    counts = Counter(one.kind for one in told)
    planned = sum(counts[kind] for kind in ("done", "planned", "missed", "moved"))
    yield statement(
        "paper.programme.sum",
        rate=share(counts["done"], planned),
        missed=counts["missed"],
        moved=counts["moved"],
        unplanned=counts["unplanned"],
    )
    rows = (
        row(
            one.item,
            None if one.quarter is None else one.quarter,
            say(f"paper.deviation.{one.kind}"),
            one.text,
            listed(one.drills),
        )
        for one in told
    )
    yield table_or(
        say("paper.programme.table"),
        ("item", "quarter_no", "standing", "content", "drill"),
        rows,
        "paper.programme.empty",
    )


def _summary(told: Assessment, found: tuple[TargetStanding, ...], now_ns: int) -> Iterator[Block]:
    """Yield what follows from the above, and the place for what the assessors conclude."""
    passed, over = graded(told.inside)
    yield statement("paper.summary.rate", rate=share(passed, over))
    advised = list(_advice(told, found, now_ns))
    yield from advised or [statement("paper.summary.nothing")]
    yield gap("paper.summary.by_hand")


def _advice(told: Assessment, found: tuple[TargetStanding, ...], now_ns: int) -> Iterator[Block]:
    counts = Counter(one.standing for one in found)
    done = services_in([drill for drill in told.inside if drill.status == "completed"])
    idle = [title for name, title in told.known.items() if name not in done]
    facts = {
        "contradicted": counts["contradicted"],
        "never": counts["never"],
        "undecided": counts["undecided"],
        "idle": len(idle),
        "overdue": sum(one.status == "overdue" for one in told.due),
        "late": sum(accounts.is_late(one, now_ns) for one in told.items),
        "open": sum(drill.result == "not_restored" for drill in told.inside),
    }
    for name, count in facts.items():
        if count:
            yield statement(f"paper.advice.{name}", "warning", count=count)
