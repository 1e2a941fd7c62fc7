"""Accounts that several papers of a period give: its drills, their results, objectives, trends, improvement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scenarios.plan import Text
from service.improvement.item import SETTLED, Item
from service.papers.executed import Incidence, incidence_row
from service.papers.outcomes import (
    COMPLETED,
    FIGURES,
    RESULTS,
    DrillOutcome,
    Measured,
    Result,
    counted,
    graded,
    services_in,
)
from service.papers.period import Days
from service.papers.phrasing import at, day_of, gap, listed, row, share, statement, table, table_or
from service.papers.verified import STANDINGS, Standing, TargetStanding
from service.report.blocks import Block, Cell, Chart, Row, Statement, Tone
from service.report.charts.trend import Trend, TrendPoint
from service.report.figures import bound_cells, seconds, term
from service.words import same, say

RESULT_TONES: dict[Result, Tone] = {
    "passed": "met",
    "missed": "missed",
    "inconclusive": "inconclusive",
    "not_restored": "missed",
    "not_completed": "warning",
    "unmeasured": "plain",
    "open": "muted",
}
STANDING_TONES: dict[Standing, Tone] = {
    "verified": "met",
    "contradicted": "missed",
    "undecided": "inconclusive",
    "never": "gap",
}


def within(drills: Iterable[DrillOutcome], days: Days) -> tuple[DrillOutcome, ...]:
    """Return the drills that began in a period, the earliest first."""
    found = (drill for drill in drills if days.holds(drill.started_ns))
    return tuple(sorted(found, key=lambda drill: (drill.started_ns, drill.drill)))


def results(drills: Sequence[DrillOutcome], days: Days) -> Iterator[Block]:
    """Yield how many drills there were, how each counts, and the pass rate, whole and by quarter."""
    counts = counted(drills)
    passed, over = graded(drills)
    if not drills:
        yield gap("paper.drills.none")
        return
    yield statement(
        "paper.drills.rate",
        rate=share(passed, over),
        open=counts["open"],
        tables=counts["unmeasured"],
        count=len(drills),
    )
    rows = (
        row(
            Cell(text=say(f"paper.result.{one}"), tone=RESULT_TONES[one]), counts[one], say(f"paper.result.{one}.means")
        )
        for one in RESULTS
    )
    yield table(say("paper.drills.results"), ("result", "count", "meaning"), rows)
    quarters = (_quarter(drills, quarter) for quarter in days.quarters())
    yield table(say("paper.drills.quarters"), ("quarter", "count", "passed", "rate"), quarters)


def _quarter(drills: Sequence[DrillOutcome], quarter: Days) -> Row:
    inside = within(drills, quarter)
    passed, over = graded(inside)
    span = f"{quarter.first.isoformat()} – {quarter.last.isoformat()}"  # noqa: RUF001
    return row(span, len(inside), passed, share(passed, over))


def drill_list(drills: Sequence[DrillOutcome], zone: str) -> Block:
    """Return every drill with how it counts and the report that tells of it."""
    rows = (
        row(
            number,
            day_of(drill.started_ns, zone),
            drill.name,
            Cell(text=same(drill.drill), tone="code"),
            None if drill.form is None else term("form", drill.form),
            listed(one.title for one in drill.services),
            Cell(text=say(f"paper.result.{drill.result}"), tone=RESULT_TONES[drill.result]),
        )
        for number, drill in enumerate(drills, start=1)
    )
    heads = ("number", "day", "project", "drill", "form", "services", "result")
    return table_or(say("paper.drills.table"), heads, rows, "paper.drills.none")


def drill_figures(drills: Sequence[DrillOutcome], zone: str) -> Block:
    """Return what every drill measured of every service, in the digits of its report."""
    rows = (
        row(
            day_of(drill.started_ns, zone),
            Cell(text=same(drill.drill), tone="code"),
            one.title,
            figure.upper(),
            seconds(measured.target_s),
            *bound_cells(measured.lower_s, measured.upper_s),
            Cell(text=say(f"verdict.{measured.verdict}"), tone=measured.verdict),
        )
        for drill in drills
        for one in drill.services
        for figure in FIGURES
        if (measured := one.of(figure)) is not None
    )
    heads = ("day", "drill", "service", "figure", "target", "lower", "upper", "verdict")
    return table_or(say("paper.drills.figures"), heads, rows, "paper.drills.unmeasured")


def objectives(found: Sequence[TargetStanding], zone: str) -> Iterator[Block]:
    """Yield how every objective stands, which were never verified, and which measurement contradicts."""
    if not found:
        yield gap("paper.targets.none")
        return
    counts = Counter(one.standing for one in found)
    sums = {name: counts[name] for name in STANDINGS}
    yield Statement(text=say("paper.targets.sum", count=len(found), **sums))
    heads = ("service", "figure", "target", "standing", "drills", "newest", "before")
    yield table(say("paper.targets.table"), heads, (_objective(one, zone) for one in found))
    for name in ("contradicted", "never"):
        named = [_named(one) for one in found if one.standing == name]
        if named:
            tone: Tone = "missed" if name == "contradicted" else "gap"
            yield statement(f"paper.targets.{name}", tone, targets=listed(named))


def _named(one: TargetStanding) -> Text:
    return say("paper.target", service=one.target.title, figure=one.target.figure.upper())


def _objective(one: TargetStanding, zone: str) -> Row:
    target = one.target
    newest = one.readings[-1] if one.readings else None
    before = one.before
    return row(
        target.title,
        target.figure.upper(),
        Cell(text=say("word.no_evidence"), tone="gap") if target.target_s is None else seconds(target.target_s),
        Cell(text=say(f"paper.standing.{one.standing}"), tone=STANDING_TONES[one.standing]),
        len(one.readings),
        None if newest is None else _interval(newest.measured),
        None
        if before is None
        else say(
            "paper.target.before",
            day=day_of(before.drill.started_ns, zone),
            verdict=say(f"verdict.{before.measured.verdict}"),
        ),
    )


def _interval(measured: Measured) -> Cell:
    lower, upper = bound_cells(measured.lower_s, measured.upper_s)
    if not measured.is_measured:
        return lower
    return Cell(text=say("page.interval", lower=lower.text, upper=upper.text), tone=measured.verdict)


def verifiable(found: Sequence[TargetStanding]) -> Iterator[Block]:
    """Yield whether the drills can verify RTO and RPO (JR/T 0251 13.2), objective by objective."""
    if not found:
        return
    counts = Counter(one.verifiable for one in found)
    yield statement(
        "paper.verifiable.sum", yes=share(counts["yes"], len(found)), unsure=counts["unsure"], no=counts["no"]
    )
    tones: dict[str, Tone] = {"yes": "met", "unsure": "inconclusive", "no": "gap"}
    rows = (
        row(
            one.target.title,
            one.target.figure.upper(),
            len(one.readings),
            one.decisive,
            None if one.widest_s is None else Cell(text=same(seconds(round(one.widest_s, 6))), tone="number"),
            Cell(text=say(f"paper.verifiable.{one.verifiable}"), tone=tones[one.verifiable]),
        )
        for one in found
    )
    heads = ("service", "figure", "drills", "decisive", "widest", "verifiable")
    yield table(say("paper.verifiable.table"), heads, rows)


def trends_of(found: Sequence[TargetStanding], zone: str) -> tuple[Trend, ...]:
    """Return the trend of every objective that a drill of the period was held against."""
    return tuple(
        Trend(
            of=f"{one.target.service}:{one.target.figure}",
            title=say("paper.trend.title", target=_named(one)),
            points=tuple(
                TrendPoint(
                    drill=reading.drill.drill,
                    day=day_of(reading.drill.started_ns, zone),
                    target_s=reading.measured.target_s,
                    lower_s=reading.measured.lower_s,
                    upper_s=reading.measured.upper_s,
                    verdict=reading.measured.verdict,
                )
                for reading in one.readings
            ),
        )
        for one in found
        if one.readings
    )


def trend_blocks(trends: Sequence[Trend]) -> Iterator[Block]:
    """Yield each trend as a chart and as the table of its points."""
    if not trends:
        yield gap("paper.trend.none")
    for one in trends:
        yield Chart(name="trend", caption=one.title, of=one.of)
        rows = (
            row(
                number,
                point.day,
                Cell(text=same(point.drill), tone="code"),
                seconds(point.target_s),
                *bound_cells(point.lower_s, point.upper_s),
                Cell(text=say(f"verdict.{point.verdict}"), tone=point.verdict),
            )
            for number, point in enumerate(one.points, start=1)
        )
        yield table(say("paper.trend.points"), ("number", "day", "drill", "target", "lower", "upper", "verdict"), rows)


def covered(drills: Sequence[DrillOutcome], known: dict[str, Text], zone: str) -> Iterator[Block]:
    """Yield which services were drilled to the end in the period, how often and in what form, and which were not."""
    done = [drill for drill in drills if drill.status == COMPLETED]
    titles = {**known, **services_in(drills)}
    if not titles:
        yield gap("paper.coverage.none")
        return
    rows = [
        (title, [drill for drill in done if name in {one.service for one in drill.services}])
        for name, title in sorted(titles.items())
    ]
    hit = sum(bool(some) for _, some in rows)
    yield statement("paper.coverage.sum", share=share(hit, len(rows)))
    yield table(
        say("paper.coverage.table"),
        ("service", "live", "simulated", "tabletop", "last"),
        (_coverage(title, some, zone) for title, some in rows),
    )
    if missed := [title for title, some in rows if not some]:
        yield statement("paper.coverage.missed", "warning", services=listed(missed))


def _coverage(title: Text, drills: Sequence[DrillOutcome], zone: str) -> Row:
    forms = Counter(drill.form for drill in drills)
    last = max((drill.started_ns for drill in drills), default=None)
    gone = Cell(text=say("paper.coverage.never"), tone="gap")
    return row(
        title,
        forms["live"] + forms[None],
        forms["simulated"],
        forms["tabletop"],
        gone if last is None else day_of(last, zone),
    )


def incidents(found: Sequence[Incidence], drilled: Iterable[str]) -> Iterator[Block]:
    """Yield the real interruptions of the period, and which of their services no drill of it had touched."""
    heads = ("incident", "title", "occurred", "services", "status")
    yield table_or(say("paper.incidents.table"), heads, map(incidence_row, found), "paper.incidents.none")
    strange = {name for one in found for name in one.services} - set(drilled)
    if strange:
        yield statement("paper.incidents.undrilled", "warning", services=listed(sorted(strange)))


def improvement(items: Sequence[Item], days: Days, now_ns: int) -> Block:
    """Return in one sentence how the items that were found, or still open, in the period stand."""
    alive = alive_in(items, days)
    settled = sum(item.status in SETTLED for item in alive)
    late = sum(is_late(item, now_ns) for item in alive)
    opened = sum(days.holds(item.opened_ns) for item in alive)
    return statement(
        "paper.improvement.sum", count=len(alive), opened=opened, settled=settled, left=len(alive) - settled, late=late
    )


def alive_in(items: Iterable[Item], days: Days) -> list[Item]:
    """Return the items that were open at any time of a period, the earliest first."""
    found = [
        item
        for item in items
        if item.opened_ns < days.end_ns and (item.closed_ns is None or item.closed_ns >= days.begin_ns)
    ]
    return sorted(found, key=lambda item: (item.opened_ns, item.id))


def is_late(item: Item, now_ns: int) -> bool:
    """Tell whether an item is overdue."""
    return item.status not in SETTLED and item.due_ns <= now_ns


def instant(utc_ns: int | None) -> Text | None:
    """Return an instant, None where there is none."""
    return None if utc_ns is None else at(utc_ns)
