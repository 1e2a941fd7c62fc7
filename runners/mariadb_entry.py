"""How a client enters MariaDB: one DSN (mysql://user:password@a:1,b:2/database), and what its errors prove."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, Final, Protocol, cast

import asyncmy
from asyncmy.errors import MySQLError

from runners.beat import SECOND
from runners.dsn import Entry, read_entry
from runners.patience import patience
from runners.ways import Connect, LoopBy

REFUSALS: Final = (OSError, EOFError, MySQLError)
"""Everything that connecting or asking raises when the service does not serve (TimeoutError is an OSError)."""
SCHEMES: Final = ("mysql", "mariadb")
PORT: Final = 3306
_NEVER_SENT: Final = frozenset({2002, 2003, 2006})
"""CR_CONNECTION_ERROR, CR_CONN_HOST_ERROR, CR_SERVER_GONE_ERROR: this library raises the last before it writes."""


class Connection(Protocol):
    """What is used of an asyncmy connection."""

    async def query(self, sql: str) -> Any:
        """Run a statement; return how many rows it found or changed."""
        ...

    def close(self) -> None:
        """Close the socket at once; whatever is under way fails."""
        ...


async def connect(dsn: str, timeout_ns: int, way: Connect | None = None) -> Connection:
    """Return a new connection (each statement its own transaction) to the first host of `dsn` that accepts one.

    A host that hangs costs its share of the time, not the chance of those after it. `ssl_ca=FILE` in the DSN's query
    asks for TLS with that authority, `ssl=true` with those of the system. Raises one of REFUSALS, or ValueError for
    what is no DSN.
    """
    entry = read_entry(dsn, PORT, *SCHEMES)
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout_ns / SECOND
    for left, host in zip(range(len(entry.hosts), 1, -1), entry.hosts, strict=False):
        try:
            return await _connect_one(entry, host, int((end - loop.time()) * SECOND) // left, way)
        except REFUSALS:
            continue
    return await _connect_one(entry, entry.hosts[-1], int((end - loop.time()) * SECOND), way)


def was_answered(error: BaseException) -> bool:
    """Whether the server itself said this, and so did not do the statement."""
    return isinstance(error, MySQLError) and error.sqlstate is not None


def was_never_sent(error: BaseException) -> bool:
    """Whether the statement certainly never left this machine."""
    return isinstance(error, MySQLError) and error.sqlstate is None and error.args[0] in _NEVER_SENT


async def _connect_one(entry: Entry, host: tuple[str, int], timeout_ns: int, way: Connect | None) -> Connection:
    connection = asyncmy.Connection(
        host=host[0],
        port=host[1],
        unix_socket=None if way is None else "by the way",
        user=entry.user,
        password=entry.password,
        db=entry.path[0] if entry.path else None,
        ssl=_tls(entry),
        autocommit=True,
        program_name="drillproof",
        connect_timeout=31_536_000,
    )
    if way is not None:
        cast("Any", connection)._loop = _LoopTo(way, host)  # noqa: SLF001  the library has no parameter for it
    try:
        async with patience(timeout_ns):
            await connection.connect()
    except BaseException:
        connection.close()
        raise
    return cast("Connection", connection)


class _LoopTo(LoopBy):
    """A loop for a library that would set options of TCP on any socket but one of a file."""

    def __init__(self, way: Connect, host: tuple[str, int]) -> None:
        super().__init__(way)
        self._host = host

    async def create_unix_connection(self, factory: Any, path: str, **options: Any) -> Any:
        del path
        return await self.create_connection(factory, *self._host, **options)


def _tls(entry: Entry) -> ssl.SSLContext | None:
    if "ssl_ca" in entry.options:
        return ssl.create_default_context(cafile=entry.options["ssl_ca"])
    return ssl.create_default_context() if entry.options.get("ssl") in {"true", "1", "required"} else None
