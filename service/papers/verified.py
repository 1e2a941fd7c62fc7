"""What drills say of every objective: verified, contradicted, undecided, or never verified; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.plan import Text
from service.papers.outcomes import COMPLETED, FIGURES, DrillOutcome, FigureName, Measured

Standing: TypeAlias = Literal["verified", "contradicted", "undecided", "never"]
STANDINGS: Final[tuple[Standing, ...]] = ("verified", "contradicted", "undecided", "never")
Verifiable: TypeAlias = Literal["yes", "unsure", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One objective of one service, in seconds, as it holds now; None where no register and no drill tells it."""

    service: str
    title: Text
    figure: FigureName
    target_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one completed drill measured of an objective."""

    drill: DrillOutcome
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStanding:
    """How an objective stands after the drills of a period: `readings` are theirs, the earliest first.

    `before` is the last drill before the period that decided it, by the target that held then.
    """

    target: Target
    readings: tuple[Reading, ...]
    before: Reading | None = None

    @property
    def standing(self) -> Standing:
        """Return what the newest drill that decides the present target says; nothing measured is never verified."""
        if not any(one.measured.is_measured for one in self.readings):
            return "never"
        decided: list[Standing] = [
            found for one in self.readings if (found := _says(one, self.target.target_s)) is not None
        ]
        return decided[-1] if decided else "undecided"

    @property
    def verifiable(self) -> Verifiable:
        """Tell whether the drills of the period can verify it (JR/T 0251 13.2): one decided it, or none could."""
        if self.standing in {"verified", "contradicted"}:
            return "yes"
        return "unsure" if self.standing == "undecided" else "no"

    @property
    def decisive(self) -> int:
        """Return how many drills decided it, by the target that holds now."""
        return sum(_says(one, self.target.target_s) is not None for one in self.readings)

    @property
    def widest_s(self) -> float | None:
        """Return the widest interval that was measured, None where none had both ends."""
        spans = [
            one.measured.upper_s - one.measured.lower_s
            for one in self.readings
            if one.measured.upper_s is not None and one.measured.lower_s is not None
        ]
        return max(spans, default=None)


def standings(
    targets: Sequence[Target], drills: Sequence[DrillOutcome], earlier: Sequence[DrillOutcome] = ()
) -> tuple[TargetStanding, ...]:
    """Return how every objective stands: only completed drills that can measure count."""
    return tuple(_standing(target, drills, earlier) for target in targets)


def targets_of(drills: Sequence[DrillOutcome], known: Mapping[str, Text], registered: Sequence[Target]) -> list[Target]:
    """Return every objective once: as the register has it, else the newest that a drill was held against.

    `known` are services that are to be drilled; one of which nothing is known has objectives without a figure.
    """
    found = {(one.service, one.figure): one for one in registered}
    newest = sorted(drills, key=lambda drill: drill.started_ns, reverse=True)
    for target in (*_drilled(newest), *_unknown(known)):
        found.setdefault((target.service, target.figure), target)
    return sorted(found.values(), key=lambda one: (one.service, FIGURES.index(one.figure)))


def _drilled(drills: Sequence[DrillOutcome]) -> Iterator[Target]:
    for drill in drills:
        for one in drill.services:
            for figure in FIGURES:
                if (measured := one.of(figure)) is not None:
                    yield Target(service=one.service, title=one.title, figure=figure, target_s=measured.target_s)


def _unknown(known: Mapping[str, Text]) -> Iterator[Target]:
    for service, title in known.items():
        for figure in FIGURES:
            yield Target(service=service, title=title, figure=figure, target_s=None)


def _standing(target: Target, drills: Sequence[DrillOutcome], earlier: Sequence[DrillOutcome]) -> TargetStanding:
    before = [one for one in _readings(target, earlier) if one.measured.verdict != "inconclusive"]
    return TargetStanding(
        target=target, readings=tuple(_readings(target, drills)), before=before[-1] if before else None
    )


def _readings(target: Target, drills: Sequence[DrillOutcome]) -> Iterator[Reading]:
    for drill in sorted(drills, key=lambda one: (one.started_ns, one.drill)):
        if drill.status != COMPLETED or not drill.measures:
            continue
        for one in drill.services:
            measured = one.of(target.figure)
            if one.service == target.service and measured is not None:
                yield Reading(drill=drill, measured=measured)


def _says(one: Reading, target_s: float | None) -> Literal["verified", "contradicted"] | None:
    """Return what a drill says of a target; one that is not proved to be restored verifies nothing."""
    found = _against(one.measured, target_s)
    return None if found == "verified" and not one.drill.restored else found


def _against(measured: Measured, target_s: float | None) -> Literal["verified", "contradicted"] | None:
    """Return what a measurement says of a target that may not be the one that it was held against.

    By its own target the drill's verdict stands; a looser one keeps what was met, a stricter one what was missed.
    """
    if target_s is None:
        return None
    if measured.verdict == "met" and (target_s >= measured.target_s or _at_most(measured, target_s)):
        return "verified"
    if measured.verdict == "missed" and target_s <= measured.target_s:
        return "contradicted"
    is_above = measured.lower_s is not None and measured.lower_s > target_s
    return "contradicted" if is_above and target_s != measured.target_s else None


def _at_most(measured: Measured, target_s: float) -> bool:
    return measured.upper_s is not None and measured.upper_s <= target_s
