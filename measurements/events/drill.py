"""The frame of a drill: it opens, runners come and go, clocks are read, it closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from measurements.events.basics import Ending, Exchange, Json


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
    `runner` is the name of the worker, or of the machine and the process there; empty in journals of before.
    """

    at: int
    run: str
    pid: int
    boot_id: str
    resumed: bool
    gap_ns: int = 0
    offset_ns: int = 0
    runner: str = ""
    kind: Literal["runner_started"] = "runner_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerHandedOver:
    """A runner left the drill on purpose; the next one goes on with it.

    `unfinished` names the acts that did not end in the time that they had, so that the drill is as good as interrupted.
    `writing` are the ledgers that were written to until now.
    """

    at: int
    run: str
    reason: str
    unfinished: tuple[str, ...] = ()
    writing: tuple[str, ...] = ()
    kind: Literal["runner_handed_over"] = "runner_handed_over"


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
class SafeguardTripped:
    """A safeguard ended the drill: a bystander degraded, the drill ran too long."""

    at: int
    safeguard: str
    detail: str
    kind: Literal["safeguard_tripped"] = "safeguard_tripped"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalReturned:
    """The journal takes records again; from `since` until `until` none could be written.

    What was known meanwhile stands with its own times, before and after this: so `at` is only its place among them.
    """

    at: int
    since: int
    until: int
    why: str
    kind: Literal["journal_returned"] = "journal_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillClosed:
    """The last event. `restored` only if every begun fault was proved to be gone and every restore step was ok."""

    at: int
    ending: Ending
    restored: bool
    residue: tuple[str, ...]
    reason: str = ""
    kind: Literal["drill_closed"] = "drill_closed"
