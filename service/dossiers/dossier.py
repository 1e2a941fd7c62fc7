"""What a dossier is: the state that follows from its events alone, and the stages of a drill's life."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from measurements.events.governed import Decided, Participant, Prepared
from scenarios.identity import folded, identity_of
from service.dossiers.events import (
    ApprovalsVoided,
    Archived,
    Assessed,
    DrillDone,
    Evaluated,
    NoteTaken,
    Record,
    ReportSigned,
    ResultUsed,
    SignedAs,
    StartFailed,
    TaskAnswered,
    Use,
)
from service.dossiers.wish import PlanFacts, Wish


class Stage(StrEnum):
    """Where a drill's life is (JR/T 0251 12.2 a to d)."""

    PREPARING = "preparing"
    EXECUTING = "executing"
    SUMMARISING = "summarising"
    IMPROVING = "improving"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Reasons of the guard that are to be set aside, and the last word of each person about that."""

    number: int
    codes: tuple[str, ...]
    reason: str
    digest: str
    asked_by: str
    asked_ns: int
    decisions: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The approval that is waited for, or was given: of which digest, asked by whom and when."""

    digest: str
    asked_by: str
    asked_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A task's answer, by whom and when."""

    said: TaskAnswered
    by: str
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody noted of the drill, by whom and when."""

    said: NoteTaken
    by: str
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A name under the report: whose, and when."""

    said: ReportSigned
    by: str
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything about one drill but its journal. Instants are UTC ns."""

    id: str
    wish: Wish
    facts: PlanFacts
    opened_by: str
    opened_ns: int
    wished_by: tuple[str, ...]
    """Whose wish it is: everybody who opened or changed it."""
    stage: Stage = Stage.PREPARING
    records: dict[Record, Prepared] = field(default_factory=dict[Record, Prepared])
    participants: dict[str, Participant] = field(default_factory=dict[str, Participant])
    request: Request | None = None
    decisions: tuple[Decided, ...] = ()
    """Of the present request: the last word of each person."""
    voided: ApprovalsVoided | None = None
    """Why there is no approval any more, where there was one; None once it is asked for again."""
    overrides: tuple[Override, ...] = ()
    drill: str | None = None
    started_by: str | None = None
    started_ns: int | None = None
    failed: StartFailed | None = None
    """The last start, where it came to nothing."""
    done: DrillDone | None = None
    done_ns: int | None = None
    evaluation: Evaluated | None = None
    archive: Archived | None = None
    assessment: Assessed | None = None
    answers: dict[str, Answered] = field(default_factory=dict[str, Answered])
    uses: dict[Use, ResultUsed] = field(default_factory=dict[Use, ResultUsed])
    signatures: dict[SignedAs, Signature] = field(default_factory=dict[SignedAs, Signature])
    """Who prepared, reviewed and approved the report, as far as that stands."""
    notes: tuple[Note, ...] = ()
    ended: str = ""

    @property
    def tasks(self) -> tuple[str, ...]:
        """Return the tasks that the drill declares: the scenario's, then those of the wish."""
        return tuple(dict.fromkeys((*self.facts.tasks, *self.wish.tasks)))

    @property
    def services(self) -> tuple[str, ...]:
        """Return the services that it drills."""
        return self.facts.services

    def person(self, account: str) -> str:
        """Return who speaks by an account: two accounts of one person of the people register are one."""
        known = identity_of(self.facts.people, account) if self.facts.people else None
        return f"account:{folded(account) or account}" if known is None else f"person:{known}"

    def is_known(self, account: str) -> bool:
        """Tell whether the people register knows the account; without a register everybody is known."""
        return not self.facts.people or identity_of(self.facts.people, account) is not None
