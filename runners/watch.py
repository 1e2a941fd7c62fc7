"""What the engine asks of the prober and ledger processes, which run beside it on their own beat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from measurements.events import LedgerRead, LedgerWritten, SamplesTaken, WatchReported

News = SamplesTaken | LedgerWritten | WatchReported


class Watch(Protocol):
    """Prober and ledger of one drill. Batches are numbered, so one that was journaled is never handed over twice."""

    async def start(self, next_batch: dict[str, int]) -> None:
        """Start the prober, or adopt one that outlived an earlier runner.

        `next_batch` says for each stream and ledger which batch the journal wants next; what was spooled
        from there on comes first.
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
