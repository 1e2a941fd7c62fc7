"""The sender: takes what is due, one delivery a channel at a time, and writes down how each try ended."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

from measurements.events import Outcome as Ended
from runners.notices import Notifier, Told
from scenarios.plan import SECOND, Channel, EmailChannel
from scenarios.problems import Problems
from service.book import Head, Query
from service.book.entry import SYSTEM
from service.notices.deciding import Now, address, begin, end, fail_to_address, is_due
from service.notices.directory import Contacts
from service.notices.events import Outcome
from service.notices.letters import letter
from service.notices.notice import FAMILY, NoticeState, Sending
from service.notices.outbox import Notices
from service.notices.routing import deliveries

_BEAT_S: Final = 1.0
_STEP_NS: Final = 60 * 10**9
_GRACE: Final = 2
"""Whatever a channel does, it is left alone after this many times the policy's patience."""
_AT_ONCE: Final = 128
"""How many channels may be waited for at a time."""
_OUTCOMES: Final[dict[Ended, Outcome]] = {Ended.OK: "ok", Ended.FAILED: "failed", Ended.UNKNOWN: "unknown"}


class Sender:
    """Sends what stands in the outbox. Several may work on one outbox: each try is taken by one of them.

    A channel that hangs holds up what goes by that channel, and nothing else.
    """

    def __init__(self, outbox: Notices, notifier: Notifier, share: Callable[[], float] = random.random) -> None:
        self.outbox, self._notifier, self._share = outbox, notifier, share
        self._name, self._numbers = secrets.token_hex(6), count(1)
        self._busy: set[str] = set()
        self._last, self._ahead = 0, 0
        self._pen = asyncio.Lock()
        """Many deliveries of one notice end at a time; among themselves they take turns at its stream."""

    async def run(self) -> None:
        """Send for ever."""
        self.outbox.rounds.begin()
        async with asyncio.TaskGroup() as group:
            while True:
                await self.round(group)
                self.outbox.rounds.end()
                await asyncio.sleep(_BEAT_S)

    async def round(self, group: asyncio.TaskGroup) -> None:
        """Begin everything that is due now; `group` is the parent of what takes its time."""
        for head in await asyncio.to_thread(lambda: list(self._due())):
            name = head.stream.partition("/")[2]
            if is_due(head.shown["address_ns"], self._now()):
                await self._addressed(name)
            for way in _ways(head, self._now()):
                if way["channel"] not in self._busy and len(self._busy) < _AT_ONCE:
                    self._busy.add(way["channel"])
                    group.create_task(self._deliver(name, way["id"], way["channel"]))

    def _due(self) -> Iterator[Head]:
        """Yield the heads with something due, the oldest first, so that nothing waits behind what came later."""
        now, cursor, found = self._now().utc_ns, None, list[Head]()
        while True:
            query = Query(
                family=FAMILY.name, status=("waiting", "given_up"), due_before_ns=now + 1, cursor=cursor, limit=200
            )
            page = self.outbox.shelf.book.heads(query)
            found += page.heads
            cursor = page.next
            if cursor is None:
                yield from reversed(found)
                return

    def _now(self) -> Now:
        by = f"{self._name}-{next(self._numbers)}"
        return Now(utc_ns=self._steady(), policy=self.outbox.policy, by=by, share=self._share())

    def _steady(self) -> int:
        """Return UTC, but where the clock was set back, as if it had not been: a pause is as long as was meant."""
        utc_ns = self.outbox.shelf.book.utc_ns()
        stepped = utc_ns - (self._last or utc_ns)
        if abs(stepped) > _STEP_NS:
            self._ahead = max(0, self._ahead - stepped)
        self._last = utc_ns
        return utc_ns + self._ahead

    async def _addressed(self, name: str) -> None:
        try:
            await self._address(name)
        except Exception as error:  # noqa: BLE001  one notice that cannot be addressed must not hold up the others
            self._note(name, error)

    def _note(self, name: str, error: Exception) -> None:
        self.outbox.rounds.fail(error, name)

    async def _address(self, name: str) -> None:
        state = await self.outbox.get(name)
        now = self._now()
        try:
            contacts = await asyncio.to_thread(self.outbox.directory.read)
        except Problems as problems:
            why = f"the contacts register cannot be read: {problems}"
            await self._change(name, lambda state: fail_to_address(state, now, why))
            return
        ways, unreached = deliveries(state.told, self.outbox.policy, contacts)
        await self._change(name, lambda state: address(state, now, ways, unreached))

    async def _deliver(self, name: str, delivery: str, channel: str) -> None:
        try:
            now = self._now()
            state = await self._change(name, lambda state: begin(state, now, delivery))
            sending = state.sendings[delivery]
            if sending.by == now.by:
                told = await self._send(state, sending)
                over = Now(utc_ns=self._now().utc_ns, policy=now.policy, by=now.by, share=now.share)
                outcome = _OUTCOMES[told.outcome]
                await self._change(name, lambda state: end(state, over, delivery, outcome, told.detail))
        except Exception as error:  # noqa: BLE001  the try is taken up again when its lease is over
            self._note(name, error)
        finally:
            self._busy.discard(channel)

    async def _change(self, name: str, decide: Callable[[NoticeState], Any]) -> NoticeState:
        async with self._pen:
            return await self.outbox.shelf.change(name, SYSTEM, decide)

    async def _send(self, state: NoticeState, sending: Sending) -> Told:
        """Send once; whatever the channel does, this returns within a bounded time."""
        try:
            contacts = await asyncio.to_thread(self.outbox.directory.read)
        except Problems as problems:
            return Told(outcome=Ended.FAILED, detail=f"the contacts register cannot be read: {problems}")
        channel = _channel(contacts, sending)
        if channel is None:
            return Told(outcome=Ended.FAILED, detail="the contacts register has no such channel any more")
        message, patience = letter(state, sending, self._now().utc_ns), self.outbox.policy.patience
        try:
            async with asyncio.timeout(_GRACE * patience / SECOND):
                return await self._notifier.tell(message, channel, patience)
        except TimeoutError:
            return Told(outcome=Ended.UNKNOWN, detail="the channel did not come back; it may have been delivered")
        except Exception as error:  # noqa: BLE001  a channel that breaks is one that failed
            return Told(outcome=Ended.UNKNOWN, detail=f"the channel broke: {type(error).__name__}")


def _ways(head: Head, now: Now) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = head.shown["deliveries"]
    return [way for way in ways if is_due(way["next_ns"], now)]


def _channel(contacts: Contacts, sending: Sending) -> Channel | None:
    """Return the channel with the addresses of this delivery."""
    channel = contacts.channels.get(sending.way.channel)
    if isinstance(channel, EmailChannel):
        return EmailChannel(
            name=channel.name,
            server=channel.server,
            port=channel.port,
            sender=channel.sender,
            to=sending.way.to,
            tls=channel.tls,
            user=channel.user,
            password=channel.password,
            ca_file=channel.ca_file,
        )
    return channel
