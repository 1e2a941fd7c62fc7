"""Drills of a period as papers count them: each once, with one result, and what it measured of each objective."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from measurements.report import VerdictName
from scenarios.plan import Text
from service.book import Head
from service.index.heads import OPEN, utc_ns_of

Result: TypeAlias = Literal["passed", "missed", "inconclusive", "not_restored", "not_completed", "unmeasured", "open"]
RESULTS: Final[tuple[Result, ...]] = get_args(Result)
"""How a drill counts. One around a table measures nothing, so it neither passes nor fails."""
UNGRADED: Final[tuple[Result, ...]] = ("unmeasured", "open")
FigureName: TypeAlias = Literal["rto", "rpo"]
FIGURES: Final[tuple[FigureName, ...]] = ("rto", "rpo")
COMPLETED: Final = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a drill measured of one objective, as its report has it."""

    target_s: float
    lower_s: float | None
    upper_s: float | None
    verdict: VerdictName

    @property
    def is_measured(self) -> bool:
        """Tell whether anything bounds it."""
        return self.lower_s is not None or self.upper_s is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOutcome:
    """One service of a drill; figures are None where the drill has no report of it."""

    service: str
    title: Text
    priority: int | None = None
    rto: Measured | None = None
    rpo: Measured | None = None

    def of(self, figure: FigureName) -> Measured | None:
        """Return what was measured of an objective."""
        return self.rto if figure == "rto" else self.rpo


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillOutcome:
    """One drill of the list. `form` is None where the list was made before it told forms."""

    drill: str
    scenario: str
    title: Text | None
    form: str | None
    started_ns: int
    status: str
    verdict: VerdictName | None
    restored: bool | None
    dossier: str | None
    services: tuple[ServiceOutcome, ...]

    @property
    def result(self) -> Result:
        """Return how it counts: what was not restored or not completed passes nothing, whatever it measured."""
        if self.status == OPEN:
            return "open"
        if self.status != COMPLETED:
            return "not_completed"
        if not self.measures:
            return "unmeasured"
        if not self.restored:
            return "not_restored"
        return "passed" if self.verdict == "met" else self.verdict or "inconclusive"

    @property
    def name(self) -> Text:
        """Return its title, or the scenario's name where there is none."""
        return self.title or Text(zh=self.scenario, en=self.scenario)

    @property
    def measures(self) -> bool:
        """Tell whether such a drill can measure anything: one around a table cannot."""
        return self.form != "tabletop"


def outcome_of(head: Head) -> DrillOutcome:
    """Return a drill as the index lists it."""
    shown = head.shown
    return DrillOutcome(
        drill=head.stream.partition("/")[2],
        scenario=shown["scenario"],
        title=_text(shown.get("title")),
        form=shown.get("form"),
        started_ns=utc_ns_of(shown["started_at"]),
        status=head.status,
        verdict=shown.get("verdict"),
        restored=shown.get("restored"),
        dossier=shown.get("dossier"),
        services=tuple(_service(one) for one in shown["services"]),
    )


def counted(drills: Iterable[DrillOutcome]) -> Mapping[Result, int]:
    """Return how many drills have which result; together they are all of them."""
    found = Counter(drill.result for drill in _once(drills))
    return {result: found[result] for result in RESULTS}


def graded(drills: Iterable[DrillOutcome]) -> tuple[int, int]:
    """Return how many drills passed, and of how many: those that are over and could measure anything."""
    counts = counted(drills)
    return counts["passed"], sum(counts.values()) - sum(counts[one] for one in UNGRADED)


def services_in(drills: Sequence[DrillOutcome]) -> dict[str, Text]:
    """Return every service of these drills with the newest title that it had."""
    ordered = sorted(drills, key=lambda drill: drill.started_ns)
    return {one.service: one.title for drill in ordered for one in drill.services}


def _once(drills: Iterable[DrillOutcome]) -> Iterable[DrillOutcome]:
    return {drill.drill: drill for drill in drills}.values()


def _service(told: Mapping[str, Any]) -> ServiceOutcome:
    return ServiceOutcome(
        service=told["service"],
        title=_text(told.get("title")) or Text(zh=told["service"], en=told["service"]),
        priority=told.get("priority"),
        rto=_measured(told.get("rto")),
        rpo=_measured(told.get("rpo")),
    )


def _measured(told: object) -> Measured | None:
    if not isinstance(told, dict):
        return None
    figure = cast("Mapping[str, Any]", told)
    return Measured(**{name: figure[name] for name in ("target_s", "lower_s", "upper_s", "verdict")})


def _text(told: object) -> Text | None:
    if not isinstance(told, dict):
        return None
    text = cast("Mapping[str, str]", told)
    return Text(zh=text["zh"], en=text["en"])
