"""What the probes and ledgers saw so far: second by second, and since when a service answers again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from measurements.events import LedgerWritten, SamplesTaken, WriteOutcome
from scenarios.plan import SECOND

Seen: TypeAlias = Literal["up", "mixed", "down", "unknown"]
_WIDTHS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
CELLS: Final = 120
"""So many cells a strip has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring cells in which the same was seen: from which cell on, how many."""

    first: int
    cells: int
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One stream's availability from `start` on (controller's ns), in `cells` of `width_s` seconds each.

    Where there is no run nobody looked. `bad_s` says in how many seconds anything failed.
    """

    stream: str
    kind: Literal["probe", "ledger"]
    start: int
    width_s: int
    cells: int
    runs: tuple[Run, ...]
    bad_s: int
    newest: Seen | None


@dataclass(slots=True)
class StreamTold:
    """What was told of one stream. A success is an answer, at a ledger an acknowledged write."""

    name: str
    kind: Literal["probe", "ledger"]
    service: str | None
    start: int
    seconds: dict[int, int] = field(default_factory=dict[int, int])
    """By second since `start`: 1 something worked, 2 something failed, 4 nobody knows, or the sum of these."""
    last_failed: int | None = None
    """When the newest failure was sent."""
    last_sent: int | None = None
    up_since: int | None = None
    """When the first success was answered that was sent after the newest failure."""

    def take_samples(self, event: SamplesTaken) -> None:
        """Take a batch of a probe."""
        for sent, received, ok in zip(event.sent, event.received, event.ok, strict=True):
            self._see(sent, received, ok=ok)

    def take_writes(self, event: LedgerWritten) -> None:
        """Take a batch of a ledger; a write that nobody has answered yet says nothing."""
        for invoked, completed, outcome in zip(event.invoked, event.completed, event.outcome, strict=True):
            if completed is not None:
                self._see(invoked, completed, ok=outcome is WriteOutcome.OK)

    def _see(self, sent: int, received: int, *, ok: bool | None) -> None:
        second = (sent - self.start) // SECOND
        self.seconds[second] = self.seconds.get(second, 0) | (4 if ok is None else 1 if ok else 2)
        self.last_sent = sent if self.last_sent is None else max(self.last_sent, sent)
        if ok is False and (self.last_failed is None or sent > self.last_failed):
            self.last_failed, self.up_since = sent, None
        elif ok and self.up_since is None and (self.last_failed is None or sent > self.last_failed):
            self.up_since = received

    def strip(self, until: int) -> Strip:
        """Return the strip from `start` to `until`, as fine as CELLS cells allow."""
        newest_s = max(max(self.seconds, default=0), (until - self.start) // SECOND, 0)
        width = next((width for width in _WIDTHS if (newest_s // width) < CELLS), newest_s // CELLS + 1)
        cells: dict[int, int] = {}
        for second, seen in self.seconds.items():
            if second >= 0:
                cells[second // width] = cells.get(second // width, 0) | seen
        return Strip(
            stream=self.name,
            kind=self.kind,
            start=self.start,
            width_s=width,
            cells=newest_s // width + 1,
            runs=tuple(_runs(cells)),
            bad_s=sum(1 for seen in self.seconds.values() if seen & 2),
            newest=_seen(self.seconds[max(self.seconds)]) if self.seconds else None,
        )


def _runs(cells: dict[int, int]) -> Iterator[Run]:
    first, count, before = 0, 0, None
    for cell in sorted(cells):
        seen = _seen(cells[cell])
        if before == seen and cell == first + count:
            count += 1
            continue
        if before is not None:
            yield Run(first=first, cells=count, seen=before)
        first, count, before = cell, 1, seen
    if before is not None:
        yield Run(first=first, cells=count, seen=before)


def _seen(told: int) -> Seen:
    match told & 3:
        case 1:
            return "up"
        case 2:
            return "down"
        case 3:
            return "mixed"
        case _:
            return "unknown"
