"""The annual roll-up for the regulator: programme and what became of it, drills, objectives, reports owed, problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from service.papers import accounts
from service.papers.assessing import Assessment, course
from service.papers.origin import Origin
from service.papers.outcomes import graded, services_in
from service.papers.period import PeriodPaper
from service.papers.phrasing import at, gap, heading, line, listed, row, section, share, signatures, statement, table_or
from service.papers.verified import TargetStanding
from service.programme.annual import Year
from service.programme.duty import Duty
from service.report.blocks import Block, Cell, Row, Section, Tone
from service.report.charts.trend import Trend
from service.software import SOFTWARE
from service.words import same, say

CLAUSES: Final = ("JRT0251-5.4", "JRT0251-12.1", "JRT0251-13", "RCU-drill")
_DUTY_TONES: Final[dict[str, Tone]] = {"open": "plain", "overdue": "missed", "sent": "met", "sent_late": "warning"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """One year: what an assessment of it rests on, its programme and the next one, the reports that were owed."""

    year: int
    whole: Assessment
    programme: Year | None = None
    coming: Year | None = None
    duties: tuple[Duty, ...] = ()


def annual(told: Rollup, origin: Origin) -> PeriodPaper:
    """Return the roll-up of a calendar year (JR/T 0251 5.4, 12.1; what a regulator asks of a year's drills)."""
    whole = told.whole
    found = whole.standings
    trends = accounts.trends_of(found, whole.days.zone)
    return PeriodPaper(
        kind=say("paper.annual"),
        number=str(told.year),
        title=say("paper.annual.title", year=told.year),
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(
            line("year", same(str(told.year))),
            line("rate", share(*graded(whole.inside))),
            *origin.lines(*CLAUSES),
        ),
        sections=tuple(_sections(told, found, trends, origin.made_ns)),
        trends=trends,
    )


def _sections(
    told: Rollup, found: tuple[TargetStanding, ...], trends: tuple[Trend, ...], now_ns: int
) -> Iterator[Section]:
    whole, zone = told.whole, told.whole.days.zone
    drills = whole.inside
    yield section(1, "paper.annual.overview", "JRT0251-12.1", _overview(told, now_ns))
    yield section(2, "paper.annual.programme", "JRT0251-5.4", _programme(told))
    listing = (accounts.drill_list(drills, zone), accounts.drill_figures(drills, zone))
    yield section(3, "paper.annual.drills", "RCU-drill", (*accounts.results(drills, whole.days), *listing))
    targets = (*accounts.objectives(found, zone), heading("paper.heading.trend"), *accounts.trend_blocks(trends))
    yield section(4, "paper.annual.targets", "JRT0251-13.2", targets)
    yield section(5, "paper.annual.coverage", "JRT0251-12.1", accounts.covered(drills, dict(whole.known), zone))
    yield section(6, "paper.annual.reports", "RCU-drill", (_duties(told.duties),))
    yield section(7, "paper.annual.incidents", "JRT0251-10.5", accounts.incidents(whole.incidents, services_in(drills)))
    yield section(8, "paper.annual.improvement", "JRT0251-14", _improvement(told, now_ns))
    yield section(9, "paper.annual.coming", "JRT0251-5.4", _coming(told))
    yield section(10, "paper.annual.other", "RCU-drill", (gap("paper.annual.unseen"),))
    yield signatures(11)


def _overview(told: Rollup, now_ns: int) -> Iterator[Block]:
    drills = told.whole.inside
    passed, over = graded(drills)
    forms = Counter(drill.form for drill in drills)
    yield statement("paper.annual.sum", year=told.year, count=len(drills), rate=share(passed, over))
    yield statement(
        "paper.annual.forms",
        live=forms["live"],
        simulated=forms["simulated"],
        tabletop=forms["tabletop"],
        untold=forms[None],
    )
    yield accounts.improvement(told.whole.items, told.whole.days, now_ns)


def _programme(told: Rollup) -> Iterator[Block]:
    programme = told.programme
    if programme is None:
        yield gap("paper.annual.no_programme", year=told.year)
        return
    approved = programme.approved
    if approved is None:
        yield statement("paper.annual.unapproved", "warning", year=told.year)
    else:
        yield statement("paper.annual.approved", person=approved.by, at=at(approved.at_ns), version=approved.version)
    yield from _items(programme)
    yield from course(told.whole.course)


def _items(programme: Year) -> Iterator[Block]:
    spec = programme.spec if programme.approved is None else programme.approved.spec
    rows = (
        row(
            one.id,
            one.title,
            listed(one.services),
            one.quarter,
            one.purpose,
            one.owner,
            listed((one.lead, *one.supporting)),
            one.budget,
        )
        for one in spec.items
    )
    heads = ("item", "project", "services", "quarter_no", "aim", "owner", "departments", "budget")
    yield table_or(say("paper.annual.items"), heads, rows, "paper.programme.empty")


def _duties(duties: tuple[Duty, ...]) -> Block:
    heads = ("drill", "rule", "to", "until", "status", "sent", "reference")
    return table_or(say("paper.annual.duties"), heads, map(_duty, duties), "paper.annual.no_duties")


def _duty(one: Duty) -> Row:
    arose, sent = one.arose, one.sent
    return row(
        Cell(text=same(arose.drill), tone="code"),
        arose.title,
        arose.to,
        arose.until,
        Cell(text=say(f"paper.sent.{one.status}"), tone=_DUTY_TONES[one.status]),
        None if sent is None else at(sent.sent_ns),
        None if sent is None else sent.reference,
    )


def _improvement(told: Rollup, now_ns: int) -> Iterator[Block]:
    alive = accounts.alive_in(told.whole.items, told.whole.days)
    yield accounts.improvement(told.whole.items, told.whole.days, now_ns)
    rows = (
        row(one.id, one.title, listed(one.trouble.services), say(f"paper.item.{one.status}"), one.owner)
        for one in alive
        if one.trouble.severity == "serious"
    )
    heads = ("item", "title", "services", "status", "owner")
    yield table_or(say("paper.annual.serious"), heads, rows, "paper.annual.no_serious")


def _coming(told: Rollup) -> Iterator[Block]:
    if told.coming is None:
        yield gap("paper.annual.no_programme", year=told.year + 1)
        return
    key = "paper.annual.coming.approved" if told.coming.approved is not None else "paper.annual.coming.draft"
    yield statement(key, year=told.year + 1)
    yield from _items(told.coming)
