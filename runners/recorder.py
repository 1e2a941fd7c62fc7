"""The one hand that writes a drill's journal: in order, in groups, and folded into the state once durable."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeAlias

from measurements.events import Event
from runners.journal import Writer
from runners.redaction import Mask, redacted
from runners.state import DrillState

Lawful: TypeAlias = Callable[[Event, DrillState], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    events: Sequence[Event]
    lawful: Lawful | None
    written: asyncio.Future[list[Event]]


class Recorder:
    """Writes events and keeps the state that they fold to. `state` changes only after the events are durable."""

    def __init__(self, writer: Writer, state: DrillState, mask: Mask) -> None:
        self.state = state
        self._writer, self._mask = writer, mask
        self._entries: deque[_Entry] = deque()
        self._filled, self._changed = asyncio.Event(), asyncio.Event()
        self._failure: Exception | None = None
        self._finishing = False

    async def write(self, *events: Event) -> None:
        """Return when the events are durable and folded. Raises JournalError, and then for every later call too."""
        await self._enter(events, None)

    async def write_lawful(self, events: Sequence[Event], lawful: Lawful) -> list[Event]:
        """Write those events that `lawful` still agrees to, after everything entered before them, and return these."""
        return await self._enter(events, lawful)

    async def changed(self, timeout_s: float | None) -> None:
        """Return when the state has changed since the last call, `nudge` was called, or the time is up."""
        if self._failure is None:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._changed.wait()
            except TimeoutError:
                pass
        self._changed.clear()
        self._raise_failure()

    def nudge(self) -> None:
        """Wake whoever waits in `changed`."""
        self._changed.set()

    async def _enter(self, events: Sequence[Event], lawful: Lawful | None) -> list[Event]:
        self._raise_failure()
        written: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        self._entries.append(_Entry(events=events, lawful=lawful, written=written))
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
        while self._entries and self._entries[0].lawful is None:
            group.append(self._entries.popleft())
        return group

    async def _write_group(self, group: Sequence[_Entry]) -> None:
        agreed: list[list[Event]] = []
        try:
            agreed = [self._agreed(entry) for entry in group]
            await self._store([redacted(event, self._mask) for events in agreed for event in events])
        except Exception as error:  # noqa: BLE001  whatever it is, nothing may be done any more, and every caller is told
            self._failure = error
        for entry, written in zip_longest(group, agreed):
            _answer(entry, written, self._failure)
        self._changed.set()

    async def _store(self, events: Sequence[Event]) -> None:
        events = list(_in_order(events, self.state.newest_at))
        if events:
            await self._writer.append_many(events)
        for event in events:
            self.state.apply(event)

    def _agreed(self, entry: _Entry) -> list[Event]:
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


def _answer(entry: _Entry, written: list[Event] | None, failure: Exception | None) -> None:
    if entry.written.done():  # its caller was cancelled; what it entered is in the journal all the same
        return
    if failure is None:
        entry.written.set_result(written or [])
    else:
        entry.written.set_exception(failure)


@asynccontextmanager
async def recording(writer: Writer, state: DrillState, mask: Mask) -> AsyncGenerator[Recorder]:
    """Give a recorder whose writing task lives as long as the block."""
    recorder = Recorder(writer, state, mask)
    async with asyncio.TaskGroup() as group:
        group.create_task(recorder.run())
        yield recorder
        recorder.finish()
