"""What crosses the HTTP door of the dossiers, both ways. Instants are UTC in ISO 8601."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from measurements.report import ExecutionStage
from service.api.models import BothLanguages
from service.dossiers.events import Item, Record
from service.dossiers.wish import Wish

Line: TypeAlias = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/]+$")]
Prose: TypeAlias = Annotated[str, Field(min_length=1, max_length=4000)]
Words: TypeAlias = Annotated[str, Field(max_length=4000)]
Digest: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Decision: TypeAlias = Literal["approve", "refuse"]


class Given(BaseModel):
    """Something that is sent to us: unknown fields are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class AttachmentIn(Given):
    """A document that lies elsewhere, by its digest."""

    name: Name = Field(examples=["review-minutes.pdf"])
    sha256: Digest = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class RecordIn(Given):
    """A preparation record."""

    text: Prose = Field(
        examples=["The scheme was reviewed by operations and the business; two remarks, both taken in."]
    )
    held_on: date | None = Field(default=None, examples=["2026-11-02"])
    attachments: list[AttachmentIn] = Field(default_factory=list[AttachmentIn], max_length=50)


class ParticipantIn(Given):
    """Somebody who takes part; the same name again corrects what was said."""

    name: Name = Field(examples=["Li Wei"])
    account: Line = Field(default="", examples=["li.wei"], description="the user who can sign in; empty: nobody")
    department: Line = Field(default="", examples=["Operations"])
    role: Line = Field(default="", examples=["recorder"])
    deputy: Line = Field(default="", examples=["Wang Fang"])
    duty: Line = Field(default="", examples=["keeps the record"])
    external: bool = Field(default=False, description="from outside the firm, a supplier for example")


class DecisionIn(Given):
    """An approval or a refusal of exactly what has this digest."""

    decision: Decision
    reason: Prose = Field(examples=["The way back was proved in the test of last week."])
    digest: Digest = Field(description="`digest` of the dossier as it was read")


class OverrideIn(Given):
    """A wish that reasons of the guard be set aside for this start."""

    codes: list[Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]] = Field(
        min_length=1, max_length=20, examples=[["blackout"]], description="codes of the guard's reasons"
    )
    reason: Prose = Field(examples=["Settlement was moved to Sunday; see notice 2026-118."])


class OverrideDecisionIn(Given):
    """What one person says to an override that somebody else asked for."""

    decision: Decision
    reason: Prose = Field(examples=["I have seen the notice."])


class ReasonIn(Given):
    """Why."""

    reason: Prose = Field(examples=["The exchange moved its own test to that day."])


class GradeIn(Given):
    """One item of the evaluation: 1 poor, 3 fair, 5 excellent."""

    item: Item
    grade: Literal[1, 3, 5]
    note: Words = ""


class EvaluationIn(Given):
    """The evaluation: each of the nine items once."""

    grades: list[GradeIn] = Field(min_length=9, max_length=9)
    members: list[Name] = Field(min_length=1, max_length=50, examples=[["Zhao Min"]])
    text: Prose


class ArchiveIn(Given):
    """Where the papers lie, and with whom they were filed."""

    place: Name = Field(examples=["Archive 3, shelf 2026-11"])
    filed_with: Line = Field(default="", examples=["CSRC Shanghai"])
    filed_on: date | None = None
    text: Words = ""
    attachments: list[AttachmentIn] = Field(default_factory=list[AttachmentIn], max_length=50)


class AssessmentIn(Given):
    """The assessment of those who took part."""

    text: Prose = Field(examples=["Everybody knew their duty; the deputy of the network desk came late."])
    reward: Words = ""
    penalty: Words = ""


class AnswerIn(Given):
    """Whether the drill served a task that it declares."""

    answer: Literal["reached", "partly", "not_reached"]
    text: Prose = Field(examples=["Recovered in 12 minutes against a target of 20; records 118 to 204."])


class ResultIn(Given):
    """What becomes of the results; where nothing is to be improved, the text says why."""

    text: Prose = Field(examples=["Step 14 of the plan named a retired host; corrected and released."])
    improvements: list[Name] = Field(default_factory=list[Name], max_length=100, description="ids of improvements")


