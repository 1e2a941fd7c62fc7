"""What crosses the HTTP door, both ways."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scenarios.plan import Text

REASON = Field(default="", max_length=2000, examples=["seen on the monitor"])


class DrillOrder(BaseModel):
    """Which dossier's drill is to start, now. The guard looks at everything once more."""

    model_config = ConfigDict(extra="forbid")

    dossier: str = Field(min_length=1, max_length=200, examples=["pg-crash-async-20261107-1f2e3d4c"])


class Approval(BaseModel):
    """The caller's decision at one gate."""

    model_config = ConfigDict(extra="forbid")

    step: str = Field(min_length=1, max_length=200, examples=["release"])
    decision: Literal["approve", "refuse"]
    reason: str = REASON


class StepReport(BaseModel):
    """What the caller says of a manual step: that it is done or cannot be done, that it is confirmed or refused."""

    model_config = ConfigDict(extra="forbid")

    what: Literal["done", "failed", "confirmed", "refused"]
    note: str = REASON


class BothLanguages(BaseModel):
    """One sentence in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> BothLanguages:
        """Return a text as the API shows it."""
        return cls(zh=text.zh, en=text.en)


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

    reason: str = Field(min_length=1, max_length=2000, examples=["the bystander slows down"])


class Decision(BaseModel):
    """How an interrupted drill goes on, where its scenario asks."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["restore", "continue"]
    reason: str = REASON


class DrillRun(BaseModel):
    """One runner's time with a drill."""

    runner: str = Field(description="the worker, or machine and process of the service")
    pid: int
    began_at: str = Field(description="UTC, ISO 8601")
    why: Literal["opened", "resumed", "taken_over", "handed_over"] = Field(
        description="resumed: after an interruption, at the same place; taken_over: after one, by another runner; "
        "handed_over: the runner before left it on purpose, and nothing was interrupted"
    )
    left_at: str | None = Field(description="when it left on purpose; null for every other end")
    left_because: str


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
    runs: list[DrillRun] = Field(description="who has run it, the first runner first")
    restoring: bool = Field(description="it has turned to restoring and is not closed")
    undecided: bool = Field(description="interrupted: somebody has to decide, POST …/interruption")
    services: list[str] = Field(description="the services that it drills")
    dossier: str | None = Field(description="null for a drill from before there were dossiers")


class Accepted(BaseModel):
    """The wish was handed to the running drill."""

    drill: str
    accepted: bool = True


class Health(BaseModel):
    """Whether the process lives."""

    status: Literal["alive"] = "alive"


class PartShown(BaseModel):
    """How one part of the service is."""

    state: Literal["ok", "degraded", "failing"] = Field(
        description="degraded: drills can start, and somebody should look; failing: no drill could start now"
    )
    text: BothLanguages
    todo: BothLanguages | None = Field(description="what to do; null where nothing is, or where the text says it")


class Readiness(BaseModel):
    """Whether a drill could be started, and what stands in the way."""

    ready: bool
    parts: dict[str, PartShown] = Field(description="every part that was looked at")
