"""The real watch: prober and ledger as processes beside the runner, their spools, and the ledger's read-back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from measurements.events import LedgerRead, LedgerReplayed, LedgerWritten, SamplesTaken
from runners.batches import SAMPLE_FORM, WRITE_FORM, Batches, highest_number
from runners.beat import SECOND
from runners.beside import Beside
from runners.clock import Clock
from runners.continuity import ContinuedClock
from runners.keeping import Followed, Kept
from runners.ledger import LedgerConfig
from runners.ledgers.opening import Opening, open_store, opening_of
from runners.ledgers.store import Page, Store, StoreError
from runners.prober import ProberConfig, probed_hosts, prober_secrets
from runners.replaying import replayed
from runners.secrets import Masker, SecretMissingError, resolve
from runners.spool import WRITES
from runners.watch import Mark, News, WatchError
from scenarios.plan import Plan, PlannedLedger, PlannedProbe, SecretRef

CHUNK: Final = 20_000
"""Most rows of a read-back in one event."""
GRACE_NS: Final = 60 * SECOND
"""So long after the drill's longest time (undoing included) prober and ledger end by themselves."""
_PROBER: Final = "prober"
_POLL_SECONDS: Final = 0.04
_STOPPING_NS: Final = 5 * SECOND
_SILENCE_NS: Final = 2 * SECOND
_NUMBERS_PASSED_NS: Final = 10 * SECOND
"""After a loss the numbers of so much time are passed over: they may have been used though no line tells of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ledger:
    """A ledger with its process and its store."""

    kept: Kept
    store: Store
    timeout_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One read-back: everything that its chunks have in common."""

    ledger: str
    step: str
    sent: int
    fenced: bool

    def event(self, at: int, page: Page, *, chunk: int, last: bool) -> LedgerRead:
        return LedgerRead(
            at=at,
            ledger=self.ledger,
            step=self.step,
            source=page.source,
            sent=self.sent,
            chunk=chunk,
            last=last,
            number=tuple(row.number for row in page.rows),
            payload=tuple(row.payload for row in page.rows),
            position=tuple(row.position for row in page.rows),
            fenced=self.fenced,
            torn=page.torn,
        )


