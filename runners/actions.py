"""What policy may ask of the engine: a closed list, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from measurements.events import Ending, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoke:
    """Write the intent of a step on one host, then do it (a look or an undo step has its doing in later actions).

    `attempt` is above 1 only where the plan says that a repeat is harmless.
    """

    step: str
    host: str
    reason: str
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Ask a check's command until it is true, at most until `until`, then write the outcome."""

    step: str
    host: str
    until: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Look whether a fault took."""

    step: str
    host: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoFault:
    """Undo a begun fault; the attempt has to end before `until`."""

    step: str
    host: str
    until: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prove:
    """Look whether a fault is gone; the look has to end before `until`."""

    step: str
    host: str
    until: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Write down that a step will not run, or not on the hosts where it has not begun."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """End a begun step with this outcome; where it is still being done, stop waiting for it."""

    step: str
    host: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskApproval:
    """Tell people that a gate stands open."""

    step: str
    role: str
    people: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskManual:
    """Tell people of `role` that a manual step is to be done, or to be confirmed by somebody who is not `doer`.

    `doer` is the identity of whoever said that it is done, "" while nobody did.
    """

    step: str
    role: str
    what: Literal["do", "confirm"]
    until: int
    doer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInterruption:
    """Ask people whether an interrupted drill goes on; `in_doubt` holds each (step, host) of unknown outcome."""

    in_doubt: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRestore:
    """Write down that the interrupted drill is restored, as its scenario says."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Write down that a safeguard ends the drill."""

    safeguard: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing to do here before `until`, or before the next event where that is None."""

    until: int | None
    for_what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Write the last event."""

    ending: Ending
    restored: bool
    residue: tuple[str, ...]
    reason: str


Action: TypeAlias = (
    Invoke
    | Look
    | Verify
    | UndoFault
    | Prove
    | Skip
    | Settle
    | AskApproval
    | AskManual
    | AskInterruption
    | DecideRestore
    | Trip
    | Wait
    | Close
)
