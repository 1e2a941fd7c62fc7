"""The outbox: what was told stands here until it is sent or given up. Telling writes one entry and waits for nobody."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from scenarios.canonical import digest
from scenarios.plan import Text
from service.access import Caller
from service.book import Book, HeadPage, Shelf, listed
from service.book.entry import SYSTEM
from service.denial import StaleError
from service.notices.deciding import ask_again
from service.notices.directory import Directory
from service.notices.events import Event, NoticeTold
from service.notices.notice import FAMILY, NoticeState
from service.policy.notices import NoticesPolicy
from service.rounds import Rounds
from service.words import UnknownWordsError, say

_BEAT_S: Final = 5.0
_LONGEST: Final = 2_000
"""Most characters of a notice's body in one language."""
_SIMULATED: Final = "drill/"


class Notices:
    """Takes notices (a `Teller`), and shows what became of them; `rounds` tell how writing and sending go."""

    def __init__(self, book: Book, policy: NoticesPolicy, home: Path) -> None:
        self.shelf: Shelf[Event, NoticeState] = Shelf(book, FAMILY)
        self.policy = policy
        self.directory = Directory(None if policy.contacts is None else home / policy.contacts)
        self.rounds = Rounds("post_room", _BEAT_S)

    @property
    def failures(self) -> list[str]:
        """Return what could not be written or sent."""
        return self.rounds.failures

    async def tell(
        self,
        kind: str,
        about: str,
        facts: Mapping[str, Text | str],
        services: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        key: str = "",
        *,
        is_drill: bool | None = None,
    ) -> None:
        """Write the notice down, as `service.notices.teller.Teller` promises.

        `is_drill` marks what nobody may take for the real thing; by default everything about a drill is marked.
        """
        simulated = about.startswith(_SIMULATED) if is_drill is None else is_drill
        try:
            title, body = _words(kind, facts)
            told = NoticeTold(
                what=kind,
                about=about,
                title=title,
                body=_bounded(body),
                services=services,
                people=people,
                key=key,
                is_drill=simulated,
            )
            await self._write(told)
        except Exception as error:  # noqa: BLE001  whatever happens to a notice, nobody who tells one is held up
            self.rounds.fail(error, f"{kind} {about}")

    async def _write(self, told: NoticeTold) -> None:
        name = f"k{digest(told.key)[:31]}" if told.key else secrets.token_hex(16)
        if told.key and await asyncio.to_thread(self.shelf.book.head, FAMILY.stream(name)) is not None:
            return
        try:
            await self.shelf.open(name, SYSTEM, [told])
        except StaleError:
            if not told.key:
                raise

    async def get(self, name: str) -> NoticeState:
        """Return a notice; raises NoSuchError."""
        return await self.shelf.get(name)

    async def page(
        self,
        *,
        seen: Sequence[str] | None,
        status: str | None = None,
        tags: Sequence[str] = (),
        cursor: str | None = None,
        limit: int = 50,
    ) -> HeadPage:
        """Return notices, newest first; those about the services `seen` only, where it is not None."""
        query = listed(FAMILY.name, seen, status=status, tags=tags, cursor=cursor, limit=limit)
        return await self.shelf.page(query)

    async def again(self, name: str, caller: Caller, reason: str) -> NoticeState:
        """Let what was given up be tried again; raises NoSuchError, ConflictError."""
        return await self.shelf.change(name, caller.author, lambda state: ask_again(state, reason))


def _words(kind: str, facts: Mapping[str, Text | str]) -> tuple[Text, Text]:
    """Return title and body; where the catalogue lacks them, the bare facts: better told badly than not at all."""
    try:
        return say(f"notice.{kind}.title", **facts), say(f"notice.{kind}.body", **facts)
    except UnknownWordsError:
        plain = {name: fact if isinstance(fact, Text) else Text(zh=fact, en=fact) for name, fact in facts.items()}
        body = Text(
            zh="\n".join(f"{name}: {fact.zh}" for name, fact in plain.items()),
            en="\n".join(f"{name}: {fact.en}" for name, fact in plain.items()),
        )
        return Text(zh=kind, en=kind), body


def _bounded(text: Text) -> Text:
    return Text(zh=text.zh[:_LONGEST], en=text.en[:_LONGEST])
