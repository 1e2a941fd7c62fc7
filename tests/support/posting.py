"""A post room for tests: a contacts register in a file, a notifier that does as it is told, a clock to set."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from measurements.events import Outcome
from runners.notices import Notice, Told
from scenarios.plan import Channel, EmailChannel
from service.notices.outbox import Notices
from service.notices.sending import Sender
from service.policy.notices import NoticesPolicy
from tests.support.firms import HandClock, book_at

CONTACTS: Final = """\
people:
  wang: {name: {zh: 王明, en: Wang Ming}, email: wang@firm.example, accounts: [olga], roles: [duty]}
  li: {name: 李娜, email: li@firm.example, accounts: [anna]}
  zhao: {name: 赵强}
channels:
  smtp: {kind: email, server: 127.0.0.1, port: 2525, sender: drills@firm.example, tls: none}
  board: {kind: email, server: 127.0.0.1, port: 2525, sender: drills@firm.example, tls: none, to: [board@firm.example]}
  room: {kind: wecom, url: {env: ROOM_URL}}
  hook: {kind: webhook, url: {env: HOOK_URL}, sign: {env: HOOK_SIGN}}
groups:
  ops: {people: [wang, li], channels: [smtp, room]}
  lead: {people: [li], channels: [smtp, board]}
  siem: {channels: [hook]}
  empty: {}
"""


@dataclass
class Answering:
    """A notifier that keeps what it was given; a channel named in `how` fails, is in doubt, hangs or breaks."""

    how: dict[str, str] = field(default_factory=dict[str, str])
    sent: list[tuple[str, tuple[str, ...], Notice]] = field(default_factory=list[tuple[str, tuple[str, ...], Notice]])
    arrived: asyncio.Queue[str] = field(default_factory=asyncio.Queue[str])
    """The channels that were used, to wait for."""

    async def tell(self, notice: Notice, channel: Channel, timeout_ns: int) -> Told:  # noqa: ARG002  a channel that hangs keeps no time
        to = channel.to if isinstance(channel, EmailChannel) else ()
        self.sent.append((channel.name, to, notice))
        self.arrived.put_nowait(channel.name)
        match self.how.get(channel.name, "ok"):
            case "hangs":
                await asyncio.Event().wait()
            case "breaks":
                raise RuntimeError(channel.name)
            case word:
                return Told(outcome=Outcome(word), detail=word)
        raise AssertionError

    @property
    def channels(self) -> list[str]:
        return [name for name, _, _ in self.sent]


@dataclass
class Room:
    """An outbox with its sender, one round at a time."""

    folder: Path
    clock: HandClock
    outbox: Notices
    notifier: Answering

    def sender(self) -> Sender:
        """Return one more sender on the same outbox, as another process would have it."""
        return Sender(self.outbox, self.notifier, share=lambda: 0.0)

    async def rounds(self, number: int = 1, sender: Sender | None = None) -> None:
        """Send what is due, and again what became due by it."""
        one = sender or self.sender()
        for _ in range(number):
            async with asyncio.timeout(30), asyncio.TaskGroup() as group:
                await one.round(group)

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(seconds=seconds)

    async def only(self) -> Any:
        """Return the one notice there is."""
        (head,) = (await self.outbox.page(seen=None)).heads
        return await self.outbox.get(head.stream.partition("/")[2])


def room_at(folder: Path, text: str = CONTACTS, policy: NoticesPolicy | None = None) -> Room:
    """Return a post room over a new database in `folder`."""
    (folder / "contacts.yaml").write_text(text, "utf-8")
    clock = HandClock()
    outbox = Notices(book_at(folder, clock), policy or policy_of(), folder)
    return Room(folder, clock, outbox, Answering())


def policy_of(**keys: Any) -> NoticesPolicy:
    """Return the section with the contacts file of `room_at`."""
    given: dict[str, Any] = {"contacts": "contacts.yaml", **keys}
    return NoticesPolicy.model_validate(given, context={})


def routed(*routes: dict[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Return routes as a policy file writes them."""
    return [{key: list(value) for key, value in route.items()} for route in routes]


__all__ = ["CONTACTS", "Answering", "Room", "policy_of", "room_at", "routed"]
