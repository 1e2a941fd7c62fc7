"""The TCP connection to a machine: what one turn writes goes out in one piece, what comes in is confirmed at once.

The library hands each packet to the transport alone, and before each an empty one (SSH_MSG_IGNORE, RFC 4253 §11.2). A
packet sent alone costs both machines a call of the kernel and a wake-up; most of what entering a machine costs is that.

Linux holds an acknowledgement back for 40 ms where nothing is sent that could carry it (RFC 1122 §4.2.3.2), and sshd
holds a small packet back until the one before it is acknowledged (Nagle, RFC 896): after a login each waits for the
other. So what has no answer is acknowledged as soon as it is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar, cast

_MOST: Final = 64 * 1024
"""More than so much goes out at once, so that a long transfer is not held in memory twice."""
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
"""Linux alone has it; it holds until the kernel thinks otherwise, so it is said anew each time."""
_P = TypeVar("_P", bound=asyncio.Protocol)


class Street:
    """Stands where the library lets a connection be led through something: it leads straight to the machine."""

    async def create_connection(self, factory: Callable[[], _P], host: str, port: int) -> tuple[asyncio.Transport, _P]:
        """Return the transport to `host` and the protocol that talks over it; raises OSError."""
        protocol = factory()
        transport, _ = await asyncio.get_running_loop().create_connection(lambda: _Meeting(protocol), host, port)
        return transport, protocol

    def close(self) -> None:
        """Do nothing: the connection closes its own transport."""

    async def wait_closed(self) -> None:
        """Return at once."""


class _Meeting(asyncio.Protocol, Generic[_P]):
    """Stands between the transport and the protocol, and confirms what the protocol has taken in."""

    def __init__(self, protocol: _P) -> None:
        self._protocol = protocol
        self._gathering: Gathering | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._gathering = Gathering(cast("asyncio.Transport", transport))
        self._protocol.connection_made(self._gathering)

    def data_received(self, data: bytes) -> None:
        self._protocol.data_received(data)
        if self._gathering is not None:
            self._gathering.confirm()

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received()

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.connection_lost(exc)


class Gathering(asyncio.Transport):
    """A transport that writes at the end of each turn of the loop what was written to it in that turn, in its order."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport, self._loop = transport, asyncio.get_running_loop()
        self._held = bytearray()

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        """Hold it until the turn is over, or until it is much."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held += data
        if len(self._held) > _MOST:
            self._flush()

    def close(self) -> None:
        """Close it after all that was written."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close it at once; what is held is lost."""
        self._held.clear()
        self._transport.abort()

    def is_closing(self) -> bool:
        """Tell whether it is closed or about to be."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the transport below knows, its socket and addresses above all."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Take nothing more in for now."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take in again."""
        self._transport.resume_reading()

    def confirm(self) -> None:
        """Acknowledge what came in, unless something is about to be sent that does so."""
        if _QUICKACK is None or self._held or self._transport.is_closing():
            return
        with contextlib.suppress(OSError):  # a connection that is lost is told by its reader
            self._transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def _flush(self) -> None:
        if self._held and not self._transport.is_closing():
            self._transport.write(bytes(self._held))
        self._held.clear()
