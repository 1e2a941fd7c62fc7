"""What crosses the HTTP door, both ways."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PERSON = Field(min_length=1, max_length=200, examples=["Li Wei"])
REASON = Field(default="", max_length=2000)


class DrillOrder(BaseModel):
    """What to drill. The three files lie on the service's machine; relative paths start at its working directory."""

    model_config = ConfigDict(extra="forbid")

    scenario: str = Field(min_length=1, examples=["scenarios/library/pg-crash-async.yaml"])
    inventory: str = Field(min_length=1, examples=["inventory.yaml"])
    bia: str = Field(min_length=1, examples=["bia.yaml"])
    parameters: dict[str, str] = Field(default_factory=dict[str, str], examples=[{"lag_kbit": "400"}])
    opened_by: str = PERSON


class Approval(BaseModel):
    """One person's decision at one gate."""

    model_config = ConfigDict(extra="forbid")

    step: str = Field(min_length=1, examples=["release"])
    person: str = PERSON
    decision: Literal["approve", "refuse"]
    reason: str = REASON


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
    waiting_for: list[str] = Field(description="gates that wait for a person")
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
