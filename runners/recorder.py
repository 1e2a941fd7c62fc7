"""The one hand that writes a drill's journal: in order, in groups, outcomes with the intents that follow from them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final, Protocol, TypeAlias

from measurements.events import DrillClosed, Event, JournalReturned
from runners.clock import Clock
from runners.enduring import Endurance
from runners.journal import FencedError, JournalAwayError, Writer
from runners.redaction import Mask, redacted
from runners.state import DrillState

Lawful: TypeAlias = Callable[[Event, DrillState], bool]

_BACKLOG: Final = 5_000
"""So much of what is only told may wait for the journal; then whoever tells it waits too, and spools keep the rest."""
_GROUP: Final = 200
"""Most entries of one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    events: Sequence[Event]
    lawful: Lawful | None
    written: asyncio.Future[list[Event]] | None
    waits: int | None = None
    """For intents: how often the journal had been waited for when they were decided. After another wait they lapse."""


class Follower(Protocol):
    """Whoever decides what follows from an outcome, so that both are written in one transaction (ADR 26)."""

    def decide(self) -> Sequence[Event]:
        """Return the intents that follow from the state as it is now; nothing of them is begun."""
        ...

    def written(self, intents: Sequence[Event]) -> None:
        """Take note that these intents are durable; those that were decided and are not among them have lapsed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What is to be written of a group: for each entry its events, and all of them as they are stored.

    Of these `folded` are in the state already, and the next `intents` were decided on that.
    """

    agreed: list[list[Event]]
    events: list[Event]
    folded: int = 0
    intents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Foreseen:
    """What was folded before it is durable, as it is to be stored, and the intents decided on that."""

    folded: _Draft
    intents: Sequence[Event]


class Recorder:
    """Writes events and keeps the state that they fold to.

    `state` changes when the events are durable; where a follower waits for news, what somebody reported is folded just
    before it is written, so that the intents which follow from it stand in the same transaction. Nothing is ever begun
    on that before it is durable, and where it cannot be written every later call fails.
    """

    def __init__(
        self, writer: Writer, state: DrillState, mask: Mask, clock: Clock, endurance: Endurance | None = None
    ) -> None:
        self.state, self.endurance = state, endurance or Endurance()
        self._writer, self._mask, self._clock = writer, mask, clock
        self._entries: deque[_Entry] = deque()
        self._filled, self._changed, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._failure: Exception | None = None
        self._finishing = False
        self._follower: Follower | None = None
        self._is_awaited = False

    def follow(self, follower: Follower) -> None:
        """Let `follower` decide, while it waits in `changed`, what is written together with the news."""
        self._follower = follower

    async def write(self, *events: Event) -> None:
        """Return when the events are durable and folded. Raises JournalError, and then for every later call too."""
        await self._enter(events, None)

    async def write_lawful(self, events: Sequence[Event], lawful: Lawful) -> list[Event]:
        """Write those events that `lawful` still agrees to, after everything entered before them, and return these."""
        return await self._enter(events, lawful)

    async def write_intents(self, events: Sequence[Event], lawful: Lawful) -> list[Event]:
        """Do what `write_lawful` does; but if the journal has to be waited for they lapse, and are decided anew."""
        return await self._enter(events, lawful, self.endurance.waits)

    async def tell(self, *events: Event) -> None:
        """Enter what nobody waits for to be durable: it is written in its turn, and nothing is held up by the journal.

        Raises JournalError once nothing can be written any more.
        """
        self._raise_failure()
        while len(self._entries) >= _BACKLOG:
            self._room.clear()
            await self._room.wait()
            self._raise_failure()
        self._entries.append(_Entry(events=events, lawful=None, written=None))
        self._filled.set()

    async def changed(self, timeout_s: float | None) -> None:
        """Return when the state has changed since the last call, `nudge` was called, or the time is up."""
        if self._failure is None:
            self._is_awaited = True
            try:
                async with asyncio.timeout(timeout_s):
                    await self._changed.wait()
            except TimeoutError:
                pass
            finally:
                self._is_awaited = False
        self._changed.clear()
        self._raise_failure()

    def nudge(self) -> None:
        """Wake whoever waits in `changed`."""
        self._changed.set()

    async def _enter(self, events: Sequence[Event], lawful: Lawful | None, waits: int | None = None) -> list[Event]:
        self._raise_failure()
        written: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        self._entries.append(_Entry(events=events, lawful=lawful, written=written, waits=waits))
        self._filled.set()
        return await written

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    async def run(self) -> None:
        """Write what is entered until `finish`; after an error nothing is written any more."""
        while not (self._finishing and not self._entries) and self._failure is None:
            await self._filled.wait()
            self._filled.clear()
            while self._entries and self._failure is None:
                await self._write_group(self._next_group())
        for entry in self._entries:
            _answer(entry, [], self._failure)

    def finish(self) -> None:
        """Let `run` end once everything entered is written."""
        self._finishing = True
        self._filled.set()

    def _next_group(self) -> list[_Entry]:
        """Take entries for one transaction. A condition is judged on the state before it, so it opens a group."""
        group = [self._entries.popleft()]
        while self._entries and self._entries[0].lawful is None and len(group) < _GROUP:
            group.append(self._entries.popleft())
        return group

    async def _write_group(self, group: Sequence[_Entry]) -> None:
        agreed: list[list[Event]] = []
        try:
            foreseen = self._foreseen(group)
            draft = await self._written(group, foreseen)
            for event in draft.events[draft.folded :]:
                self.state.apply(event)
            if foreseen is not None and foreseen.intents and self._follower is not None:
                self._follower.written(draft.events[draft.folded : draft.folded + draft.intents])
            agreed = draft.agreed
        except Exception as error:  # noqa: BLE001  whatever it is, nothing may be done any more, and every caller is told
            self._failure = error
        for entry, written in zip_longest(group, agreed):
            _answer(entry, written, self._failure)
        self._changed.set()
        self._room.set()

    def _foreseen(self, group: Sequence[_Entry]) -> _Foreseen | None:
        """Fold what somebody reported and have it followed, where a follower waits; None where nothing was folded."""
        if self._follower is None or not self._is_awaited or not _is_followed(group):
            return None
        draft = self._draft(group, 0)
        for event in draft.events:
            self.state.apply(event)
        return _Foreseen(folded=draft, intents=self._follower.decide())

    async def _written(self, group: Sequence[_Entry], foreseen: _Foreseen | None) -> _Draft:
        """Return what is in the journal now of a group, however long that took.

        The answer to a transaction may be lost with the connection, and a server that hung may still end it later. So
        what is sent next always stands in the same place: one of the two can be there, and which one is looked up.
        """
        unheard: list[_Draft] = []
        since = self._clock.now()

        async def attempt() -> _Draft:
            if unheard and (there := await self._found(unheard)) is not None:
                return self._late(there, since)
            draft = self._draft(group, since) if foreseen is None else self._followed(foreseen, since)
            if not draft.events:
                return draft
            try:
                await self._writer.append_many(draft.events)
            except JournalAwayError:
                unheard.append(draft)
                raise
            except FencedError:
                if (there := await self._found(unheard)) is None:
                    raise
                return self._late(there, since)
            return draft

        return await self.endurance.outlast(attempt)

    async def _found(self, unheard: Sequence[_Draft]) -> _Draft | None:
        place = await self._writer.settled([draft.events for draft in unheard])
        return None if place is None else unheard[place]

    def _late(self, there: _Draft, since: int) -> _Draft:
        """Return what was written before the wait was over; that there was one is told next, unless that closed it."""
        if not any(isinstance(event, JournalReturned | DrillClosed) for event in there.events):
            back = self._returned(there.events[-1].at, since)
            self._entries.appendleft(_Entry(events=[back], lawful=None, written=None))
        return there

    def _returned(self, at: int, since: int) -> JournalReturned:
        return JournalReturned(at=at, since=since, until=self._clock.now(), why=self.endurance.why)

    def _draft(self, group: Sequence[_Entry], since: int) -> _Draft:
        agreed = [self._agreed(entry) for entry in group]
        events = [redacted(event, self._mask) for each in agreed for event in each]
        if self.endurance.is_waiting:
            at = events[-1].at if events else self.state.newest_at
            place = len(events) - 1 if events and isinstance(events[-1], DrillClosed) else len(events)
            events.insert(place, redacted(self._returned(at, since), self._mask))
        return _Draft(agreed=agreed, events=list(_in_order(events, self.state.newest_at)))

    def _followed(self, foreseen: _Foreseen, since: int) -> _Draft:
        """Return what was folded with the intents that follow; these lapse once the journal had to be waited for."""
        before = foreseen.folded
        is_late, newest = self.endurance.is_waiting, before.events[-1].at
        more = [self._returned(newest, since)] if is_late else foreseen.intents
        then = _in_order([redacted(event, self._mask) for event in more], newest)
        return _Draft(
            agreed=before.agreed,
            events=[*before.events, *then],
            folded=len(before.events),
            intents=0 if is_late else len(more),
        )

    def _agreed(self, entry: _Entry) -> list[Event]:
        if entry.waits not in {None, self.endurance.waits}:
            return []
        if entry.lawful is None:
            return list(entry.events)
        return [event for event in entry.events if entry.lawful(event, self.state)]


