"""What people said to a drill, and what they were told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from measurements.events.basics import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSettled:
    """A person looked at an unknown step and said what it was."""

    at: int
    step: str
    host: str
    outcome: Outcome
    by: str
    reason: str
    kind: Literal["step_settled"] = "step_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven:
    """A person's decision at a gate. `waived`: nobody was asked (`--yes`), and the report says so."""

    at: int
    step: str
    person: str
    decision: Literal["approve", "refuse"]
    reason: str
    channel: str
    waived: bool = False
    kind: Literal["approval_given"] = "approval_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbortAsked:
    """Somebody wants the drill to stop and restore."""

    at: int
    by: str
    reason: str
    kind: Literal["abort_asked"] = "abort_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptionDecided:
    """What happens after an interruption, decided by policy or by a person.

    `interruption` is the run that began with the one that was answered; without it, it is the one that stands when the
    word is heard.
    """

    at: int
    decision: Literal["restore", "continue"]
    by: str
    reason: str
    interruption: str = ""
    kind: Literal["interruption_decided"] = "interruption_decided"

    def holds_for(self, interruption: str) -> bool:
        """Tell whether the word counts at an interruption: going on only where it was said to it, restoring at any."""
        return self.decision == "restore" or self.interruption in {"", interruption}


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualReported:
    """What a person said of a manual step: that it is done or cannot be done, or that it is confirmed or refused.

    Every word is kept; which of them count is decided by the plan's people and its dual control (runners.policy).
    """

    at: int
    step: str
    person: str
    what: Literal["done", "failed", "confirmed", "refused"]
    note: str
    channel: str
    waived: bool = False
    kind: Literal["manual_reported"] = "manual_reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent:
    """How telling one contact group by one channel ended; UNKNOWN: it may have been delivered."""

    at: int
    step: str
    group: str
    channel: str
    outcome: Outcome
    detail: str
    kind: Literal["notice_sent"] = "notice_sent"
