"""In which order services came back, held against the order that the BIA asks for; overlapping intervals stay unknown.

Definitions: docs/measurement.md, section 10.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from measurements.findings import Code, finding
from measurements.reading import Reading
from measurements.report import Demand, Finding, OrderPair, OrderPlace, PairOutcome, RecoveryOrder, Seconds
from measurements.rto import Return
from measurements.seconds import SECOND, UNBOUNDED, outward
from measurements.testimony import Testimony
from scenarios.plan import Objective

_BEFORE: Final = " → "
_DOWN: Final = (Return.RECOVERED, Return.CUT_SHORT, Return.NOT_RECOVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """When one service came back, in nanoseconds from the drill's origin, rounded outward; as in OrderPlace."""

    how: Literal["back", "open", "untouched", "unseen"]
    at: Reading | None = None

    @property
    def lower(self) -> float:
        """Return the earliest instant, minus infinity where nothing bounds it."""
        return -math.inf if self.at is None else self.at.lower

    @property
    def upper(self) -> float:
        """Return the latest instant, infinity where nothing bounds it."""
        return math.inf if self.at is None or self.at.upper is None else self.at.upper


def came(deciding: Testimony | None, origin: int) -> Came:
    """Return when a service was back by the stream that decides its RTO."""
    if deciding is None or deciding.recovery is None or deciding.recovered is None or not len(deciding.samples):
        return Came(how="unseen")
    if deciding.recovery.how not in _DOWN:
        return Came(how="untouched")
    seen = deciding.recovered
    upper = None if seen.upper is None else seen.upper - origin
    at = outward(Reading(lower=seen.lower - origin, upper=upper, evidence=seen.evidence))
    return Came(how="open" if upper is None else "back", at=at)


def due_order(objectives: Sequence[Objective]) -> tuple[Objective, ...]:
    """Return the services as they are due: what one depends on before it, then by priority, then as given.

    In a circle of dependencies the smallest priority goes first.
    """
    left, placed = list(objectives), list[Objective]()
    while left:
        waiting = {one.service for one in left}
        free = [one for one in left if not waiting & (set(one.depends_on) - {one.service})]
        nearest = min(free or left, key=lambda one: one.priority)
        left.remove(nearest)
        placed.append(nearest)
    return tuple(placed)


def demand(first: Objective, second: Objective) -> Demand | None:
    """Return why `first` is due before `second`, or None; a dependency outweighs a priority that contradicts it."""
    needs, is_needed = first.service in second.depends_on, second.service in first.depends_on
    leads = first.priority < second.priority
    if needs and not is_needed:
        return "both" if leads else "dependency"
    return "priority" if leads and not is_needed else None


def outcome(first: Came, second: Came) -> PairOutcome:
    """Return whether it is proved that `first` was back no later than `second`, or the contrary, or neither."""
    if first.upper <= second.lower:
        return "kept"
    return "inverted" if second.upper < first.lower else "unknown"


def groups(back: Mapping[str, Came]) -> tuple[tuple[str, ...], ...]:
    """Return the services in groups, each certainly back before the next, as many groups as the intervals prove."""
    ordered = sorted(back, key=lambda name: (back[name].upper, back[name].lower))
    found: list[list[str]] = []
    for place, name in enumerate(ordered):
        latest = max((back[other].upper for other in ordered[:place]), default=-math.inf)
        earliest = min(back[other].lower for other in ordered[place:])
        if not found or latest <= earliest:
            found.append([])
        found[-1].append(name)
    return tuple(tuple(group) for group in found)


def recovery_order(objectives: Sequence[Objective], when: Mapping[str, Came]) -> RecoveryOrder:
    """Return the order of recovery; `when` has every service of `objectives`."""
    due = due_order(objectives)
    return RecoveryOrder(
        places=tuple(_place(one, when) for one in due),
        achieved=groups({one.service: when[one.service] for one in due if when[one.service].how == "back"}),
        pairs=tuple(_pairs(due, when)),
    )


def _place(objective: Objective, when: Mapping[str, Came]) -> OrderPlace:
    seen = when[objective.service]
    shown = _seconds(seen.lower, seen.upper, () if seen.at is None else seen.at.evidence)
    return OrderPlace(
        service=objective.service,
        title=objective.title,
        priority=objective.priority,
        depends_on=tuple(other for other in objective.depends_on if other in when),
        how=seen.how,
        lower_s=shown.lower_s,
        upper_s=shown.upper_s,
        evidence=shown.evidence,
    )


def _pairs(due: Sequence[Objective], when: Mapping[str, Came]) -> Iterator[OrderPair]:
    for one, two in combinations((one for one in due if when[one.service].how in {"back", "open"}), 2):
        for first, second in ((one, two), (two, one)):
            because = demand(first, second)
            if because is not None:
                yield _pair(first.service, second.service, because, when)


def _pair(first: str, second: str, because: Demand, when: Mapping[str, Came]) -> OrderPair:
    one, two = when[first], when[second]
    evidence = (seq for seen in (one, two) if seen.at is not None for seq in seen.at.evidence)
    lead = _seconds(two.lower - one.upper, two.upper - one.lower, tuple(sorted(set(evidence))))
    return OrderPair(first=first, second=second, because=because, outcome=outcome(one, two), lead=lead)


def _seconds(lower: float, upper: float, evidence: tuple[int, ...]) -> Seconds:
    return Seconds(lower_s=_shown(lower), upper_s=_shown(upper), evidence=evidence)


def _shown(ns: float) -> float | None:
    """Return seconds of a bound that is whole microseconds already."""
    return int(ns) / SECOND if math.isfinite(ns) else None


def order_findings(order: RecoveryOrder) -> Iterator[Finding]:
    """Yield every inversion with both intervals, and once the pairs of which nobody can tell."""
    places = {place.service: place for place in order.places}
    for pair in order.pairs:
        if pair.outcome == "inverted":
            yield _inversion(pair, places[pair.first], places[pair.second])
    unknown = [pair for pair in order.pairs if pair.outcome == "unknown"]
    if unknown:
        evidence = {seq for pair in unknown for seq in pair.lead.evidence}
        names = ", ".join(f"{pair.first}{_BEFORE}{pair.second}" for pair in unknown)
        facts = {"count": str(len(unknown)), "of": str(len(order.pairs)), "pairs": names}
        yield finding(Code.ORDER_UNKNOWN, evidence, **facts)


def _inversion(pair: OrderPair, first: OrderPlace, second: OrderPlace) -> Finding:
    facts = {**_bounds("", first), **_bounds("other_", second), "service": pair.first, "other": pair.second}
    if pair.because == "priority":
        priorities = {"priority": str(first.priority), "other_priority": str(second.priority)}
        return finding(Code.PRIORITY_INVERSION, pair.lead.evidence, **facts, **priorities)
    return finding(Code.DEPENDENCY_INVERSION, pair.lead.evidence, **facts)


def _bounds(prefix: str, place: OrderPlace) -> dict[str, str]:
    return {
        f"{prefix}lower": repr(place.lower_s),
        f"{prefix}upper": UNBOUNDED if place.upper_s is None else repr(place.upper_s),
    }


def came_back(order: RecoveryOrder) -> Iterable[str]:
    """Yield the services that came back, by the latest instant at which each of them did."""
    return (service for group in order.achieved for service in group)
