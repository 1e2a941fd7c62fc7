"""The closed vocabulary of what can happen in a drill; a history is a list of these.

Every `at` and every other time is integer nanoseconds on the controller's monotonic
clock, except where a name says `utc` or `remote`. There are no floats in an event, so
that the canonical JSON of one (see codec.py) is the same in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

CONTROLLER: Final = ""
"""The `host` of a step that touches no host (an approval, a check on a probe)."""

Json: TypeAlias = dict[str, Any]


class Outcome(StrEnum):
    """How an act ended. UNKNOWN: it may or may not have taken effect."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class WriteOutcome(StrEnum):
    """Jepsen's three: acknowledged, certainly not done, and unknown."""

    OK = "ok"
    FAIL = "fail"
    INFO = "info"


class Ending(StrEnum):
    """Why a drill closed."""

    COMPLETED = "completed"
    FAILED = "failed"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One clock exchange: controller reads `c1`, host answers `remote`, controller reads `c2`."""

    c1: int
    remote: int
    c2: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """When a remote command ran.

    `opened` (channel open), `sent` and `received` are controller time; `remote_start` and
    `remote_end` are the host's own clock, None where the host did not tell.
    """

    sent: int
    opened: int
    received: int
    remote_start: int | None = None
    remote_end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillOpened:
    """The first event: the whole plan (as JSON, see scenarios/plan.py) and its digest."""

    at: int
    drill: str
    scenario: str
    plan: Json
    plan_sha256: str
    software: str
    opened_by: str
    utc_ns: int
    boot_id: str
    kind: Literal["drill_opened"] = "drill_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerStarted:
    """A runner process took the drill; `resumed` when it was not the first.

    `gap_ns` is the width of what is not known of the monotonic clock across a reboot (0 on the same boot).
    Since a reboot, `offset_ns` is added to CLOCK_MONOTONIC, so that times go on increasing.
    """

    at: int
    run: str
    pid: int
    boot_id: str
    resumed: bool
    gap_ns: int = 0
    offset_ns: int = 0
    kind: Literal["runner_started"] = "runner_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRead:
    """Both controller clocks, read together: UTC was `utc_ns` somewhere in [before, at]."""

    at: int
    before: int
    utc_ns: int
    kind: Literal["clock_read"] = "clock_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksExchanged:
    """Clock exchanges with one host."""

    at: int
    host: str
    exchanges: tuple[Exchange, ...]
    kind: Literal["clocks_exchanged"] = "clocks_exchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInvoked:
    """The intent: durable before the step touches anything. `detail` is masked."""

    at: int
    step: str
    host: str
    run: str
    detail: str = ""
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
    kind: Literal["step_completed"] = "step_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped:
    """The step will not run in this drill (its `when` is false, or the drill turned to restoring)."""

    at: int
    step: str
    reason: str
    kind: Literal["step_skipped"] = "step_skipped"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplesTaken:
    """Probe samples of one stream, as equally long columns, in order of sending inside a batch.

    A sample is handed over when it is answered, so a slow one may stand in a later batch than one sent after it.
    `batch` counts up from 0 in each stream, without holes. `due` is when the beat asked for
    the sample, so lateness is `sent - due`. `details` holds (index, text), sparsely.
    """

    at: int
    stream: str
    batch: int
    due: tuple[int, ...]
    sent: tuple[int, ...]
    received: tuple[int, ...]
    ok: tuple[bool, ...]
    details: tuple[tuple[int, str], ...] = ()
    kind: Literal["samples_taken"] = "samples_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerWritten:
    """Ledger writes, as equally long columns; `completed` is None while nothing was answered.

    A number may stand in two events: first without an answer, later with one; the later holds.
    """

    at: int
    ledger: str
    batch: int
    due: tuple[int, ...]
    number: tuple[int, ...]
    invoked: tuple[int, ...]
    completed: tuple[int | None, ...]
    outcome: tuple[WriteOutcome, ...]
    details: tuple[tuple[int, str], ...] = ()
    kind: Literal["ledger_written"] = "ledger_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRead:
    """One chunk of a read-back: rows found, in any order; `last` closes a complete read-back.

    `position` is the store's own order of insertion (-1 where it has none). `sent` is when
    the whole read-back began: only writes completed before it are judged.
    """

    at: int
    ledger: str
    step: str
    source: str
    sent: int
    chunk: int
    last: bool
    number: tuple[int, ...]
    payload: tuple[str, ...]
    position: tuple[int, ...]
    kind: Literal["ledger_read"] = "ledger_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReported:
    """News of the prober or ledger process itself: started, lost, adopted, stalled, stopped."""

    at: int
    stream: str
    what: Literal["started", "adopted", "stalled", "lost", "stopped"]
    detail: str = ""
    kind: Literal["watch_reported"] = "watch_reported"


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
class SafeguardTripped:
    """A safeguard ended the drill: a bystander degraded, the drill ran too long."""

    at: int
    safeguard: str
    detail: str
    kind: Literal["safeguard_tripped"] = "safeguard_tripped"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptionDecided:
    """What happens after an interruption, decided by policy or by a person."""

    at: int
    decision: Literal["restore", "continue"]
    by: str
    reason: str
    kind: Literal["interruption_decided"] = "interruption_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillClosed:
    """The last event. `restored` only if every begun fault was proved to be gone and every restore step was ok."""

    at: int
    ending: Ending
    restored: bool
    residue: tuple[str, ...]
    reason: str = ""
    kind: Literal["drill_closed"] = "drill_closed"


Event: TypeAlias = (
    DrillOpened
    | RunnerStarted
    | ClockRead
    | ClocksExchanged
    | StepInvoked
    | StepCompleted
    | StepSkipped
    | StepSettled
    | FaultVerified
    | LeaseRenewed
    | UndoInvoked
    | UndoCompleted
    | UndoProved
    | SamplesTaken
    | LedgerWritten
    | LedgerRead
    | WatchReported
    | ApprovalGiven
    | AbortAsked
    | SafeguardTripped
    | InterruptionDecided
    | DrillClosed
)