class ProcessWatch:
    """Prober and ledger of one drill, in processes that outlive the runner. `directory` is the drill's own."""

    def __init__(
        self, *, directory: Path, drill: str, plan: Plan, clock: Clock, secret: Callable[[SecretRef], str] = resolve
    ) -> None:
        """Prepare; nothing is started and no secret read before `start`."""
        self._directory = directory.absolute()  # its processes run in another directory
        self._drill, self._plan, self._clock, self._secret = drill, plan, clock, secret
        self._offset_ns = clock.offset_ns if isinstance(clock, ContinuedClock) else 0
        self._until = clock.now() + plan.safeguards.longest_ns + plan.safeguards.undo_within_ns + GRACE_NS
        self._prober: Kept | None = None
        self._ledgers: dict[str, _Ledger] = {}
        self._over = False

    async def start(self, marks: Mapping[str, Mark]) -> None:
        """Start or adopt the prober, and every ledger that an earlier runner opened. Raises WatchError."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            await self._prepare(marks)
            if self._prober is not None:
                await self._prober.take_up()
            for name, ledger in self._ledgers.items():
                if _is_to_write(ledger.kept.beside, marks.get(name, Mark())):
                    await ledger.kept.take_up()
        except (SecretMissingError, StoreError, OSError) as error:
            msg = f"prober and ledger cannot be started: {error}"
            raise WatchError(msg) from error

    async def news(self) -> AsyncIterator[News]:
        """Yield reports and batches until `stop` has been called and everything is handed over."""
        while not self._over:
            for kept in self._all_kept():
                await kept.look()
                for item in kept.news():
                    yield item
            await asyncio.sleep(_POLL_SECONDS)
        for kept in self._all_kept():
            for item in kept.news(everything=True):
                yield item

    async def open_ledger(self, ledger: str) -> str:
        """Make the table and start writing. Raises WatchError."""
        opened = self._ledger(ledger)
        try:
            note = await opened.store.create()
        except StoreError as error:
            msg = f"ledger {ledger}: it cannot be opened: {error}; check its entry and the account's rights"
            raise WatchError(msg) from error
        await opened.kept.take_up()
        return note

    async def read_ledger(self, ledger: str, step: str) -> AsyncIterator[LedgerRead]:
        """Stop writing, fence off what may still be under way, yield everything that is there. Raises WatchError."""
        read = self._ledger(ledger)
        if not await read.kept.end(read.timeout_ns + _STOPPING_NS):
            msg = f"ledger {ledger}: its process does not stop, so what it still writes would be missed; end it"
            raise WatchError(msg)
        try:
            fenced = await read.store.fence()
            reading = _Reading(ledger=ledger, step=step, sent=self._clock.now(), fenced=fenced)
            async for place, page, last in _numbered(read.store.read_all(CHUNK)):
                yield reading.event(self._clock.now(), page, chunk=place, last=last)
        except StoreError as error:
            msg = f"ledger {ledger}: cannot be read back: {error}; check that the service is up behind its entry"
            raise WatchError(msg) from error

    async def replay_ledger(self, ledger: str, step: str, numbers: Sequence[int]) -> AsyncIterator[LedgerReplayed]:
        """Write lost numbers again over a few connections. Raises WatchError."""
        again = self._ledger(ledger)
        async for chunk in replayed(again.store, self._clock, ledger=ledger, step=step, numbers=numbers):
            yield chunk

    async def drop_ledger(self, ledger: str) -> str:
        """Stop writing and remove the table. Raises WatchError."""
        dropped = self._ledger(ledger)
        await dropped.kept.end(dropped.timeout_ns + _STOPPING_NS)
        try:
            return await dropped.store.drop()
        except StoreError as error:
            msg = f"ledger {ledger}: what it wrote cannot be removed: {error}; remove it by hand"
            raise WatchError(msg) from error

    async def stop(self) -> None:
        """Stop all processes; `news` then hands over what is left and ends."""
        timeouts = [planned.timeout_ns for planned in (*self._plan.probes, *self._plan.ledgers)]
        within = max(timeouts, default=0) + _STOPPING_NS
        try:
            async with asyncio.TaskGroup() as ending:
                for kept in self._all_kept():
                    ending.create_task(kept.end(within))
            for ledger in self._ledgers.values():
                await ledger.store.close()
        finally:
            self._over = True

    async def _prepare(self, marks: Mapping[str, Mark]) -> None:
        if self._plan.probes:
            self._prober = await self._prober_from(marks)
        for planned in self._plan.ledgers:
            self._ledgers[planned.name] = await self._ledger_from(planned, marks.get(planned.name, Mark()))

    def _ledger(self, name: str) -> _Ledger:
        if name not in self._ledgers:
            msg = f"ledger {name}: it could not be prepared when the drill began; see the first report of the watch"
            raise WatchError(msg)
        return self._ledgers[name]

    async def _prober_from(self, marks: Mapping[str, Mark]) -> Kept:
        probes = self._plan.probes
        hosts = probed_hosts(self._plan)
        refs = tuple(dict.fromkeys(prober_secrets(probes, hosts)))
        secrets = dict(zip(refs, await asyncio.to_thread(lambda: [self._secret(ref) for ref in refs]), strict=True))
        config = ProberConfig(
            directory=str(self._directory),
            name=_PROBER,
            probes=probes,
            hosts=hosts,
            secrets=tuple(secrets.items()),
            until=self._until,
            offset_ns=self._offset_ns,
        )
        followed = [
            await self._followed(
                Batches(name=probe.name, form=SAMPLE_FORM, directory=self._directory, mark=mark), probe
            )
            for probe in probes
            for mark in [marks.get(probe.name, Mark())]
        ]
        return Kept(
            clock=self._clock,
            beside=Beside(self._directory, _PROBER, "runners.prober"),
            followed=tuple(followed),
            configure=lambda: TypeAdapter(ProberConfig).dump_json(config),
            masker=Masker(secrets.values()),
        )

    async def _ledger_from(self, planned: PlannedLedger, mark: Mark) -> _Ledger:
        opening = await asyncio.to_thread(opening_of, self._drill, self._plan, planned, self._secret)
        name = f"ledger-{planned.name}"
        batches = Batches(name=planned.name, form=WRITE_FORM, directory=self._directory, mark=mark)
        kept = Kept(
            clock=self._clock,
            beside=Beside(self._directory, name, "runners.ledger"),
            followed=(await self._followed(batches, planned),),
            configure=lambda: TypeAdapter(LedgerConfig).dump_json(self._ledger_config(planned, name, opening, mark)),
            masker=Masker(opening.secrets.values()),
        )
        store = await asyncio.to_thread(open_store, opening)  # it may have a library to load
        return _Ledger(kept=kept, store=store, timeout_ns=planned.timeout_ns)

    def _ledger_config(self, planned: PlannedLedger, name: str, opening: Opening, mark: Mark) -> LedgerConfig:
        used = max(mark.number, highest_number(self._directory / (planned.name + WRITES)), 0)
        passed_over = _NUMBERS_PASSED_NS // planned.every_ns if used else 0
        return LedgerConfig(
            directory=str(self._directory),
            name=name,
            opening=opening,
            every_ns=planned.every_ns,
            first=used + passed_over + 1,
            until=self._until,
            offset_ns=self._offset_ns,
        )

    async def _followed(
        self, batches: Batches[SamplesTaken] | Batches[LedgerWritten], planned: PlannedProbe | PlannedLedger
    ) -> Followed:
        await asyncio.to_thread(batches.make_up)
        return Followed(batches=batches, patience_ns=5 * planned.every_ns + planned.timeout_ns + _SILENCE_NS)

    def _all_kept(self) -> Iterator[Kept]:
        if self._prober is not None:
            yield self._prober
        yield from (ledger.kept for ledger in self._ledgers.values())


def _is_to_write(beside: Beside, mark: Mark) -> bool:
    """Tell whether a ledger is to be written to: it was, and its end is not what a step wanted.

    What was never started here was started on another machine, of which the journal alone knows.
    """
    return mark.again or (not beside.was_told_to_stop if beside.was_started else mark.writing)


async def _numbered(pages: AsyncIterator[Page]) -> AsyncIterator[tuple[int, Page, bool]]:
    """Yield each page with its place and whether it is the last."""
    place, held = 0, None
    async for page in pages:
        if held is not None:
            yield place, held, False
            place += 1
        held = page
    if held is not None:
        yield place, held, True
