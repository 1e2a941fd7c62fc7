"""What becomes of steps and of the faults that some of them are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from measurements.events.basics import Outcome, Stamps


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInvoked:
    """The intent: durable before the step touches anything. `detail` is masked."""

    at: int
    step: str
    host: str
    run: str
    detail: str = ""
    attempt: int = 1
    """Above 1 only where the plan says that a repeat is harmless."""
    kind: Literal["step_invoked"] = "step_invoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted:
    """The outcome of one step on one host; texts are masked and bounded."""

    at: int
    step: str
    host: str
    outcome: Outcome
    reason: str = ""
    exit_status: int | None = None
    stdout: str = ""
    stderr: str = ""
    truncated: bool = False
    stamps: Stamps | None = None
    captured: tuple[tuple[str, str], ...] = ()
    """(name, canonical text) of each value that the plan captures; only with outcome OK."""
    kind: Literal["step_completed"] = "step_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped:
    """The step will not run in this drill (its `when` is false, or the drill turned to restoring)."""

    at: int
    step: str
    reason: str
    kind: Literal["step_skipped"] = "step_skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultVerified:
    """Whether the fault was seen to have taken: OK it did, FAILED it did not."""

    at: int
    step: str
    host: str
    took: Outcome
    detail: str
    kind: Literal["fault_verified"] = "fault_verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRenewed:
    """The dead-man's lease on the target was renewed (or the attempt failed)."""

    at: int
    step: str
    host: str
    outcome: Outcome
    reason: str = ""
    kind: Literal["lease_renewed"] = "lease_renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoInvoked:
    """The intent to undo a fault."""

    at: int
    step: str
    host: str
    run: str
    because: str
    kind: Literal["undo_invoked"] = "undo_invoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoCompleted:
    """How one attempt at undoing ended. An undo is idempotent and may be repeated."""

    at: int
    step: str
    host: str
    outcome: Outcome
    reason: str = ""
    stdout: str = ""
    stderr: str = ""
    stamps: Stamps | None = None
    kind: Literal["undo_completed"] = "undo_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoProved:
    """Whether the fault was seen to be gone: OK gone, FAILED residue, UNKNOWN could not look."""

    at: int
    step: str
    host: str
    proved: Outcome
    detail: str
    kind: Literal["undo_proved"] = "undo_proved"