def _in_order(events: Sequence[Event], newest: int) -> Iterator[Event]:
    """Yield events whose times never run backward, as the journal's readers may rely on.

    Tasks side by side tell the time before they come to write. A time that is told a little later is still true:
    `at` says when a thing was known by, and what was measured stands in the event's own fields.
    """
    for event in events:
        newest = max(newest, event.at)
        yield event if event.at == newest else replace(event, at=newest)


def _is_followed(group: Sequence[_Entry]) -> bool:
    """Tell whether something may follow from a group: it has a report, and nothing that could lapse or comes last.

    What is only told beside a report, samples above all, goes with it.
    """
    return any(entry.written is not None for entry in group) and all(_stands(entry) for entry in group)


def _stands(entry: _Entry) -> bool:
    """Tell whether an entry is written whatever happens, and is not the drill's last word."""
    is_last = any(isinstance(event, DrillClosed) for event in entry.events)
    return bool(entry.events) and entry.lawful is None and not is_last


def _answer(entry: _Entry, written: list[Event] | None, failure: Exception | None) -> None:
    if entry.written is None or entry.written.done():  # nobody waits, or whoever did was cancelled; it is written
        return
    if failure is None:
        entry.written.set_result(written or [])
    else:
        entry.written.set_exception(failure)


@asynccontextmanager
async def recording(
    writer: Writer, state: DrillState, mask: Mask, clock: Clock, endurance: Endurance | None = None
) -> AsyncGenerator[Recorder]:
    """Give a recorder whose writing task lives as long as the block."""
    recorder = Recorder(writer, state, mask, clock, endurance)
    async with asyncio.TaskGroup() as group:
        group.create_task(recorder.run())
        yield recorder
        recorder.finish()
