"""What the engine asks of the prober and ledger processes, which run beside it on their own beat."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from measurements.events import (
    Event,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    RunnerHandedOver,
    SamplesTaken,
    WatchReported,
)

News = SamplesTaken | LedgerWritten | WatchReported


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far the journal has come in one stream or ledger: the batch it wants next, and the spooled lines it holds.

    A sample is one line; a ledger write is one when it is begun and another when it is answered.
    `number` is the highest ledger number in the journal, -1 for none. `writing`: its process was at work as far as the
    journal knows; `again`: it was so when the drill was handed over, and is to be started again.
    """

    batch: int = 0
    lines: int = 0
    number: int = -1
    writing: bool = False
    again: bool = False


def journaled(events: Iterable[Event]) -> dict[str, Mark]:
    """Return the mark of every stream and ledger in `events`, a journal in order; any other begins at `Mark()`."""
    marks: dict[str, Mark] = {}
    begun: dict[str, set[int]] = {}
    for event in events:
        match event:
            case SamplesTaken():
                mark = marks.get(event.stream, Mark())
                marks[event.stream] = replace(mark, batch=event.batch + 1, lines=mark.lines + len(event.due))
            case LedgerWritten():
                mark = marks.get(event.ledger, Mark())
                marks[event.ledger] = _after_writes(mark, event, begun.setdefault(event.ledger, set()))
            case WatchReported(stream=stream, what="started" | "adopted" | "stopped" as what) if stream:
                marks[stream] = replace(marks.get(stream, Mark()), writing=what != "stopped", again=False)
            case RunnerHandedOver(writing=writing):
                marks |= {name: replace(marks.get(name, Mark()), writing=True, again=True) for name in writing}
            case _:
                pass
    return marks


def _after_writes(mark: Mark, event: LedgerWritten, begun: set[int]) -> Mark:
    """Return the mark after one batch of writes; `begun` holds every number seen before and gains the new ones."""
    new = set(event.number) - begun
    begun |= new
    answered = sum(completed is not None for completed in event.completed)
    lines, number = mark.lines + len(new) + answered, max(mark.number, *event.number)
    return replace(mark, batch=event.batch + 1, lines=lines, number=number)


class Watch(Protocol):
    """Prober and ledger of one drill. Batches are numbered, so one that was journaled is never handed over twice."""

    async def start(self, marks: Mapping[str, Mark]) -> None:
        """Start the prober, or adopt one (and ledgers) that outlived an earlier runner.

        `marks` is `journaled(events of the journal)`; what was spooled from there on comes first.
        """
        ...

    def news(self) -> AsyncIterator[News]:
        """Yield batches as they arrive (at most about 50 ms after a state change, else one a second per stream)."""
        ...

    async def open_ledger(self, ledger: str) -> str:
        """Make the ledger's table if it is not there and start writing; return a note. Raises WatchError."""
        ...

    def read_ledger(self, ledger: str, step: str) -> AsyncIterator[LedgerRead]:
        """Stop writing, wait for what is under way, read everything back. Raises WatchError.

        The last chunk has `last=True`; without it the read-back is incomplete and nothing is judged from it.
        When the ledger was writing until now, `news` says "stopped" of it after every write that there was.
        """
        ...

    def replay_ledger(self, ledger: str, step: str, numbers: Sequence[int]) -> AsyncIterator[LedgerReplayed]:
        """Write these again, with their own numbers and payloads, through the service's own entry. Raises WatchError.

        To be called after `read_ledger`, which ended the writing; a write that fails is told in its column, not raised.
        """
        ...

    async def drop_ledger(self, ledger: str) -> str:
        """Remove the ledger's table; return a note. Raises WatchError."""
        ...

    async def stop(self) -> None:
        """Stop prober and ledger and hand over what is left through `news`, which then ends."""
        ...


class WatchError(Exception):
    """Prober or ledger could not do what was asked; the text says what and what to do."""
