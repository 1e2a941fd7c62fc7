"""What one look at a service is: connect, GET, or query, each as a new client would, each by a new connection."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeAlias

import aiohttp

from runners.beat import SECOND
from runners.patience import patience
from runners.postgres_entry import connect, execute
from scenarios.plan import HttpProbe, PlannedProbe, PostgresProbe, TcpProbe

_BODY_LIMIT: Final = 1 << 20
_SocketAddress: TypeAlias = tuple[int, Any]
"""Family and what the family's connect takes."""


class Probe(Protocol):
    """Looks at one service, as often as it is asked."""

    async def ask(self) -> str:
        """Look once; return what is wrong, empty if nothing is.

        Raises TimeoutError when the probe's own time is over, and whatever the network does.
        """
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


def probe_for(planned: PlannedProbe, dsn: str) -> Probe:
    """Return the probe that `planned` describes; `dsn` is the resolved one of a PostgreSQL probe, else not used."""
    match planned.target:
        case TcpProbe() as target:
            return TcpLook(target, planned.timeout_ns)
        case HttpProbe() as target:
            return HttpLook(target, planned.timeout_ns)
        case PostgresProbe() as target:
            return PostgresLook(target, dsn, planned.timeout_ns)


class TcpLook:
    """Connects and closes. A name is looked up each time, and its addresses tried in turn."""

    def __init__(self, target: TcpProbe, timeout_ns: int) -> None:
        """Keep the address; nothing is looked up yet."""
        self._target = target
        self._timeout_ns = timeout_ns
        self._known = _numeric(target)

    async def ask(self) -> str:
        """Connect to the first address that accepts; raises the last one's OSError."""
        async with patience(self._timeout_ns):
            await _touch_any(self._known or await self._look_up())
        return ""

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""

    async def _look_up(self) -> list[_SocketAddress]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._target.address, self._target.port, type=socket.SOCK_STREAM)
        return [(family, where) for family, _, _, _, where in found]


class HttpLook:
    """GETs by a new connection each time. A redirect is an answer with its own status and is not followed."""

    def __init__(self, target: HttpProbe, timeout_ns: int) -> None:
        """Prepare the certificate check; raises OSError where `ca_file` cannot be read."""
        self._target = target
        self._timeout_ns = timeout_ns
        self._tls = ssl.create_default_context(cafile=target.ca_file)
        self._session: aiohttp.ClientSession | None = None

    async def ask(self) -> str:
        """Compare status, and the first megabyte of the body where `contains` is given."""
        asked = self._opened().get(self._target.url, allow_redirects=False, ssl=self._tls)
        async with patience(self._timeout_ns), asked as answer:
            if answer.status != self._target.status:
                return f"status {answer.status}, not {self._target.status}"
            body = await _body(answer)
        wanted = self._target.contains
        return "" if wanted is None or wanted.encode() in body else "the text looked for is not in the body"

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, made on first use because it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, limit=0, use_dns_cache=False),
                timeout=aiohttp.ClientTimeout(total=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


class PostgresLook:
    """Connects anew and runs the query; the rows do not matter."""

    def __init__(self, target: PostgresProbe, dsn: str, timeout_ns: int) -> None:
        """Keep the query and the resolved DSN."""
        self._query = target.query
        self._dsn = dsn
        self._timeout_ns = timeout_ns

    async def ask(self) -> str:
        """Connect, query, hang up."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._timeout_ns / SECOND
        connection = await connect(self._dsn, self._timeout_ns)
        try:
            await execute(connection, self._query, int((end - loop.time()) * SECOND))
        finally:
            connection.terminate()
        return ""

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""


def _numeric(target: TcpProbe) -> list[_SocketAddress]:
    """Return the address where it is written in numbers, else nothing."""
    try:
        version = ipaddress.ip_address(target.address).version
    except ValueError:
        return []
    return [(socket.AF_INET if version == 4 else socket.AF_INET6, (target.address, target.port))]  # noqa: PLR2004


async def _touch_any(addresses: Sequence[_SocketAddress]) -> None:
    """Connect to the first that accepts; raises the last one's OSError."""
    for address in addresses[:-1]:
        try:
            return await _touch(address)
        except OSError:
            continue
    return await _touch(addresses[-1])


async def _touch(address: _SocketAddress) -> None:
    family, where = address
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)  # noqa: FBT003  the standard library's own signature
        await asyncio.get_running_loop().sock_connect(sock, where)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """Return the body, or its first megabyte."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size >= _BODY_LIMIT:
            break
    return b"".join(chunks)
