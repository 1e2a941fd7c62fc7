"""A ledger's counter: how many writes were acknowledged, how many nobody knows of, how many are gone after reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from measurements.events import LedgerRead, LedgerWritten, WriteOutcome

_ACKNOWLEDGED: Final = 1
_FOUND: Final = 2
_MOST: Final = 1 << 27
"""Numbers above this are counted and not compared: a bit for each would not fit into memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The counter as it is shown; `lost` and `found` are None until the ledger was read back as a whole."""

    ledger: str
    acknowledged: int
    failed: int
    unknown: int
    found: int | None
    lost: int | None


@dataclass(slots=True)
class LedgerTold:
    """What was told of one ledger. A write told of twice counts as it was told last."""

    name: str
    acknowledged: int = 0
    failed: int = 0
    unanswered: set[int] = field(default_factory=set[int])
    unknown: int = 0
    """Answered by nothing that says how it ended; those still without any answer are `unanswered`."""
    is_read: bool = False
    _marks: bytearray = field(default_factory=bytearray)

    def write(self, event: LedgerWritten) -> None:
        """Take a batch of writes."""
        for number, completed, outcome in zip(event.number, event.completed, event.outcome, strict=True):
            self.unanswered.discard(number)
            if completed is None:
                self.unanswered.add(number)
            elif outcome is WriteOutcome.OK:
                self.acknowledged += 1
                self._mark(number, _ACKNOWLEDGED)
            elif outcome is WriteOutcome.FAIL:
                self.failed += 1
            else:
                self.unknown += 1

    def read(self, event: LedgerRead) -> None:
        """Take a chunk of a read-back; one after a replay says nothing of what was lost."""
        if event.replayed:
            return
        if event.chunk == 0:
            self._marks = bytearray(mark & ~_FOUND for mark in self._marks)
            self.is_read = False
        for number in event.number:
            self._mark(number, _FOUND)
        self.is_read |= event.last

    def _mark(self, number: int, what: int) -> None:
        if 0 <= number < _MOST:
            if number >= len(self._marks):
                self._marks.extend(bytes(number + 1 - len(self._marks) + len(self._marks) // 4))
            self._marks[number] |= what

    def count(self) -> Count:
        """Return the counter."""
        lost = self._marks.count(_ACKNOWLEDGED) if self.is_read else None
        found = len(self._marks) - self._marks.count(0) - self._marks.count(_ACKNOWLEDGED) if self.is_read else None
        unknown = self.unknown + len(self.unanswered)
        return Count(
            ledger=self.name,
            acknowledged=self.acknowledged,
            failed=self.failed,
            unknown=unknown,
            found=found,
            lost=lost,
        )