class SignatureIn(Given):
    """A name under the report; `head` is the digest of the evidence that stands on its cover."""

    head: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    department: Annotated[str, Field(max_length=200)] = ""
    text: Words = Field(default="", examples=["Read in full; figures compared with the evidence."])


class CloseIn(Given):
    """The last words."""

    text: Words = Field(default="", examples=["Filed with the exchange on 20 November."])


# what is given out


class ReasonOut(BaseModel):
    """One reason against something."""

    code: str
    message: BothLanguages


class Filed(BaseModel):
    """A preparation record."""

    record: Record
    by: str
    at: str
    text: str
    held_on: str
    attachments: list[AttachmentIn]


class Voice(BaseModel):
    """One person's decision, and how many seconds it was waited for."""

    by: str
    decision: Decision
    reason: str
    at: str
    waited_s: float


class ApprovalOut(BaseModel):
    """How far the approval is."""

    needed: int
    freed: str = Field(description="why nobody has to approve, where that is so")
    asked_by: str | None
    asked_at: str | None
    decisions: list[Voice]
    voided: list[str] | None = Field(description="what changed, where an approval was lost by it")


class OverrideOut(BaseModel):
    """An override, and what people said to it."""

    number: int
    codes: list[str]
    reason: str
    asked_by: str
    asked_at: str
    digest: str
    decisions: list[Voice]


class ParticipantOut(BaseModel):
    """Somebody who takes part."""

    name: str
    account: str
    department: str
    role: str
    deputy: str
    duty: str
    external: bool
    signed_in_at: str | None


class PlanOut(BaseModel):
    """What the files came to when they were last read."""

    sha256: str
    scenario: str
    title: BothLanguages
    form: str
    longest_s: float
    services: list[str]
    sites: list[str]
    hosts: list[str]
    environments: list[str]
    parts: dict[str, str] = Field(description="SHA-256 of each part: files by their roles, parameters")


class DrillOut(BaseModel):
    """The dossier's drill, and what came of it; null is not yet."""

    id: str
    started_by: str
    verdict: str | None
    ending: str | None
    restored: bool | None
    stages: list[ExecutionStage]


class TaskOut(BaseModel):
    """A task that the drill declares, and its answer."""

    task: str
    title: BothLanguages
    answer: Literal["reached", "partly", "not_reached"] | None
    text: str
    by: str | None


class SummaryOut(BaseModel):
    """The records after the drill; null is not yet."""

    evaluation: EvaluationIn | None
    archive: ArchiveIn | None
    assessment: AssessmentIn | None
    results: dict[Literal["plan", "process", "training"], ResultIn]


class SignatureOut(BaseModel):
    """A name under the report."""

    duty: Literal["prepared", "reviewed", "approved"]
    by: str
    at: str
    head: str = Field(description="digest of the journal that the report was made from")
    department: str
    text: str


class DossierOut(BaseModel):
    """A whole dossier."""

    id: str
    status: str = Field(description="the stage; while it is prepared also asked, refused, approved")
    stage: str
    wish: Wish
    digest: str = Field(description="what approvals are bound to: the plan and the window")
    plan: PlanOut
    opened_by: str
    opened_at: str
    wished_by: list[str]
    records: list[Filed]
    missing_records: list[Record]
    turned_off: dict[str, str]
    participants: list[ParticipantOut]
    approval: ApprovalOut
    overrides: list[OverrideOut]
    drill: DrillOut | None
    tasks: list[TaskOut]
    summary: SummaryOut
    signatures: list[SignatureOut] = Field(description="who prepared, reviewed and approved the report, as it stands")
    open_points: list[ReasonOut] = Field(description="what is still to be done after the drill")
    ended: str = Field(description="the last words, or why it was cancelled")


class DossierCard(BaseModel):
    """A dossier in a list."""

    id: str
    status: str
    scenario: str
    title: BothLanguages
    services: list[str]
    opens: str
    closes: str
    drill: str | None
    opened_by: str


class StandingOut(BaseModel):
    """How a dossier would stand for a start by the caller now, as far as the dossier goes."""

    digest: str
    reasons: list[ReasonOut]
    overridden: list[str]


class EntryOut(BaseModel):
    """One entry of the dossier's history."""

    number: int
    seq: int
    at: str
    user: str
    via: str
    kind: str
