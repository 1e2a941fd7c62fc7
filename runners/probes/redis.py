"""A look that pings Redis, found by its Sentinels where the DSN names those."""

from __future__ import annotations

import asyncio
import ssl
from typing import Final

from runners.dsn import Entry, read_entry
from runners.patience import patience
from runners.resp import RefusedError, Talk
from runners.ways import Connect
from scenarios.plan import RedisProbe

PORT: Final = 6379
SENTINEL_PORT: Final = 26379
SCHEMES: Final = ("redis", "rediss")
BY_SENTINEL: Final = ("redis+sentinel", "rediss+sentinel")


class RedisLook:
    """Connects anew, enters, pings, and asks what the server is where that matters.

    `redis://user:password@host:port/0`, `rediss://` by TLS (`?ssl_ca=FILE`), `redis+sentinel://…@a:26379,b:26379/MASTER`
    for whomever the first Sentinel that answers calls master (`?sentinel_password=` where those ask for one).
    """

    def __init__(self, target: RedisProbe, dsn: str, timeout_ns: int, connect: Connect) -> None:
        """Keep the resolved DSN."""
        self._role, self._dsn, self._timeout_ns, self._connect = target.role, dsn, timeout_ns, connect

    async def ask(self) -> str:
        """Return what is wrong with the role; raises RefusedError for what the server itself refuses."""
        is_found = self._dsn.startswith(BY_SENTINEL)
        entry = read_entry(self._dsn, SENTINEL_PORT if is_found else PORT, *SCHEMES, *BY_SENTINEL)
        async with patience(self._timeout_ns):
            server = await self._master(entry) if is_found else entry.hosts[0]
            talk = await self._entered(entry, server)
            try:
                return await self._looked(talk, "master" if is_found and self._role == "any" else self._role)
            finally:
                talk.close()

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""

    async def _looked(self, talk: Talk, wanted: str) -> str:
        answer = await talk.ask("PING")
        if answer != "PONG":
            return f"PING is answered by {answer}"
        if wanted == "any":
            return ""
        told = await talk.ask("ROLE")
        role = "replica" if isinstance(told, list) and told[0] == "slave" else "master"
        return "" if role == wanted else f"it is a {role}, not a {wanted}"

    async def _entered(self, entry: Entry, server: tuple[str, int]) -> Talk:
        talk = await self._opened(entry, server)
        try:
            if entry.password:
                await talk.ask("AUTH", *filter(None, (entry.user, entry.password)))
        except BaseException:
            talk.close()
            raise
        return talk

    async def _opened(self, entry: Entry, server: tuple[str, int]) -> Talk:
        host, port = server
        tls = ssl.create_default_context(cafile=entry.options.get("ssl_ca")) if entry.scheme[:6] == "rediss" else None
        sock = await self._connect(host, port)
        return Talk(*await asyncio.open_connection(sock=sock, ssl=tls, server_hostname=host if tls else None))

    async def _master(self, entry: Entry) -> tuple[str, int]:
        """Ask the Sentinels in turn; one that hangs costs its share of the time, not the chance of those after it."""
        share_ns = self._timeout_ns // (len(entry.hosts) + 1)
        for sentinel in entry.hosts[:-1]:
            try:
                async with patience(share_ns):
                    return await self._told_by(entry, sentinel)
            except (OSError, EOFError, RefusedError):
                continue
        return await self._told_by(entry, entry.hosts[-1])

    async def _told_by(self, entry: Entry, sentinel: tuple[str, int]) -> tuple[str, int]:
        talk = await self._opened(entry, sentinel)
        try:
            if word := entry.options.get("sentinel_password"):
                await talk.ask("AUTH", word)
            told = await talk.ask("SENTINEL", "get-master-addr-by-name", entry.path[0] if entry.path else "mymaster")
        finally:
            talk.close()
        match told:
            case [str(host), str(port)]:
                return host, int(port)
            case _:
                message = "the Sentinel knows no master of that name"
                raise OSError(message)
