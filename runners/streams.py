"""How one stream of samples stands: the present run of equal answers, and the longest run of failures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from measurements.events import LedgerWritten, SamplesTaken, WriteOutcome
from scenarios.plan import SECOND, CheckStream, Plan, WaitFor

_BEATS_OF_SILENCE: Final = 5
"""A silence longer than this many beats (and a second, and the time-out) ends a run: silence proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answered sample or ledger write; times in nanoseconds."""

    sent: int
    received: int
    ok: bool


@dataclass(slots=True, kw_only=True)
class Stream:
    """What waits and checks need to know of a stream, however long it has been running.

    The present run: `count` equal answers (`up`) without a break, sent from `since` on, the last received at `until`.
    """

    patience_ns: int
    timeout_ns: int
    up: bool | None = None
    since: int = 0
    until: int = 0
    count: int = 0
    last_sent: int = 0
    longest_down: int = 0
    is_running: bool = False
    is_stopped: bool = False
    """Whether whoever samples it was told to stop, and has handed over everything."""

    def take(self, reading: Reading) -> None:
        """Add one reading, in the order of arrival."""
        silent = reading.sent - self.last_sent > self.patience_ns
        if silent or reading.ok != self.up:
            self.up, self.count, self.until = reading.ok, 0, reading.received
            self.since = max(reading.sent, self.last_sent)  # a late answer must not reach back over the break
        self.count += 1
        self.until = max(self.until, reading.received)
        self.last_sent = max(self.last_sent, reading.sent)
        if not reading.ok:
            self.longest_down = max(self.longest_down, self.count)

    def forget(self) -> None:
        """End the present run without a next one: nobody watches."""
        self.up, self.count = None, 0

    def satisfies(self, look: WaitFor | CheckStream) -> bool:
        """Tell whether the present run is what `look` waits for."""
        if self.up is not (look.state == "up"):
            return False
        match look:
            case WaitFor():
                return self.count >= look.in_a_row
            case CheckStream():
                return self.until - self.since >= look.hold_ns


def streams_of(plan: Plan) -> dict[str, Stream]:
    """Return a stream without readings for every probe and ledger of the plan."""
    return {
        watched.name: Stream(
            patience_ns=max(SECOND, _BEATS_OF_SILENCE * watched.every_ns) + watched.timeout_ns,
            timeout_ns=watched.timeout_ns,
        )
        for watched in (*plan.probes, *plan.ledgers)
    }


def sampled(event: SamplesTaken) -> Iterator[Reading]:
    """Yield the samples of a batch that say something of the service; the others are silence, which proves nothing."""
    for sent, received, ok in zip(event.sent, event.received, event.ok, strict=True):
        if ok is not None:
            yield Reading(sent=sent, received=received, ok=ok)


def written(event: LedgerWritten, timeout_ns: int) -> Iterator[Reading]:
    """Yield the answered writes of a batch, and those that should have been answered by now, as failures."""
    for invoked, completed, outcome in zip(event.invoked, event.completed, event.outcome, strict=True):
        if completed is not None:
            yield Reading(sent=invoked, received=completed, ok=outcome is WriteOutcome.OK)
        elif event.at - invoked >= timeout_ns:
            yield Reading(sent=invoked, received=event.at, ok=False)
