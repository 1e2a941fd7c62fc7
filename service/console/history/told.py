"""What the pages of history say: how services stand, what each drill of one came to, and its figures in words; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from scenarios.plan import Text
from service.console.evidence.lines import Badge, Tone
from service.console.history.course import FEWEST, Course, newest_decision, trend_of
from service.index.listing import Line
from service.papers.accounts import RESULT_TONES
from service.papers.outcomes import FIGURES, DrillOutcome, Measured
from service.papers.verified import Standing
from service.programme.dueness import Due, Proved, ServiceDue
from service.report.charts.trend import trend
from service.report.figures import bounds, day, seconds
from service.words import Lang, joined, same, say

_STANDING_TONES: Final[dict[Standing, Tone]] = {
    "verified": "met",
    "contradicted": "missed",
    "undecided": "inconclusive",
    "never": "unknown",
}
_PROOF_TONES: Final[dict[Proved, Tone]] = {"proved": "met", "stale": "inconclusive", "unproved": "unknown"}
_DUE_TONES: Final[dict[str, Tone]] = {"ok": "met", "overdue": "missed", "due": "inconclusive", "stale": "inconclusive"}
_TONES: Final[dict[str, Tone]] = {"met": "met", "missed": "missed", "inconclusive": "inconclusive"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One service of the list: how it stands in the programme, and the newest drill that measured it."""

    service: str
    title: Text
    standing: Badge
    proof: Badge | None
    until: Text
    newest: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRow:
    """One drill of a service; `number` is the one under which the drawings have it, None where they have it not."""

    number: int | None
    drill: str
    day: Text
    name: Text
    scenario: str
    result: Badge
    rto: Badge
    rpo: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTold:
    """One figure over drills in words, with its drawings."""

    figure: str
    standing: Badge
    said: tuple[Text, ...]
    directions: tuple[Text, ...]
    drawings: tuple[Markup, ...]


def services_told(due: Sequence[ServiceDue], newest: Mapping[str, Line]) -> Iterator[ServiceLine]:
    """Yield every service that is in the programme or was measured, by name."""
    standing = {one.service: one for one in due}
    for name in sorted({*standing, *newest}):
        found = standing.get(name)
        yield ServiceLine(
            service=name,
            title=_title(name, newest.get(name)),
            standing=standing_of(found),
            proof=proof_of(found),
            until=_until(found),
            newest=newest.get(name),
        )


def standing_of(due: ServiceDue | None) -> Badge:
    """Return how a service stands in the programme."""
    status = "unproven" if due is None else due.status
    return Badge(text=say(f"paper.due.{status}"), tone=_DUE_TONES.get(status, "unknown"))


def proof_of(due: ServiceDue | None) -> Badge | None:
    """Return whether what was proved of a service still holds; None where its standing says that nothing was."""
    proof: Proved = "unproved" if due is None else due.proof
    if proof == "unproved" and (due is None or due.status == "unproven"):
        return None
    return Badge(text=say(f"paper.proof.{proof}"), tone=_PROOF_TONES[proof])


def stale_of(due: ServiceDue | None) -> Text | None:
    """Return what has changed since a service was proved, None where nothing has."""
    if due is None or not due.stale:
        return None
    return say("console.history.stale", parts=joined(say(f"console.history.part.{part}") for part in due.stale))


def rule_of(rule: Due) -> Badge:
    """Return how a service stands under one rule."""
    return Badge(text=say(f"console.history.rule.{rule.status}"), tone=_DUE_TONES.get(rule.status, "unknown"))


def rows_of(service: str, drills: Sequence[DrillOutcome], found: Sequence[Course]) -> Iterator[DrillRow]:
    """Yield every drill, the newest first; drawings number the drills that measured that figure, the earliest first.

    A drill's number is told where every figure gives it the same.
    """
    numbers = [{one.drill.drill: at for at, one in enumerate(course.readings, start=1)} for course in found]
    for drill in sorted(drills, key=lambda one: (one.started_ns, one.drill), reverse=True):
        told = {places.get(drill.drill) for places in numbers}
        own = next((one for one in drill.services if one.service == service), None)
        rto, rpo = (None if own is None else own.of(figure) for figure in FIGURES)
        yield DrillRow(
            number=told.pop() if len(told) == 1 else None,
            drill=drill.drill,
            day=day(drill.started_ns),
            name=drill.name,
            scenario=drill.scenario,
            result=Badge(
                text=say(f"paper.result.{drill.result}"),
                tone=_TONES.get(RESULT_TONES[drill.result], "unknown"),
            ),
            rto=interval(rto),
            rpo=interval(rpo),
        )


def interval(measured: Measured | None) -> Badge:
    """Return an interval with the verdict as its tone."""
    if measured is None or not measured.is_measured:
        return Badge(text=say("word.no_evidence"), tone="unknown")
    lower, upper = bounds(measured.lower_s, measured.upper_s)
    return Badge(text=say("page.interval", lower=lower, upper=upper), tone=measured.verdict)


def course_told(course: Course, lang: Lang) -> CourseTold:
    """Return a figure over drills in words, drawn in one language."""
    standing = newest_decision(course)
    lower, upper = bounds(*course.span)
    counts: dict[str, int] = {name: count for name, count in course.counts.items()}  # noqa: C416  of another key type
    svg = trend(trend_of(course), lang, f"trend-{course.figure}")
    return CourseTold(
        figure=course.figure.upper(),
        standing=Badge(text=say(f"console.history.standing.{standing}"), tone=_STANDING_TONES[standing]),
        said=(
            say("console.history.counts", count=len(course.readings), **counts),
            say("console.history.range", lower=lower, upper=upper),
            say("console.history.targets", targets=joined(same(seconds(one)) for one in course.targets)),
        ),
        directions=tuple(_directions(course)),
        drawings=tuple(Markup(one) for one in svg),  # noqa: S704  the chart module escapes what it draws
    )


def _directions(course: Course) -> Iterator[Text]:
    for scenario, found in course.directions:
        yield say(
            f"console.history.direction.{found.direction}",
            scenario=scenario,
            count=found.count,
            fewest=FEWEST,
            shorter=found.shorter,
            longer=found.longer,
            undecided=found.undecided,
        )


def _until(due: ServiceDue | None) -> Text:
    days = [rule.until for rule in (() if due is None else due.rules) if rule.until is not None]
    return same(min(days).isoformat()) if days else say("console.history.unread")


def _title(name: str, line: Line | None) -> Text:
    return same(name) if line is None else line.title_of(name) or same(name)
