"""What crosses the HTTP door of the guard, both ways."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.models import BothLanguages


class DrillCheck(BaseModel):
    """Which dossier's drill the caller thinks of starting."""

    model_config = ConfigDict(extra="forbid")

    dossier: str = Field(min_length=1, max_length=200, examples=["pg-crash-async-20261107-1f2e3d4c"])


class GuardReason(BaseModel):
    """One reason against a start; `code` is stable."""

    code: str = Field(examples=["in_trading"])
    message: str
    message_zh: str
    facts: dict[str, str]


class GuardOpinion(BaseModel):
    """What the guard would say now."""

    dossier: str
    allowed: bool
    reasons: list[GuardReason] = Field(description="every reason that stands")
    overridden: list[GuardReason] = Field(description="reasons that two people set aside for this start")


class SessionOut(BaseModel):
    """One session of a trading day, local time; one that does not end later than it begins ends the next day."""

    title: BothLanguages | None
    begins: str = Field(examples=["09:15"])
    ends: str = Field(examples=["09:25"])
    source: str | None
    certainty: Literal["C", "S", "D", "U"] = Field(
        description="C: read or run; S: secondary source; D: derived; U: not confirmed"
    )


class CalendarCard(BaseModel):
    """One calendar as its file has it; a day outside `known_from` to `known_until` is closed to drills."""

    name: str = Field(examples=["shfe"])
    title: BothLanguages
    zone: str = Field(examples=["Asia/Shanghai"])
    known_from: str | None
    known_until: str | None
    base: list[str]
    sessions: list[SessionOut]
    nights: list[SessionOut] = Field(description="each belongs to the evening on which it begins")
    closed: list[str] = Field(description="weekdays without trading")
    open: list[str] = Field(description="weekend days with trading")
    no_night: list[str] = Field(description="days whose evening has no session")
    read: list[str] = Field(description="where the days were read, and how certain that is")


class ClosedSpan(BaseModel):
    """A stretch in which no drill may run."""

    begins: str = Field(description="UTC, ISO 8601")
    ends: str = Field(description="UTC, ISO 8601")
    what: BothLanguages
    unknown: bool = Field(description="nobody knows whether there is trading")
