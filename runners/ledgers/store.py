"""What a ledger asks of the service that it writes to, and a store that misbehaves to order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

from measurements.events import WriteOutcome
from measurements.ledger import payload
from runners.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How one write ended. OK: acknowledged; FAIL: certainly not done; INFO: nobody knows."""

    outcome: WriteOutcome
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A write as it stands in the store; `position` is the store's own order of insertion, -1 where it has none."""

    number: int
    payload: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a read-back, and which server it came from."""

    source: str
    rows: tuple[Row, ...]
    torn: int = 0
    """How many pieces were passed over that are no whole row: writes that were cut off."""


class StoreError(Exception):
    """The store did not do what was asked; the text says why and is without secrets."""


class Store(Protocol):
    """Holds numbered writes, each with its payload."""

    async def create(self) -> str:
        """Make the table if it is not there; return a note. Raises StoreError."""
        ...

    async def insert(self, number: int) -> Written:
        """Write `number` and commit it, within the store's time-out. Never raises for what the store does."""
        ...

    async def fence(self) -> bool:
        """See to it that no write begun until now can still take effect; return whether that is certain.

        Writes begun after it, by this store or a new one, are not touched. Raises StoreError if it may have failed.
        """
        ...

    def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield all rows as of one moment, at most `chunk` a page and at least one page. Raises StoreError."""
        ...

    async def drop(self) -> str:
        """Remove the table if it is there; return a note. Raises StoreError."""
        ...

    def keep_at_most(self, idle: int) -> None:
        """Close connections that nobody uses, down to `idle` of them."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """Which writes go wrong, and how. A number that stands nowhere is written and acknowledged."""

    refused: frozenset[int] = frozenset()
    """Answered FAIL, not there."""
    resurrected: frozenset[int] = frozenset()
    """Answered FAIL, and there all the same."""
    in_doubt: frozenset[int] = frozenset()
    """Answered INFO after the time-out, not there."""
    in_doubt_there: frozenset[int] = frozenset()
    """Answered INFO after the time-out, and there."""
    lost: frozenset[int] = frozenset()
    """Acknowledged, not there."""
    duplicated: frozenset[int] = frozenset()
    """Acknowledged, there twice."""
    altered: frozenset[int] = frozenset()
    """Acknowledged, there with another payload."""


@dataclass(slots=True)
class ScriptedStore:
    """A store in memory that does to each write what `mischief` says, and knows when it did."""

    drill: str
    ledger: str
    mischief: Mischief = Mischief()
    clock: Clock = field(default_factory=SystemClock)
    timeout_seconds: float = 0.0
    rows: list[Row] | None = None
    done_at: dict[int, int] = field(default_factory=dict[int, int])
    """When each write took effect, also if it was lost after that: the truth to measure against."""

    async def create(self) -> str:
        """Make the list of rows."""
        self.rows = [] if self.rows is None else self.rows
        return "in memory"

    async def insert(self, number: int) -> Written:
        """Do what was scripted."""
        await asyncio.sleep(0)
        if self.rows is None:
            return Written(outcome=WriteOutcome.FAIL, detail="there is no table")
        if number not in self.mischief.refused | self.mischief.in_doubt:
            self.done_at[number] = self.clock.now()
        for _ in range(self._copies(number)):
            self._put(number)
        return await self._answer(number)

    async def fence(self) -> bool:
        """Have nothing under way."""
        await asyncio.sleep(0)
        if self.rows is None:
            msg = "there is no table"
            raise StoreError(msg)
        return True

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield what is there."""
        await asyncio.sleep(0)
        if self.rows is None:
            msg = "there is no table"
            raise StoreError(msg)
        rows = tuple(self.rows)
        for start in range(0, max(1, len(rows)), chunk):
            yield Page(source="memory", rows=rows[start : start + chunk])

    async def drop(self) -> str:
        """Forget everything."""
        self.rows = None
        return "forgotten"

    def keep_at_most(self, idle: int) -> None:
        """Hold nothing, so there is nothing to do."""

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""

    def _copies(self, number: int) -> int:
        script = self.mischief
        if number in script.lost | script.refused | script.in_doubt:
            return 0
        return 2 if number in script.duplicated else 1

    def _put(self, number: int) -> None:
        text = "altered" if number in self.mischief.altered else payload(self.drill, self.ledger, number)
        rows = self.rows or []
        rows.append(Row(number=number, payload=text, position=len(rows)))
        self.rows = rows

    async def _answer(self, number: int) -> Written:
        script = self.mischief
        if number in script.refused | script.resurrected:
            return Written(outcome=WriteOutcome.FAIL, detail="refused")
        if number in script.in_doubt | script.in_doubt_there:
            await asyncio.sleep(self.timeout_seconds)
            return Written(outcome=WriteOutcome.INFO, detail="no answer in time")
        return Written(outcome=WriteOutcome.OK)
