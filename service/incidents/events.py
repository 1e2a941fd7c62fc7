"""What happens in an incident: told by people, except for the levels that it reaches by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from scenarios.plan import SECOND
from service.incidents.reporting import ReportKind
from service.incidents.rules import Harm, Rules, Scope

DecisionKind: TypeAlias = Literal["respond", "switch", "do_not_switch", "switch_back", "escalate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A rehearsal: its clock shows `start_ns` when it is declared, and runs `speed` times as fast as the real one."""

    start_ns: int
    speed: int
    began_ns: int
    """The real time (UTC) of the declaration."""

    def shown(self, utc_ns: int) -> int:
        """Return what the simulated clock shows."""
        return self.start_ns + (utc_ns - self.began_ns) * self.speed

    def real(self, at_ns: int) -> int:
        """Return the real time at which the simulated clock shows `at_ns`."""
        return self.began_ns + -(-(at_ns - self.start_ns) // self.speed)

    @property
    def coarseness_ns(self) -> int:
        """Return how much simulated time a real second is."""
        return SECOND * self.speed


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTold:
    """From `at_ns` on, so much of a service's business cannot be done; scope `none`: all of it can again."""

    service: str
    scope: Scope
    important: bool
    at_ns: int
    note: str
    kind: Literal["impact_told"] = "impact_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDeclared:
    """An interruption was declared. The rules as they stood then go with it, so that its levels never change."""

    title: str
    course: str
    occurred_ns: int
    noticed_ns: int
    declared_ns: int
    impacts: tuple[ImpactTold, ...]
    rules: Rules
    simulation: Simulation | None
    drill: str
    dossier: str
    kind: Literal["incident_declared"] = "incident_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmTold:
    """Somebody judged the harm, or (`expected`) what it will come to if it is not stopped."""

    harm: Harm
    expected: bool
    reason: str
    at_ns: int
    kind: Literal["harm_told"] = "harm_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTaken:
    """Somebody who may decided something."""

    decision: DecisionKind
    what: str
    reason: str
    decided_by: str
    at_ns: int
    kind: Literal["decision_taken"] = "decision_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTaken:
    """Something was done, and what came of it."""

    what: str
    effect: str
    at_ns: int
    kind: Literal["measure_taken"] = "measure_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMade:
    """The regulator, a superior body or others were told."""

    report: ReportKind
    to: str
    text: str
    channel: str
    at_ns: int
    kind: Literal["report_made"] = "report_made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """The data of a service were compared, and what was lost was made up for as far as this says."""

    service: str
    lost: int
    made_up: int
    note: str
    at_ns: int
    kind: Literal["reconciled"] = "reconciled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTested:
    """A service was tested after it came back."""

    service: str
    passed: bool
    how: str
    at_ns: int
    kind: Literal["service_tested"] = "service_tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTaken:
    """Something worth keeping: the course of events, what is said outside (`reaction`), or anything else."""

    topic: Literal["course", "reaction", "other"]
    text: str
    at_ns: int
    kind: Literal["note_taken"] = "note_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class LossTold:
    """What it cost, and whom it touched."""

    text: str
    people: int | None
    at_ns: int
    kind: Literal["loss_told"] = "loss_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseFound:
    """Why it happened, and what follows from that."""

    cause: str
    conclusion: str
    at_ns: int
    kind: Literal["cause_found"] = "cause_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonDrawn:
    """What is to be done so that it does not happen again; `improvement` is the entry that follows it up."""

    aim: Literal["prevent", "improve"]
    what: str
    owner: str
    due: str
    improvement: str
    at_ns: int
    kind: Literal["lesson_drawn"] = "lesson_drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReached:
    """The service saw that the level had risen; `reached_ns` is when it had."""

    level: str
    reached_ns: int
    kind: Literal["level_reached"] = "level_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEnded:
    """The emergency is over: every service works again. From now on no progress reports are due."""

    reason: str
    at_ns: int
    kind: Literal["incident_ended"] = "incident_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClosed:
    """Everything was looked into and the summary is final."""

    at_ns: int
    kind: Literal["incident_closed"] = "incident_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWithdrawn:
    """It was none."""

    reason: str
    at_ns: int
    kind: Literal["incident_withdrawn"] = "incident_withdrawn"


Said: TypeAlias = (
    ImpactTold
    | HarmTold
    | DecisionTaken
    | MeasureTaken
    | ReportMade
    | Reconciled
    | ServiceTested
    | NoteTaken
    | LossTold
    | CauseFound
    | LessonDrawn
)
"""What people tell in the course of an incident."""
Event: TypeAlias = IncidentDeclared | Said | LevelReached | IncidentEnded | IncidentClosed | IncidentWithdrawn
EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
