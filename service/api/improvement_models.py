"""What crosses the HTTP door of the improvement register, both ways. Instants are UTC in ISO 8601."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from service.api.models import BothLanguages
from service.improvement.item import Status
from service.improvement.trouble import Abnormal, Kind, Severity, Use

Line: TypeAlias = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
Prose: TypeAlias = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]
Words: TypeAlias = Annotated[str, Field(max_length=4000)]
Digest: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Day: TypeAlias = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Names: TypeAlias = Annotated[list[Name], Field(max_length=50)]


class Given(BaseModel):
    """Something that is sent to us: unknown fields are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class EvidenceBody(Given):
    """A document that lies elsewhere, by its digest."""

    name: Name = Field(examples=["restore-test.pdf"])
    sha256: Digest = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class OpeningIn(Given):
    """Something that a person found."""

    title: Name = Field(examples=["The contacts of the network supplier are out of date"])
    advice: Words = Field(default="", description="what might be done about it")
    kind: Kind = "other"
    severity: Severity = "warning"
    services: Annotated[list[Name], Field(min_length=1, max_length=50, examples=[["trading-db"]])]
    scenario: Line = ""
    drill: Line = Field(default="", description="the drill in which it was found")
    dossier: Line = Field(default="", description="the dossier of that drill")
    owner: Line | None = Field(default=None, description="an account; left out: as the policy says")
    due: Day | None = Field(default=None, description="to the end of this day; left out: as the policy says")
    redrill: bool = Field(default=True, description="whether a later drill has to show it gone before it is closed")
    use: Use | None = Field(default=None, description="what is to be improved; left out: by the kind")


class PlanIn(Given):
    """Who is to do what until when; what is left out stays as it is."""

    owner: Name | None = Field(default=None, examples=["omar"], description="an account")
    lead: Line | None = Field(default=None, examples=["Operations"], description="the department that leads")
    supporting: Names | None = Field(default=None, examples=[["Trading"]], description="departments that support it")
    due: Day | None = Field(default=None, description="to the end of this day; moving it back needs `reason`")
    cause: Words | None = None
    control: Words | None = Field(default=None, description="what is there already against it")
    corrective: Words | None = Field(default=None, examples=["Replace the link and widen it to 10 Gbit/s"])
    preventive: Words | None = Field(default=None, description="what keeps it from coming again")
    resources: Words | None = None
    use: Use | None = None
    reason: Words = ""


class DoneIn(Given):
    """The measure was carried out; whoever says so counts among those who did it."""

    text: Prose = Field(examples=["The link was replaced on Saturday."])
    doers: Names = Field(default_factory=list[str], description="who else did it")
    done_on: date | None = None
    evidence: Annotated[list[EvidenceBody], Field(max_length=20)] = Field(default_factory=list[EvidenceBody])


class RedrillIn(Given):
    """A later drill of the same service that showed it gone."""

    drill: Name = Field(examples=["pg-crash-async-20261205-020000-1f2e3d4c"])


class VerificationIn(Given):
    """Whether the measure worked, by somebody who had no part in it."""

    result: Literal["worked", "failed"]
    method: Prose = Field(examples=["Read the report of the re-drill and the log of the link."])
    finding: Prose = Field(examples=["The RTO was met with 12 s to spare."])
    evidence: Annotated[list[EvidenceBody], Field(max_length=20)] = Field(default_factory=list[EvidenceBody])


class WaiverIn(Given):
    """A wish that nothing be done for a while."""

    reason: Prose = Field(examples=["The old storage is replaced in March; until then runbook 7 holds."])
    until: Day


class WaiverDecisionIn(Given):
    """What somebody else decided about that wish."""

    decision: Literal["accept", "refuse"]
    reason: Prose


class ReopenIn(Given):
    """Why it is not gone after all."""

    reason: Prose = Field(examples=["The same step failed again in the drill of 5 December."])


class ImprovementCard(BaseModel):
    """An item in a list."""

    id: str
    status: Status
    title: BothLanguages
    kind: Kind
    code: str
    severity: Severity
    services: list[str]
    owner: str
    due_at: str
    overdue: bool
    opened_at: str
    drill: str
    dossier: str
    redrill_needed: bool
    reopened: int


class PlanOut(BaseModel):
    """The plan of an item (JR/T 0251 14)."""

    owner: str
    lead: str
    supporting: list[str]
    cause: str
    control: str
    corrective: str
    preventive: str
    resources: str
    use: Use
    reason: str


class DoneOut(BaseModel):
    """A measure that was carried out."""

    text: str
    by: str
    doers: list[str]
    done_on: str
    told_at: str
    evidence: list[EvidenceBody]


class RedrillOut(BaseModel):
    """The drill that showed it gone; `by_report`: its report did, not a person."""

    drill: str
    by_report: bool
    by: str
    told_at: str


class VerificationOut(BaseModel):
    """One verification record."""

    by: str
    at: str
    result: Literal["worked", "failed"]
    method: str
    finding: str
    redrill: str
    evidence: list[EvidenceBody]


class WaiverOut(BaseModel):
    """A wish that nothing be done, and what came of it."""

    reason: str
    until: str
    asked_by: str
    asked_at: str
    decision: Literal["accept", "refuse"] | None
    decided_by: str | None
    answer: str


class ImprovementOut(ImprovementCard):
    """A whole item."""

    said: BothLanguages
    advice: BothLanguages
    evidence: list[int] = Field(description="numbers of the drill's events that prove it")
    opened_by: str
    reported_to: list[str]
    use: Use
    plan: PlanOut | None
    done: DoneOut | None
    redrill: RedrillOut | None
    verifications: list[VerificationOut]
    waivers: list[WaiverOut]
    seen_in: list[str] = Field(description="drills that showed it again")
    moved_back: int = Field(description="how often the due date was moved back")
    closed_at: str | None
    may_not_verify: list[str] = Field(description="whoever had a part in it")


class FaultForm(BaseModel):
    """A register entry of a fault or risk (CSRC custody guide, form 39; its columns are ours)."""

    number: str
    registered_at: str
    registered_by: str
    reported_to: list[str]
    severity: Severity
    what: BothLanguages
    abnormal: Abnormal | None = Field(description="the step, where it was one")


class MeasureForm(BaseModel):
    """Corrective and preventive measures and their verification (CSRC custody guide, form 40; its columns are ours)."""

    number: str
    what: BothLanguages
    cause: str
    corrective: str
    preventive: str
    owner: str
    departments: list[str]
    due_at: str
    done: DoneOut | None
    redrill: RedrillOut | None
    verifications: list[VerificationOut]
    closed_at: str | None


class Forms(BaseModel):
    """An item as the two forms of the CSRC custody guide."""

    form_39: FaultForm
    form_40: MeasureForm


class HistoryLine(BaseModel):
    """One entry of the book about an item."""

    number: int
    at: str
    by: str
    via: str
    kind: str
