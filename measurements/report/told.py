"""What a report tells of the course of a drill: steps, people, notices, readiness; instants as in TimelineEntry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from scenarios.plan import Text

WhyNotName: TypeAlias = Literal["stranger", "wrong_role", "same_person", "out_of_turn"]
OutcomeName: TypeAlias = Literal["ok", "failed", "unknown"]
StageName: TypeAlias = Literal["system_preparation", "start", "execution", "recording", "end", "restoration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionStage:
    """One stage of the execution (JR/T 0251 12.2 b); instants are UTC, ISO 8601, None where it was not reached."""

    stage: StageName
    begun_at: str | None = None
    ended_at: str | None = None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must look at. `code` keys the bilingual wording; `facts` fill its gaps."""

    code: str
    severity: Literal["info", "warning", "serious"]
    facts: dict[str, str]
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that a step captured from what a command printed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One attempt at one step on one host, or one undo.

    Seconds count from the fault's lower end, or from the opening where there was no fault.
    """

    step: str
    host: str
    phase: str
    kind: str
    title: Text
    started_s: float | None
    ended_s: float | None
    outcome: Literal["ok", "failed", "unknown", "skipped", "running"]
    reason: str
    person: str | None
    """Who decided at a gate, or did a manual step and confirmed it; every name that counted."""
    attempt: int = 1
    """Which attempt at this step on this host it is, from 1; the last one's outcome is the step's."""
    is_last: bool = True
    captured: tuple[Value, ...] = ()
    planned_start_s: float | None = None
    """When the plan's schedule has the step begin; None where the plan gives this drill no times."""
    planned_end_s: float | None = None
    deviation_s: float | None = None
    """How much later than planned the step's last attempt ended, rounded up; below zero: earlier."""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDecision:
    """What one person decided at a gate, or that the gate was waived; seconds as in TimelineEntry."""

    step: str
    person: str
    decision: Literal["approve", "refuse"]
    reason: str
    channel: str
    waived: bool
    at_s: float
    counted: bool = True
    why_not: WhyNotName | None = None
    """Why it did not count."""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualReport:
    """What one person said of a manual step; seconds as in TimelineEntry."""

    step: str
    attempt: int
    person: str
    what: Literal["done", "failed", "confirmed", "refused"]
    note: str
    channel: str
    waived: bool
    at_s: float
    counted: bool = True
    why_not: WhyNotName | None = None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualAct:
    """One attempt at a manual step: who did it, who confirmed it, how long people were waited for."""

    step: str
    attempt: int
    role: str
    confirm_role: str | None
    """Who has to confirm; None without dual control."""
    manual: str | None
    done_by: str | None
    confirmed_by: str | None
    waived: bool
    outcome: Literal["ok", "failed", "unknown", "running"]
    waited_s: float | None
    """From asking to the last word, rounded up; None while it is open."""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How telling one contact group by one channel ended."""

    step: str
    group: str
    channel: str
    outcome: OutcomeName
    detail: str
    at_s: float
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessCheck:
    """What one readiness check saw on one host before anything was touched."""

    step: str
    host: str
    check: str
    outcome: Literal["ok", "failed", "unknown", "skipped", "running"]
    detail: str
    evidence: tuple[int, ...] = ()
