"""What the prober and the ledgers saw, and what was read of the markers that a business has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from measurements.events.basics import WriteOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplesTaken:
    """Probe samples of one stream, as equally long columns, in order of sending inside a batch.

    A sample is handed over when it is answered, so a slow one may stand in a later batch than one sent after it.
    `batch` counts up from 0 in each stream, without holes. `due` is when the beat asked for
    the sample, so lateness is `sent - due`. `ok` is None where the way to the service was broken, so that nobody
    knows. `details` holds (index, text), sparsely.
    """

    at: int
    stream: str
    batch: int
    due: tuple[int, ...]
    sent: tuple[int, ...]
    received: tuple[int, ...]
    ok: tuple[bool | None, ...]
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
    replayed: bool = False
    """Whether lost writes were written again before; such a read-back says nothing of the RPO."""
    fenced: bool | None = None
    """Whether no write begun before could take effect any more when this was read; None where nobody asked."""
    torn: int = 0
    """How many pieces the store holds that are no whole row, because their writing was cut off."""
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
class LedgerReplayed:
    """Lost writes that were written again, as equally long columns; `completed` is None where nothing was answered."""

    at: int
    ledger: str
    step: str
    number: tuple[int, ...]
    invoked: tuple[int, ...]
    completed: tuple[int | None, ...]
    outcome: tuple[WriteOutcome, ...]
    kind: Literal["ledger_replayed"] = "ledger_replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerRead:
    """A marker of the business, read between `sent` and `received`.

    `value` is an integer in digits: bytes for a log position, UTC nanoseconds for a time. `granularity` is the width
    of the last digit that was given, in the same unit (a time to the second: 1_000_000_000).
    """

    at: int
    step: str
    host: str
    service: str
    marker: Literal["business_time", "log_position", "backup"]
    side: Literal["before", "after"]
    sent: int
    received: int
    value: str
    granularity: int = 1
    kind: Literal["marker_read"] = "marker_read"
