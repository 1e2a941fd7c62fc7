"""Which texts of an event may hold secrets or be long: each is masked, then bounded, before it is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    DrillGoverned,
    DrillOpened,
    Event,
    FaultVerified,
    InterruptionDecided,
    JournalReturned,
    LeaseRenewed,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    ManualReported,
    MarkerRead,
    NoticeSent,
    RunnerHandedOver,
    RunnerStarted,
    SafeguardTripped,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
    WatchReported,
)
from runners.remote import OUTPUT_LIMIT

Mask: TypeAlias = Callable[[str], str]

SENTENCE_LIMIT: Final = 2_000
"""Most characters kept of a reason or a detail."""


def redacted(event: Event, mask: Mask) -> Event:  # noqa: C901  one case a kind of event
    """Return the event as it may be stored: every text that came from outside masked and bounded.

    The plan is stored as it is: it names secrets and never holds one.
    """

    def short(text: str) -> str:
        return bounded(mask(text), SENTENCE_LIMIT)

    def output(text: str) -> str:
        return bounded(mask(text), OUTPUT_LIMIT)

    match event:
        case StepInvoked() | FaultVerified() | UndoProved() | SafeguardTripped() | WatchReported():
            return replace(event, detail=short(event.detail))
        case StepCompleted() | UndoCompleted():
            outputs = {"stdout": output(event.stdout), "stderr": output(event.stderr)}
            return replace(event, reason=short(event.reason), **outputs)
        case StepSkipped() | StepSettled() | LeaseRenewed() | ApprovalGiven() | AbortAsked() | InterruptionDecided():
            return replace(event, reason=short(event.reason))
        case JournalReturned():
            return replace(event, why=short(event.why))
        case DrillClosed() | RunnerHandedOver():
            return replace(event, reason=short(event.reason))
        case UndoInvoked():
            return replace(event, because=short(event.because))
        case SamplesTaken() | LedgerWritten():
            return replace(event, details=tuple((index, short(text)) for index, text in event.details))
        case ManualReported():
            return replace(event, note=short(event.note))
        case NoticeSent():
            return replace(event, detail=short(event.detail))
        case DrillOpened() | DrillGoverned() | RunnerStarted() | ClockRead() | ClocksExchanged():
            return event
        case LedgerRead() | LedgerReplayed() | MarkerRead():
            return event


def bounded(text: str, limit: int) -> str:
    """Return `text`, its middle dropped and said to be where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[len(text) - half :]}"
