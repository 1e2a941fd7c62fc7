"""How a client enters Redis: by one DSN, straight, or by asking Sentinels for the master."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final

from runners.beat import SECOND
from runners.dsn import Entry, read_entry
from runners.patience import patience
from runners.resp import RefusedError, Talk
from runners.ways import Connect, connect

PORT: Final = 6379
SENTINEL_PORT: Final = 26379
SCHEMES: Final = ("redis", "rediss")
BY_SENTINEL: Final = ("redis+sentinel", "rediss+sentinel")
REFUSALS: Final = (OSError, EOFError, RefusedError, asyncio.LimitOverrunError, ValueError)
"""Everything that connecting or asking raises when the service does not serve (TimeoutError is an OSError)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A connection that was let in; `is_named` where Sentinels named the server as master."""

    talk: Talk
    address: str
    is_named: bool


async def enter(dsn: str, timeout_ns: int, way: Connect = connect) -> Server:
    """Return a new connection; raises one of REFUSALS. All of them are opened by `way`.

    `redis://user:password@host:port/0`, `rediss://` by TLS (`?ssl_ca=FILE`).
    `redis+sentinel://user:password@a:26379,b:26379/MASTER/0` leads to whom the first Sentinel that answers calls
    master (`?sentinel_password=` where those ask for one).
    """
    by_sentinel = dsn.startswith(BY_SENTINEL)
    entry = read_entry(dsn, SENTINEL_PORT if by_sentinel else PORT, *SCHEMES, *BY_SENTINEL)
    async with patience(timeout_ns):
        server = await _master(entry, timeout_ns, way) if by_sentinel else entry.hosts[0]
        talk = await _opened(entry, server, way)
        try:
            await _let_in(talk, entry, entry.path[1:] if by_sentinel else entry.path)
        except BaseException:
            talk.close()
            raise
    return Server(talk=talk, address=f"{server[0]}:{server[1]}", is_named=by_sentinel)


async def enter_to_write(dsn: str, timeout_ns: int) -> Server:
    """Return a new connection to a server that agrees to be master where Sentinels say so; raises one of REFUSALS."""
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout_ns / SECOND
    server = await enter(dsn, timeout_ns)
    try:
        async with patience(int((end - loop.time()) * SECOND)):
            is_master = not server.is_named or await role_of(server.talk) == "master"
    except BaseException:
        server.talk.close()
        raise
    if not is_master:
        server.talk.close()
        message = "the Sentinels name a server that is no master"
        raise OSError(message)
    return server


async def role_of(talk: Talk) -> str:
    """Return `master` or `replica`, as the server says itself."""
    told = await talk.ask("ROLE")
    return "replica" if isinstance(told, list) and told[0] == "slave" else "master"


async def _let_in(talk: Talk, entry: Entry, path: tuple[str, ...]) -> None:
    if entry.password:
        await talk.ask("AUTH", *filter(None, (entry.user, entry.password)))
    if path and path[0] != "0":
        await talk.ask("SELECT", path[0])


async def _master(entry: Entry, timeout_ns: int, way: Connect) -> tuple[str, int]:
    """Ask the Sentinels in turn; one that hangs costs its share of the time, not the chance of those after it."""
    share_ns = timeout_ns // (len(entry.hosts) + 1)
    for sentinel in entry.hosts[:-1]:
        try:
            async with patience(share_ns):
                return await _told_by(entry, sentinel, way)
        except (OSError, EOFError, RefusedError):
            continue
    return await _told_by(entry, entry.hosts[-1], way)


async def _told_by(entry: Entry, sentinel: tuple[str, int], way: Connect) -> tuple[str, int]:
    talk = await _opened(entry, sentinel, way)
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


async def _opened(entry: Entry, server: tuple[str, int], way: Connect) -> Talk:
    host, port = server
    tls = ssl.create_default_context(cafile=entry.options.get("ssl_ca")) if entry.scheme.startswith("rediss") else None
    sock = await way(host, port)
    return Talk(*await asyncio.open_connection(sock=sock, ssl=tls, server_hostname=host if tls else None))
