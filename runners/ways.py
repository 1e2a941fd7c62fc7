"""How a look gets from here to a service, and whether a look that failed says anything of the service at all.

A way may lead through machines that are no part of the service. What breaks there leaves nobody knowing how the
service is, so it must never be taken for an outage of it (docs/measurement.md, section 2).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeAlias

SocketAddress: TypeAlias = tuple[int, Any]
"""Family and what the family's connect takes."""
_IPV4: Final = 4


class BrokenWayError(Exception):
    """The way to the service is broken, or who should look cannot; so nothing is known of the service."""


class Connect(Protocol):
    """Opens connections as a client of the service would."""

    async def __call__(self, host: str, port: int) -> socket.socket:
        """Return a connected socket that does not block.

        Raises:
            OSError: the service's end could not be reached from where the client would be.
            BrokenWayError: that place itself could not be reached.
        """
        ...


class Trip(Protocol):
    """One look under way."""

    async def trouble(self) -> str:
        """Return what was wrong with the way since the look began, empty where the way was sound.

        Asked when the look has failed; answers within the way's `patience_ns`.
        """
        ...


class Way(Protocol):
    """A way to one service, kept up while it is looked at."""

    @property
    def patience_ns(self) -> int:
        """Most that `Trip.trouble` takes to answer."""
        ...

    async def connect(self, host: str, port: int) -> socket.socket:
        """Open a connection; see `Connect`."""
        ...

    def depart(self) -> Trip:
        """Begin a look."""
        ...

    async def keep(self) -> None:
        """Keep the way up until cancelled; raises nothing that the way does."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class Straight:
    """The way from here, as the controller's own network is: what is wrong with it is wrong for clients too."""

    patience_ns = 0

    async def connect(self, host: str, port: int) -> socket.socket:
        """Connect from here."""
        return await connect(host, port)

    def depart(self) -> Straight:
        """Return itself: every trip is sound."""
        return self

    async def trouble(self) -> str:
        """Return nothing."""
        return ""

    async def keep(self) -> None:
        """Have nothing to keep up."""

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""


async def connect(host: str, port: int) -> socket.socket:
    """Return a socket that is connected from here to the first address of `host` that accepts.

    A name is looked up each time, its addresses are tried in turn; raises the last one's OSError.
    """
    addresses = await addresses_of(host, port)
    for address in addresses[:-1]:
        try:
            return await _connect(address)
        except OSError:
            continue
    return await _connect(addresses[-1])


async def addresses_of(host: str, port: int) -> Sequence[SocketAddress]:
    """Return the addresses of a host for TCP or UDP, at least one; what is written in numbers is not looked up."""
    return _numeric(host, port) or await _look_up(host, port)


def _numeric(host: str, port: int) -> Sequence[SocketAddress]:
    """Return the address where it is written in numbers, else nothing."""
    try:
        version = ipaddress.ip_address(host).version
    except ValueError:
        return ()
    return ((socket.AF_INET if version == _IPV4 else socket.AF_INET6, (host, port)),)


async def _look_up(host: str, port: int) -> Sequence[SocketAddress]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, where) for family, _, _, _, where in found]


async def _connect(address: SocketAddress) -> socket.socket:
    family, where = address
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)  # noqa: FBT003  the standard library's own signature
        await asyncio.get_running_loop().sock_connect(sock, where)
    except BaseException:
        sock.close()
        raise
    return sock


class LoopBy:
    """An event loop whose connections go a way of their own, for libraries that open theirs by the loop."""

    def __init__(self, way: Connect) -> None:
        """Stand in for the running loop."""
        self._loop, self._way = asyncio.get_running_loop(), way

    def __getattr__(self, name: str) -> Any:
        """Return what the loop itself has."""
        return getattr(self._loop, name)

    async def create_connection(self, factory: Any, host: str | None = None, port: int = 0, **options: Any) -> Any:
        """Connect by the way; a socket that is given stays what it is."""
        sock = options.pop("sock", None) or await self._way(str(host), port)
        if options.get("ssl") is not None:
            options.setdefault("server_hostname", host)
        return await self._loop.create_connection(factory, sock=sock, **options)

    async def create_unix_connection(self, factory: Any, path: str, **options: Any) -> Any:
        """Refuse: such a socket is on this machine, and the way leads to another."""
        del factory, path, options
        message = "a socket file of this machine cannot be entered by way of another host"
        raise OSError(message)
