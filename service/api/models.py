"""What crosses the HTTP door, both ways."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PERSON = Field(min_length=1, max_length=200, examples=["Li Wei"])
REASON = Field(default="", max_length=2000)


class DrillOrder(BaseModel):
    """What to drill. The files lie on the service's machine; relative paths start at its working directory."""

    model_config = ConfigDict(extra="forbid")

    scenario: str = Field(min_length=1, examples=["scenarios/library/pg-crash-async.yaml"])
    inventory: str = Field(min_length=1, examples=["inventory.yaml"])
    bia: str = Field(min_length=1, examples=["bia.yaml"])
    contacts: str | None = Field(default=None, min_length=1, examples=["contacts.yaml"], description="people, groups")
    risks: str | None = Field(default=None, min_length=1, examples=["risks.yaml"], description="the risk register")
    procedures: str | None = Field(default=None, min_length=1, examples=["plans.yaml"], description="the plan register")
    calendar: str | None = Field(
        default=None, min_length=1, examples=["shanghai-stocks"], description="a trading calendar: a file, or its name"
    )
    parameters: dict[str, str] = Field(default_factory=dict[str, str], examples=[{"lag_kbit": "400"}])
    opened_by: str = PERSON


class Approval(BaseModel):
    """One person's decision at one gate."""

    model_config = ConfigDict(extra="forbid")

    step: str = Field(min_length=1, examples=["release"])
    person: str = PERSON
    decision: Literal["approve", "refuse"]
    reason: str = REASON


class StepReport(BaseModel):
    """What one person says of a manual step: that it is done or cannot be done, that it is confirmed or refused."""

    model_config = ConfigDict(extra="forbid")

    person: str = PERSON
    what: Literal["done", "failed", "confirmed", "refused"]
    note: str = REASON


class BothLanguages(BaseModel):
    """One sentence in Chinese and English."""

    zh: str
    en: str


class Question(BaseModel):
    """What a drill asks of people now."""

    step: str
    what: Literal["approve", "do", "confirm"] = Field(
        description="approve: POST …/approvals; do and confirm: POST …/steps/{step}/report"
    )
    role: str = Field(description="who is asked")
    title: BothLanguages
    instruction: BothLanguages | None = Field(description="what is to be done; null at a gate")
    manual: str | None = Field(description="the operation manual, with its version")
    missing: int = Field(description="how many people still have to speak")
    but_not: list[str] = Field(description="who cannot: the doer, or those who approved already")
    until: str = Field(description="UTC, ISO 8601; the step fails then")


class Abort(BaseModel):
    """A wish to stop the drill and restore."""

    model_config = ConfigDict(extra="forbid")

    by: str = PERSON
    reason: str = Field(min_length=1, max_length=2000)


class Decision(BaseModel):
    """How an interrupted drill goes on, where its scenario asks."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["restore", "continue"]
    by: str = PERSON
    reason: str = REASON


class DrillCard(BaseModel):
    """A drill in a list: which one, and how far it is."""

    id: str
    scenario: str
    status: Literal["running", "waiting", "interrupted", "completed", "failed", "aborted"]
    plan_sha256: str
    opened_by: str
    started_at: str = Field(description="UTC, ISO 8601")
    ended_at: str | None
    restored: bool | None = Field(description="null while the drill runs")
    verdict: Literal["met", "inconclusive", "missed"] | None = Field(description="null while the drill runs")
    waiting_for: list[str] = Field(description="steps that wait for a person")
    questions: list[Question] = Field(description="what each of them asks of whom")
    events: int


class Drills(BaseModel):
    """All drills, newest first."""

    drills: list[DrillCard]


class Accepted(BaseModel):
    """The wish was handed to the running drill."""

    drill: str
    accepted: bool = True


class Health(BaseModel):
    """Whether the process lives."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """Whether a drill could be started, and what stands in the way."""

    ready: bool
    checks: dict[str, str] = Field(description="what was looked at; 'ok', or what is wrong")
