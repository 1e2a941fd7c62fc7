"""The rooms that are looked at in this process: each is folded once for all who look, and goes on where it was.

A room that nobody looked at for longest is forgotten first; it can be folded anew from the journal at any time.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from measurements.codec import decode
from runners.journal import Journal
from service.console.room.folding import Room, room_of
from service.console.room.shown import Shown, show
from service.speaking import NoSuchDrillError

KEPT: Final = 12
_SLICE: Final = 500
_WATCHED: Final = ("samples_taken", "ledger_written", "ledger_read")
LONG: Final = 20_000
"""Of a closed drill with more records than this, what was watched is left to its report: reading it takes seconds."""


class _Kept:
    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.room: Room | None = None
        self.is_whole = True
        self.looked: tuple[tuple[int, int], Looked] | None = None


class Rooms:
    """All rooms of one process over one journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._rooms: OrderedDict[str, _Kept] = OrderedDict()
        self._drawn: OrderedDict[tuple[str, str], tuple[object, bytes]] = OrderedDict()
        self._turn = threading.Lock()

    def drawn(self, drill: str, lang: str, key: object, draw: Callable[[], str]) -> bytes:
        """Return what `draw` makes of a room, made once for who see the same: as long as `key` stays; blocking."""
        with self._turn:
            kept = self._drawn.get((drill, lang))
        if kept is not None and kept[0] == key:
            return kept[1]
        made = draw().encode()
        with self._turn:
            self._drawn[drill, lang] = (key, made)
            while len(self._drawn) > 2 * KEPT:
                self._drawn.popitem(last=False)
        return made

    async def look(self, drill: str, utc_ns: int) -> Looked:
        """Return a drill's room as its newest record leaves it, shown at `utc_ns`.

        Raises NoSuchDrillError, JournalError, UnreadableEventError.
        """
        return await asyncio.to_thread(self._look, drill, utc_ns)

    def _look(self, drill: str, utc_ns: int) -> Looked:
        kept = self._kept(drill)
        with kept.turn:
            room = self._read_on(drill, kept)
            key = (room.seq, utc_ns // 10**9)
            if kept.looked is None or kept.looked[0] != key:  # of many who look in one second, one counts
                now = room.opened.at + utc_ns - room.opened.utc_ns
                kept.looked = (key, Looked(drill, room, _shown(room, now, kept.looked), is_whole=kept.is_whole))
            return kept.looked[1]

    def _kept(self, drill: str) -> _Kept:
        with self._turn:
            kept = self._rooms.setdefault(drill, _Kept())
            self._rooms.move_to_end(drill)
            while len(self._rooms) > KEPT:
                self._rooms.popitem(last=False)
            return kept

    def _read_on(self, drill: str, kept: _Kept) -> Room:
        """Return the room after the newest record, having taken what came since."""
        room = kept.room
        if room is None:
            first = self._journal.records(drill, most=1)
            if not first:
                with self._turn:
                    self._rooms.pop(drill, None)
                raise NoSuchDrillError(drill)
            room = kept.room = room_of(decode(first[0].text))
            kept.is_whole = not self._is_long(drill)
        while room.closed is None:
            if not self._took(drill, room, kept):
                break
        return room

    def _is_long(self, drill: str) -> bool:
        last = self._journal.last(drill)
        return last is not None and last.seq > LONG and '"kind":"drill_closed"' in last.text

    def _took(self, drill: str, room: Room, kept: _Kept) -> bool:
        """Take one slice of records; tell whether there may be more."""
        found = self._journal.told(drill, room.seq, _SLICE)
        for seq, kind, text in found:
            if kept.is_whole or kind not in _WATCHED:
                room.take(seq, decode(text))
            else:
                room.seq = seq
        return len(found) == _SLICE


def _shown(room: Room, now: int, before: tuple[tuple[int, int], Looked] | None) -> Shown:
    """Return what the room shows at `now`; where the drill is closed and was shown, only the time is another."""
    if room.closed is None or before is None or before[0][0] != room.seq:
        return show(room, now)
    return replace(before[1].shown, now=max(now, room.last_at))


class Looked:
    """A room at one moment. `utc_ns` turns the controller's times of this drill into UTC."""

    def __init__(self, drill: str, room: Room, shown: Shown, *, is_whole: bool) -> None:
        self.drill, self.opened, self.plan, self.shown = drill, room.opened, room.plan, shown
        self.is_whole = is_whole
        """Whether the strips and counters are there; of a long drill that is over they are in its report alone."""

    def utc_ns(self, at: int) -> int:
        """Return a time of the drill as UTC nanoseconds, by the clock that it was opened with."""
        return self.opened.utc_ns + at - self.opened.at
