"""What can happen to a dossier: a closed union. Who did it and when stands beside each event in the book."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from measurements.events.governed import Attached
from measurements.report import ExecutionStage
from service.dossiers.wish import PlanFacts, Wish


class Record(StrEnum):
    """The five preparation records of JR/T 0251 12.2 a."""

    PLAN = "plan"
    SCHEME = "scheme"
    REVIEW = "review"
    TRAINING = "training"
    SAFEGUARDS = "safeguards"


class Item(StrEnum):
    """The nine items of the evaluation (GB/T 38645 A.9), each graded 1 (poor), 3 (fair) or 5 (excellent)."""

    FEASIBILITY = "feasibility"
    ALERTING = "alerting"
    LOCATING = "locating"
    COMMAND = "command"
    PARTICIPANTS = "participants"
    PARTNERS = "partners"
    SAFEGUARDS = "safeguards"
    GOALS = "goals"
    COST = "cost"


Verdict: TypeAlias = Literal["approve", "refuse"]
Answer: TypeAlias = Literal["reached", "partly", "not_reached"]
SignedAs: TypeAlias = Literal["prepared", "reviewed", "approved"]
"""What somebody did to the report before putting a name to it, in this order."""
Use: TypeAlias = Literal["plan", "process", "training"]
"""To what results are put (JR/T 0251 12.2 d)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOpened:
    """Somebody wishes a drill."""

    wish: Wish
    facts: PlanFacts
    kind: Literal["dossier_opened"] = "dossier_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishChanged:
    """The wish is another one now; `changed` names what."""

    wish: Wish
    facts: PlanFacts
    changed: tuple[str, ...]
    kind: Literal["wish_changed"] = "wish_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFiled:
    """A preparation record stands, in place of an earlier one of its kind."""

    record: Record
    text: str
    held_on: str = ""
    attachments: tuple[Attached, ...] = ()
    kind: Literal["record_filed"] = "record_filed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantNamed:
    """Somebody takes part; naming the same name again corrects it."""

    name: str
    account: str
    department: str
    role: str
    deputy: str
    duty: str
    external: bool
    kind: Literal["participant_named"] = "participant_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantRemoved:
    """Somebody takes no part after all."""

    name: str
    kind: Literal["participant_removed"] = "participant_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A participant's own account says that this person is there."""

    name: str
    kind: Literal["signed_in"] = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked:
    """Approval of exactly this plan and window is waited for."""

    digest: str
    kind: Literal["approval_asked"] = "approval_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionGiven:
    """One person approves, or refuses until the dossier changes."""

    digest: str
    decision: Verdict
    reason: str
    kind: Literal["decision_given"] = "decision_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsVoided:
    """What was approved is no longer what would be drilled: every decision and override is void."""

    changed: tuple[str, ...]
    digest: str
    kind: Literal["approvals_voided"] = "approvals_voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideAsked:
    """Somebody wants reasons of the guard set aside for this start."""

    codes: tuple[str, ...]
    reason: str
    digest: str
    kind: Literal["override_asked"] = "override_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideDecided:
    """One person says yes or no to the override that was asked for as `number` (1 is the first)."""

    number: int
    decision: Verdict
    reason: str
    digest: str
    kind: Literal["override_decided"] = "override_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillBegun:
    """The guard let it pass: `drill` is this dossier's drill from here on."""

    drill: str
    digest: str
    kind: Literal["drill_begun"] = "drill_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFailed:
    """The drill never got a first record (a host, a secret); nothing was touched and the dossier waits again."""

    drill: str
    reason: str
    kind: Literal["start_failed"] = "start_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillDone:
    """The drill is closed and judged."""

    drill: str
    verdict: str
    ending: str
    restored: bool
    head: str
    stages: tuple[ExecutionStage, ...] = ()
    """The stages of the execution (JR/T 0251 12.2 b), read off its journal."""
    kind: Literal["drill_done"] = "drill_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One item of the evaluation."""

    item: Item
    grade: Literal[1, 3, 5]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """The drill was evaluated (12.2 c): all nine items, by whom, and in what words."""

    grades: tuple[Grade, ...]
    members: tuple[str, ...]
    text: str
    kind: Literal["evaluated"] = "evaluated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """Its papers were archived and, where it must be, filed with somebody."""

    place: str
    filed_with: str
    filed_on: str
    text: str
    attachments: tuple[Attached, ...] = ()
    kind: Literal["archived"] = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """Who took part was assessed, with reward and penalty where there was cause."""

    text: str
    reward: str
    penalty: str
    kind: Literal["assessed"] = "assessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswered:
    """Whether the drill served one of the tasks that it declared, and what tells so."""

    task: str
    answer: Answer
    text: str
    kind: Literal["task_answered"] = "task_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultUsed:
    """What becomes of the results for one of plan, process and training; no improvements needs a reason in `text`."""

    use: Use
    text: str
    improvements: tuple[str, ...] = ()
    kind: Literal["result_used"] = "result_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSigned:
    """Somebody put a name to the drill's report: `head` is the digest of the journal that it was made from.

    Signing again voids what was signed after it: a report that is prepared anew was not reviewed yet.
    """

    duty: SignedAs
    head: str
    department: str
    text: str
    kind: Literal["report_signed"] = "report_signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTaken:
    """Somebody noted something of the drill; what is attached lies elsewhere and is known by its digest."""

    text: str
    attachments: tuple[Attached, ...] = ()
    kind: Literal["note_taken"] = "note_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierClosed:
    """Everything is answered."""

    text: str
    kind: Literal["dossier_closed"] = "dossier_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCancelled:
    """There will be no drill."""

    reason: str
    kind: Literal["dossier_cancelled"] = "dossier_cancelled"


DossierEvent: TypeAlias = Annotated[
    DossierOpened
    | WishChanged
    | RecordFiled
    | ParticipantNamed
    | ParticipantRemoved
    | SignedIn
    | ApprovalAsked
    | DecisionGiven
    | ApprovalsVoided
    | OverrideAsked
    | OverrideDecided
    | DrillBegun
    | StartFailed
    | DrillDone
    | Evaluated
    | Archived
    | Assessed
    | TaskAnswered
    | ResultUsed
    | ReportSigned
    | NoteTaken
    | DossierClosed
    | DossierCancelled,
    Field(discriminator="kind"),
]
