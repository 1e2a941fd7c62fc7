"""One connection through a tunnel, handed over as an ordinary socket."""

from __future__ import annotations

import asyncio
import socket
from typing import cast

import asyncssh


class Channel(asyncssh.SSHTCPSession[bytes]):
    """What comes from the service goes to our end of a pair of sockets."""

    def __init__(self) -> None:
        self.chan: asyncssh.SSHTCPChannel[bytes] | None = None
        self._early: list[bytes] = []
        self._end: asyncio.Transport | None = None
        self._is_over = False

    def connection_made(self, chan: asyncssh.SSHTCPChannel[bytes]) -> None:
        """Keep the channel."""
        self.chan = chan

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Pass on what came; what comes before there is a socket waits for it."""
        del datatype
        if self._end is None:
            self._early.append(data)
        else:
            self._end.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on the end, the abrupt one too: whoever looks asks the tunnel which it was."""
        del exc
        self._is_over = True
        if self._end is not None:
            self._end.close()

    def pause_writing(self) -> None:
        """Take no more from the socket than the tunnel carries."""
        if self._end is not None and not self._end.is_closing():
            self._end.pause_reading()

    def resume_writing(self) -> None:
        """Go on."""
        if self._end is not None and not self._end.is_closing():
            self._end.resume_reading()

    async def socket(self) -> socket.socket:
        """Return the other end of the pair."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)  # noqa: FBT003  the standard library's own signature
        try:
            await asyncio.get_running_loop().create_connection(lambda: _End(self), sock=ours)
        except BaseException:
            ours.close()
            theirs.close()
            raise
        return theirs

    def joined(self, end: asyncio.Transport) -> None:
        """Go on with a socket."""
        self._end = end
        for data in self._early:
            end.write(data)
        self._early.clear()
        if self._is_over:
            end.close()


class _End(asyncio.Protocol):
    """What comes from our end of the pair goes to the service."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._channel.joined(cast("asyncio.Transport", transport))

    def data_received(self, data: bytes) -> None:
        if self._channel.chan is not None and not self._channel.chan.is_closing():
            self._channel.chan.write(data)  # pyright: ignore[reportUnknownMemberType]  the library leaves it open

    def pause_writing(self) -> None:
        if self._channel.chan is not None:
            self._channel.chan.pause_reading()

    def resume_writing(self) -> None:
        if self._channel.chan is not None:
            self._channel.chan.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._channel.chan is not None:
            self._channel.chan.close()
