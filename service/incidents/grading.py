"""Which level an incident has reached, when it reached each, and when it will reach the next.

Levels rise by themselves as time passes, the highest that matches counts, and none is ever taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from service.incidents.hours import Stretch, counted, instant_after, merged
from service.incidents.rules import HARMS, SCOPES, Criterion, Harm, HarmCriterion, OutageCriterion, Rules, Scope

_AHEAD_NS: Final = 15 * 86_400 * 10**9
"""How far ahead the next rise is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """From `at_ns` on, so much of a service's business could not be done."""

    service: str
    scope: Scope
    important: bool
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmJudged:
    """From `at_ns` on, somebody judged the harm so, or expected it to come to that."""

    harm: Harm
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A level, the instant at which it was reached, and by which service (empty: by the harm that was judged)."""

    level: str
    at_ns: int
    service: str
    criterion: Criterion


def risen(rules: Rules, impacts: Sequence[Impact], harms: Sequence[HarmJudged], until_ns: int) -> tuple[Reached, ...]:
    """Return each rise of the level until `until_ns` (inclusive), in order; a level that is passed over is not one."""
    first = [one for one in _firsts(rules, impacts, harms, until_ns) if one.at_ns <= until_ns]
    found: list[Reached] = []
    for one in sorted(first, key=lambda reached: (reached.at_ns, -rules.rank(reached.level))):
        if rules.rank(one.level) > rules.rank(found[-1].level if found else None):
            found.append(one)
    return tuple(found)


def next_rise(rules: Rules, impacts: Sequence[Impact], harms: Sequence[HarmJudged], now_ns: int) -> Reached | None:
    """Return what comes next if nothing changes; None: nothing within the next fifteen days."""
    ahead = risen(rules, impacts, harms, now_ns + _AHEAD_NS)
    return next((one for one in ahead if one.at_ns > now_ns), None)


def _firsts(rules: Rules, impacts: Sequence[Impact], harms: Sequence[HarmJudged], until_ns: int) -> Iterator[Reached]:
    """Yield, for each criterion and service, the first instant at which it was met."""
    for level in rules.levels:
        for criterion in level.criteria:
            match criterion:
                case HarmCriterion():
                    met = [one.at_ns for one in harms if HARMS.index(one.harm) >= HARMS.index(criterion.harm)]
                    if met:
                        yield Reached(level=level.id, at_ns=min(met), service="", criterion=criterion)
                case OutageCriterion():
                    for service in dict.fromkeys(one.service for one in impacts):
                        at_ns = _met(rules, criterion, [one for one in impacts if one.service == service], until_ns)
                        if at_ns is not None:
                            yield Reached(level=level.id, at_ns=at_ns, service=service, criterion=criterion)


def _met(rules: Rules, criterion: OutageCriterion, impacts: Sequence[Impact], until_ns: int) -> int | None:
    """Return when the outages of one service, taken together, had lasted as long as the criterion says."""
    spans: list[Stretch] = []
    for begin, end in outages(impacts, criterion, until_ns + 1):
        spans += counted(rules.hours if criterion.hours == "business" else (), rules.zone, begin, end)
    return instant_after(merged(spans), criterion.lasting_ns)


def outages(impacts: Sequence[Impact], criterion: OutageCriterion, until_ns: int) -> list[Stretch]:
    """Return when one service was down as the criterion has it: to its scope at least, if the service counts."""
    told = sorted(impacts, key=lambda one: one.at_ns)
    ends = [*(one.at_ns for one in told[1:]), until_ns]
    return merged(
        (one.at_ns, min(end, until_ns))
        for one, end in zip(told, ends, strict=True)
        if one.at_ns < end
        and one.at_ns < until_ns
        and SCOPES.index(one.scope) >= SCOPES.index(criterion.scope)
        and _counts(one, criterion)
    )


def _counts(impact: Impact, criterion: OutageCriterion) -> bool:
    match criterion.of:
        case "important":
            return impact.important
        case "other":
            return not impact.important
        case "any":
            return True
