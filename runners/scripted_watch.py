"""A Watch that follows a script, for tests, rehearsals and benchmarks; it keeps the real one's contract."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal

from measurements.events import LedgerRead, LedgerReplayed, LedgerWritten, SamplesTaken, WatchReported, WriteOutcome
from measurements.ledger import payload
from runners.clock import Clock
from runners.watch import Mark, News, WatchError
from scenarios.plan import SECOND

_BEAT_NS: Final = SECOND // 100
_CHUNK: Final = 1_000


@dataclass(slots=True, kw_only=True)
class ScriptedSpool:
    """What prober and ledgers of one drill leave behind for the next runner: batches, and the rows of each table."""

    batches: dict[str, list[SamplesTaken | LedgerWritten]] = field(
        default_factory=dict[str, list[SamplesTaken | LedgerWritten]]
    )
    tables: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    writing: set[str] = field(default_factory=set[str])
    was_started: bool = False


class ScriptedWatch:
    """A Watch that looks at `is_up(stream)` once a beat, in the runner's own process.

    Two watches on one `spool` are one drill's, one after the other.
    """

    def __init__(
        self,
        *,
        drill: str,
        probes: tuple[str, ...],
        clock: Clock,
        is_up: Callable[[str], bool] = lambda _: True,
        beat_ns: int = _BEAT_NS,
        spool: ScriptedSpool | None = None,
    ) -> None:
        self._drill, self._probes, self._clock, self._is_up = drill, probes, clock, is_up
        self._beat_s = beat_ns / SECOND
        self.spool = spool or ScriptedSpool()
        self._marks: dict[str, Mark] = {}
        self._stopping = asyncio.Event()
        self._said: deque[WatchReported] = deque()

    async def start(self, marks: Mapping[str, Mark]) -> None:
        """Begin where the journal ends."""
        self._marks = dict(marks)

    async def news(self) -> AsyncIterator[News]:
        """Yield what the spool holds and the journal does not, then one batch per stream and beat."""
        for report in self._reports("adopted" if self.spool.was_started else "started"):
            yield report
        self.spool.was_started = True
        for name, batches in self.spool.batches.items():
            for batch in batches[:]:
                if batch.batch >= self._mark(name).batch:
                    yield batch
        while not self._stopping.is_set():
            for batch in self._beat():
                yield batch
            while self._said:
                yield self._said.popleft()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._beat_s):
                    await self._stopping.wait()
        for report in self._reports("stopped"):
            yield report

    async def open_ledger(self, ledger: str) -> str:
        """Make the table and write to it from the next beat on."""
        self.spool.tables.setdefault(ledger, [])
        self.spool.writing.add(ledger)
        return f"ledger {ledger} is open"

    async def read_ledger(self, ledger: str, step: str) -> AsyncIterator[LedgerRead]:
        """Yield the rows in chunks."""
        if ledger in self.spool.writing:
            self.spool.writing.discard(ledger)
            self._said.append(WatchReported(at=self._clock.now(), stream=ledger, what="stopped"))
        if ledger not in self.spool.tables:
            msg = f"ledger {ledger}: there is no table; open it first"
            raise WatchError(msg)
        rows, sent = self.spool.tables[ledger], self._clock.now()
        for chunk, start in enumerate(range(0, max(1, len(rows)), _CHUNK)):
            numbers = tuple(rows[start : start + _CHUNK])
            yield LedgerRead(
                at=self._clock.now(),
                ledger=ledger,
                step=step,
                source="scripted",
                sent=sent,
                chunk=chunk,
                last=start + _CHUNK >= len(rows),
                number=numbers,
                payload=tuple(payload(self._drill, ledger, number) for number in numbers),
                position=tuple(range(start, start + len(numbers))),
            )

    async def replay_ledger(self, ledger: str, step: str, numbers: Sequence[int]) -> AsyncIterator[LedgerReplayed]:
        """Put the rows back where the service is up."""
        for start in range(0, len(numbers), _CHUNK):
            chunk, ok = tuple(numbers[start : start + _CHUNK]), self._is_up(ledger)
            invoked = self._clock.now()
            if ok:
                self.spool.tables[ledger].extend(chunk)
            yield LedgerReplayed(
                at=self._clock.now(),
                ledger=ledger,
                step=step,
                number=chunk,
                invoked=(invoked,) * len(chunk),
                completed=(self._clock.now(),) * len(chunk),
                outcome=(WriteOutcome.OK if ok else WriteOutcome.FAIL,) * len(chunk),
            )

    async def drop_ledger(self, ledger: str) -> str:
        """Remove the table, whether or not it is there."""
        self.spool.writing.discard(ledger)
        self.spool.tables.pop(ledger, None)
        return f"ledger {ledger} is gone"

    async def stop(self) -> None:
        """End the beat."""
        self._stopping.set()

    def _reports(self, what: Literal["started", "adopted", "stopped"]) -> Iterator[WatchReported]:
        for stream in self._probes:
            yield WatchReported(at=self._clock.now(), stream=stream, what=what)

    def _mark(self, name: str) -> Mark:
        return self._marks.get(name, Mark())

    def _beat(self) -> Iterator[SamplesTaken | LedgerWritten]:
        for probe in self._probes:
            yield self._spooled(probe, self._sample(probe))
        for ledger in sorted(self.spool.writing):
            yield self._spooled(ledger, self._write(ledger))

    def _spooled(self, name: str, batch: SamplesTaken | LedgerWritten) -> SamplesTaken | LedgerWritten:
        self.spool.batches.setdefault(name, []).append(batch)
        return batch

    def _next_batch(self, name: str) -> int:
        spooled = self.spool.batches.get(name, [])
        return max(self._mark(name).batch, spooled[-1].batch + 1 if spooled else 0)

    def _sample(self, probe: str) -> SamplesTaken:
        sent, ok = self._clock.now(), self._is_up(probe)
        return SamplesTaken(
            at=sent,
            stream=probe,
            batch=self._next_batch(probe),
            due=(sent,),
            sent=(sent,),
            received=(self._clock.now(),),
            ok=(ok,),
            details=() if ok else ((0, "refused"),),
        )

    def _write(self, ledger: str) -> LedgerWritten:
        sent, ok = self._clock.now(), self._is_up(ledger)
        number = max(self.spool.numbers.get(ledger, 0), self._mark(ledger).number) + 1
        self.spool.numbers[ledger] = number
        if ok:
            self.spool.tables[ledger].append(number)
        return LedgerWritten(
            at=sent,
            ledger=ledger,
            batch=self._next_batch(ledger),
            due=(sent,),
            number=(number,),
            invoked=(sent,),
            completed=(self._clock.now(),),
            outcome=(WriteOutcome.OK if ok else WriteOutcome.FAIL,),
        )
