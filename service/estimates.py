"""How long a planned drill may take, from earlier drills of the same scenario, in words for the person who plans it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from measurements.estimating import Estimate, StepEstimate
from measurements.estimating import estimate as estimated
from measurements.intervals import Interval
from scenarios.plan import SECOND, Plan, Text
from service.past import Past
from service.words import Lang, in_language, say
from service.words.catalogue import Fact

_MINUTE: Final = 60


def estimate(plan: Plan, past: Past) -> Estimate:
    """Return the estimate for `plan` from those past drills that were of its scenario and closed."""
    return estimated(plan, [drill.history for drill in past.drills])


def lines(found: Estimate, lang: Lang) -> list[str]:
    """Return the estimate as lines of text: the whole first, then each step."""
    return list(_lines(found, lang))


def _lines(found: Estimate, lang: Lang) -> Iterator[str]:
    def words(key: str, **facts: Fact) -> str:
        return in_language(say(f"estimate.{key}", **facts), lang)

    yield words("heading")
    yield "  " + (words("from", count=found.drills) if found.drills else words("none"))
    yield "  " + words("machines", range=_range(found.machine_ns))
    if found.machine_median_ns is not None:
        yield "  " + words("median", median=shown_time(found.machine_median_ns))
    if found.people_ns.upper:
        yield "  " + words("people", range=_range(found.people_ns))
    for one in found.steps:
        yield f"    {one.step}: {in_language(_step(one), lang)}"


def _step(one: StepEstimate) -> Text:
    who = say("estimate.person") if one.by_people else say("estimate.machine")
    if one.median_ns is None:
        return say("estimate.never", most=shown_time(one.range_ns.upper), who=who)
    facts = {"median": shown_time(one.median_ns), "range": _range(one.range_ns), "count": one.runs}
    return say("estimate.step", who=who, **facts)


def _range(found: Interval) -> str:
    return f"[{shown_time(found.lower)}, {shown_time(found.upper)}]"


def shown_time(ns: int) -> str:
    """Return a duration as people say it: three digits below a minute, whole seconds above."""
    seconds = ns / SECOND
    if seconds < _MINUTE:
        return f"{seconds:.3g}s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m{rest:02}s"


def as_data(found: Estimate) -> dict[str, Any]:
    """Return the estimate for a program; times in nanoseconds."""
    return {
        "drills": found.drills,
        "machine_ns": _pair(found.machine_ns),
        "machine_median_ns": found.machine_median_ns,
        "people_ns": _pair(found.people_ns),
        "steps": [_step_data(one) for one in found.steps],
    }


def _step_data(one: StepEstimate) -> dict[str, Any]:
    told = {"step": one.step, "runs": one.runs, "by_people": one.by_people}
    return {**told, "median_ns": one.median_ns, "range_ns": _pair(one.range_ns)}


def _pair(found: Interval) -> Sequence[int]:
    return [found.lower, found.upper]
