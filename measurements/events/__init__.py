"""The closed vocabulary of what can happen in a drill; a history is a list of these.

Every `at` and every other time is integer nanoseconds on the controller's monotonic
clock, except where a name says `utc` or `remote`. There are no floats in an event, so
that the canonical JSON of one (see codec.py) is the same in every language.
"""

from __future__ import annotations

from typing import TypeAlias

from measurements.events.basics import (
    CONTROLLER,
    Ending,
    Exchange,
    Json,
    Outcome,
    Stamps,
    WriteOutcome,
)
from measurements.events.drill import (
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    DrillOpened,
    JournalReturned,
    RunnerHandedOver,
    RunnerStarted,
    SafeguardTripped,
)
from measurements.events.governed import (
    Attached,
    Decided,
    DrillGoverned,
    Governance,
    Overridden,
    Participant,
    Prepared,
    TurnedOff,
)
from measurements.events.said import (
    AbortAsked,
    ApprovalGiven,
    InterruptionDecided,
    ManualReported,
    NoticeSent,
    StepSettled,
)
from measurements.events.steps import (
    FaultVerified,
    LeaseRenewed,
    StepCompleted,
    StepInvoked,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from measurements.events.watched import (
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    MarkerRead,
    SamplesTaken,
    WatchReported,
)

Event: TypeAlias = (
    DrillOpened
    | DrillGoverned
    | RunnerStarted
    | RunnerHandedOver
    | JournalReturned
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
    | LedgerReplayed
    | MarkerRead
    | WatchReported
    | ApprovalGiven
    | ManualReported
    | NoticeSent
    | AbortAsked
    | SafeguardTripped
    | InterruptionDecided
    | DrillClosed
)

__all__ = [
    "CONTROLLER",
    "AbortAsked",
    "ApprovalGiven",
    "Attached",
    "ClockRead",
    "ClocksExchanged",
    "Decided",
    "DrillClosed",
    "DrillGoverned",
    "DrillOpened",
    "Ending",
    "Event",
    "Exchange",
    "FaultVerified",
    "Governance",
    "InterruptionDecided",
    "JournalReturned",
    "Json",
    "LeaseRenewed",
    "LedgerRead",
    "LedgerReplayed",
    "LedgerWritten",
    "ManualReported",
    "MarkerRead",
    "NoticeSent",
    "Outcome",
    "Overridden",
    "Participant",
    "Prepared",
    "RunnerHandedOver",
    "RunnerStarted",
    "SafeguardTripped",
    "SamplesTaken",
    "Stamps",
    "StepCompleted",
    "StepInvoked",
    "StepSettled",
    "StepSkipped",
    "TurnedOff",
    "UndoCompleted",
    "UndoInvoked",
    "UndoProved",
    "WatchReported",
    "WriteOutcome",
]
