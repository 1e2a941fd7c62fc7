"""The ledger's store in Redis: one entry of a stream a write, and what its every ending proves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from measurements.events import WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.companion import described
from runners.ledgers.generations import USED_UP, after, generations
from runners.ledgers.idle import Idle
from runners.ledgers.store import Page, Row, StoreError, Written
from runners.patience import patience
from runners.redis_entry import REFUSALS, Server, enter_to_write
from runners.resp import RefusedError, Reply, Talk
from runners.secrets import Masker

_PATIENCE_NS: Final = 30 * SECOND
_ROWS: Final = 1_000
_GROUP: Final = "drillproof"
_REFUSED: Final = frozenset(
    {
        *("READONLY", "OOM", "LOADING", "MASTERDOWN", "NOAUTH", "NOPERM", "WRONGTYPE", "NOREPLICAS", "MISCONF", "BUSY"),
        *("CLUSTERDOWN", "MOVED", "ASK", "TRYAGAIN", "CROSSSLOT"),
    }
)
"""Errors that Redis gives before it does anything of a command. Others may come from a proxy, which knows nothing."""


class RedisStore:
    """Adds entries to a stream that must be there (NOMKSTREAM): where it is gone or renamed, nothing is added.

    Each write asks Sentinel anew for the master unless it finds a connection that has worked until now.
    """

    def __init__(self, *, drill: str, ledger: str, dsn: str, timeout_ns: int) -> None:
        """Keep the names; nothing is connected before it is needed."""
        self._drill, self._ledger, self._dsn, self._timeout_ns = drill, ledger, dsn, timeout_ns
        self._base = self._table = table_name(ledger, drill)
        self._idle = Idle[Server](lambda server: server.talk.close())
        self._masker = Masker([dsn])

    async def create(self) -> str:
        """Make an empty stream, by making a group of it; see that the server knows NOMKSTREAM (Redis 6.2)."""
        async with self._entered() as server:
            await _asked(server.talk, "XADD", self._key(f"{self._base}:trial"), "NOMKSTREAM", "*", "n", "0")
            if not await self._found(server.talk):
                await _asked(server.talk, "XGROUP", "CREATE", self._key(self._base), _GROUP, "$", "MKSTREAM")
        return f"stream {self._key(self._table)}"

    async def insert(self, number: int) -> Written:
        """Add an entry. Before the command is sent a failure is certain; from then on only a clear no of Redis is."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._timeout_ns / SECOND
        try:
            server = self._idle.take() or await enter_to_write(self._dsn, self._timeout_ns)
        except REFUSALS as error:
            self._idle.keep_at_most(0)
            return Written(outcome=WriteOutcome.FAIL, detail=described(error, self._masker))
        return await self._insert_over(server, number, int((end - loop.time()) * SECOND))

    async def fence(self) -> bool:
        """Rename the stream: a command that comes later finds none under the old name and adds nothing."""
        async with self._entered() as server:
            await self._need(server.talk)
            name = after(self._base, self._table)
            if name is None:
                raise StoreError(USED_UP)
            await _asked(server.talk, "RENAME", self._key(self._table), self._key(name))
            self._table = name
        self._idle.keep_at_most(0)
        return True

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield the entries in the order of their identities, in which Redis took them."""
        async with self._entered() as server:
            await self._need(server.talk)
            count, start, place = min(chunk, _ROWS), "-", 0
            while True:
                entries = _entries(
                    await _asked(server.talk, "XRANGE", self._key(self._table), start, "+", "COUNT", str(count))
                )
                if entries or not place:
                    rows = tuple(_row(fields, place + at) for at, (_, fields) in enumerate(entries))
                    yield Page(source=f"redis {server.address}", rows=rows)
                if len(entries) < count:
                    return
                start, place = f"({entries[-1][0]}", place + len(entries)

    async def drop(self) -> str:
        """Remove the stream, whatever it is called by now."""
        async with self._entered() as server:
            await _asked(server.talk, "DEL", *(self._key(name) for name in generations(self._base)))
        return f"stream {self._key(self._base)} removed"

    def keep_at_most(self, idle: int) -> None:
        """Close connections that nobody uses."""
        self._idle.keep_at_most(idle)

    async def close(self) -> None:
        """Close the idle connections."""
        self._idle.keep_at_most(0)

    async def _insert_over(self, server: Server, number: int, left_ns: int) -> Written:
        text = payload(self._drill, self._ledger, number)
        try:
            async with patience(left_ns):
                added = await server.talk.ask(
                    "XADD", self._key(self._table), "NOMKSTREAM", "*", "n", str(number), "p", text
                )
        except Exception as error:  # noqa: BLE001  whatever is raised once the command is sent, only some of it is a no
            server.talk.close()
            self._idle.keep_at_most(0)
            return Written(outcome=proved_by(error), detail=described(error, self._masker))
        self._idle.put(server)
        if added is None:
            return Written(outcome=WriteOutcome.FAIL, detail="the stream is not there")
        return Written(outcome=WriteOutcome.OK)

    @asynccontextmanager
    async def _entered(self) -> AsyncGenerator[Server]:
        """Hold a connection of its own for something that may take long. Raises StoreError."""
        try:
            server = await enter_to_write(self._dsn, max(self._timeout_ns, _PATIENCE_NS))
            try:
                yield server
            finally:
                server.talk.close()
        except REFUSALS as error:
            raise StoreError(described(error, self._masker)) from None

    async def _found(self, talk: Talk) -> bool:
        """Learn what the stream is called by now; tell whether there is one."""
        names = [name for name in generations(self._base) if await _asked(talk, "EXISTS", self._key(name)) == 1]
        self._table = names[-1] if names else self._base
        return bool(names)

    async def _need(self, talk: Talk) -> None:
        if not await self._found(talk):
            msg = f"there is no stream {self._key(self._base)}"
            raise StoreError(msg)

    def _key(self, name: str) -> str:
        """Return the key of one name; what stands in braces keeps all of them in one slot."""
        return f"{{{self._base}}}:{name}"


def proved_by(error: BaseException) -> WriteOutcome:
    """Return what an error after sending proves: FAIL if Redis said that it did not even begin, else INFO."""
    word = str(error).partition(" ")[0]
    return WriteOutcome.FAIL if isinstance(error, RefusedError) and word in _REFUSED else WriteOutcome.INFO


async def _asked(talk: Talk, *words: str) -> Reply:
    """Ask something that may take long; raises TimeoutError after a while."""
    async with patience(_PATIENCE_NS):
        return await talk.ask(*words)


def _entries(reply: Reply) -> list[tuple[str, list[Reply]]]:
    found: list[tuple[str, list[Reply]]] = []
    for entry in reply if isinstance(reply, list) else ():
        match entry:
            case [str(identity), list(fields)]:
                found.append((identity, fields))
            case _:
                message = "what answers there is no stream of Redis"
                raise OSError(message)
    return found


def _row(fields: list[Reply], position: int) -> Row:
    """Return an entry as a row; one that is no write of a ledger has the number -1 and shows in its payload."""
    told = {str(name): str(value) for name, value in zip(fields[::2], fields[1::2], strict=False)}
    number = told.get("n", "")
    return Row(number=int(number) if number.isdecimal() else -1, payload=told.get("p", "")[:64], position=position)
