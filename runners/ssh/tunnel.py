"""A way to a service that leads through SSH to another host: kept up, and asked whether it was to blame.

A heartbeat goes through it all the time. Where a look fails, the way answers for itself first: it was sound if it
stayed the same connection, if every heartbeat during the look came back within half the look's time-out, and if one
more comes back now. Otherwise the look proves nothing of the service.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, cast

import asyncssh
from asyncssh.constants import OPEN_CONNECT_FAILED

from runners.beat import MILLISECOND, SECOND
from runners.limits import Limits
from runners.ssh.bastions import Bastions
from runners.ssh.door import Doorman
from runners.ssh.pipe import Channel
from runners.ssh.trust import KnownHosts
from runners.ways import BrokenWayError
from runners.wire import NotBegunError
from scenarios.plan import JumpHost, SecretRef

_LIMITS: Final = Limits(connect=5.0, keepalive=2.0, keepalives_missed=2)
_AGAIN_S: Final = 0.25
"""Pause between a loss and the next try."""
_DEAD_S: Final = 3.0
"""A connection that leaves a heartbeat unanswered for so long is given up."""
_MOST_HANGING: Final = 200
"""Connections that hang cannot be called off singly, and a host has only so many; then all of them are, at once."""


@dataclass(frozen=True, slots=True)
class _Trip:
    tunnel: Tunnel
    life: int
    begun: float

    async def trouble(self) -> str:
        return await self.tunnel.trouble(self.life, self.begun)


class Tunnel:
    """`runners.ways.Way` by the last host of a chain; its own connection, made anew after a loss."""

    def __init__(self, chain: Sequence[JumpHost], secret: Callable[[SecretRef], str], timeout_ns: int) -> None:
        """Prepare; `keep` opens it. `timeout_ns` is that of the looks."""
        self.chain = tuple(chain)
        self.bastions = Bastions(Doorman(known=KnownHosts(), secret=secret, limits=_LIMITS))
        self._name = self.chain[-1].name
        self._beat_s = min(max(timeout_ns / 8, 20 * MILLISECOND), 250 * MILLISECOND) / SECOND
        self._stall_s = max(timeout_ns / 2 / SECOND, 2 * self._beat_s)
        self._connection: asyncssh.SSHClientConnection | None = None
        self._life, self._why = 0, "it has not been up yet"
        self._up, self._wanted = asyncio.Event(), asyncio.Event()
        self._slow: deque[float] = deque(maxlen=16)
        self._waiting: list[asyncio.Future[None]] = []
        self._openings: asyncio.TaskGroup | None = None
        self._hanging = 0

    @property
    def patience_ns(self) -> int:
        """Return how long the way takes at most to answer for itself."""
        return int(self._stall_s * SECOND) + 20 * MILLISECOND

    async def connect(self, host: str, port: int) -> socket.socket:
        """Connect from the last host of the chain, once the tunnel is up; see `runners.ways.Connect`."""
        await self._up.wait()
        if self._openings is None or self._connection is None:
            raise BrokenWayError(self._told())
        told: asyncio.Future[Channel] = asyncio.get_running_loop().create_future()
        self._openings.create_task(self._open(self._connection, host, port, told))
        return await (await told).socket()

    def depart(self) -> _Trip:
        """Begin a look."""
        return _Trip(self, self._life, asyncio.get_running_loop().time())

    async def trouble(self, life: int, begun: float) -> str:
        """Return what was wrong with the tunnel since `begun`, when it was in that life of its."""
        try:
            async with asyncio.timeout(self._stall_s):
                await self._heartbeat()
        except TimeoutError:
            return f"{self._told()}; nothing is known of the service"
        if life != self._life:
            return f"{self._told()}; nothing is known of the service"
        if any(answered >= begun for answered in self._slow):
            return f"the tunnel by {self._name} stalled; nothing is known of the service"
        return ""

    async def keep(self) -> None:
        """Open the tunnel, and again whenever it is lost."""
        async with asyncio.TaskGroup() as self._openings:
            while True:
                try:
                    await self._live(cast("asyncssh.SSHClientConnection", await self.bastions.through(self.chain)))
                except NotBegunError as error:
                    self._why = str(error)
                except (asyncssh.Error, OSError) as error:
                    self._why = f"{type(error).__name__}: {error}"
                await asyncio.sleep(_AGAIN_S)

    async def close(self) -> None:
        """Close every connection of the way."""
        await self.bastions.close()

    async def _live(self, connection: asyncssh.SSHClientConnection) -> None:
        """Beat until the connection is lost."""
        self._connection, self._hanging = connection, 0
        self._life += 1
        self._up.set()
        try:
            while await self._beat(connection):
                pass
        finally:
            self._up.clear()
            self._life += 1
            self._release()
            connection.abort()

    async def _beat(self, connection: asyncssh.SSHClientConnection) -> bool:
        """Send one heartbeat and wait for the time of the next; return whether the connection is still of use."""
        loop = asyncio.get_running_loop()
        self._wanted.clear()
        begun, waiting = loop.time(), len(self._waiting)
        try:
            async with asyncio.timeout(_DEAD_S):
                await _ping(connection)
        except TimeoutError:
            self._why = "it no longer answers"
            return False
        answered = loop.time()
        if answered - begun > self._stall_s:
            self._slow.append(answered)
        if connection.is_closed():
            self._why = "the connection was lost"
            return False
        self._release(waiting)
        if self._hanging >= _MOST_HANGING:
            self._why = f"it is renewed, for {self._hanging} connections hang in it"
            return False
        await self._pause()
        return True

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._beat_s):
                await self._wanted.wait()
        except TimeoutError:
            return

    async def _heartbeat(self) -> None:
        """Wait until a heartbeat that begins from now on is answered, or the connection is lost."""
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(answered)
        self._wanted.set()
        try:
            await answered
        finally:
            answered.cancel()

    def _release(self, count: int | None = None) -> None:
        """Wake the first `count` of those who wait for a heartbeat."""
        told, self._waiting = self._waiting[:count], self._waiting[len(self._waiting) if count is None else count :]
        for each in told:
            if not each.done():
                each.set_result(None)

    async def _open(
        self, connection: asyncssh.SSHClientConnection, host: str, port: int, told: asyncio.Future[Channel]
    ) -> None:
        """Open a channel; one that nobody waits for any more is closed when it is there at last."""
        self._hanging += 1
        try:
            chan, channel = await connection.create_connection(Channel, host, port)
        except asyncssh.ChannelOpenError as error:
            _say(told, self._refused(error, connection))
        except (asyncssh.Error, OSError) as error:
            _say(told, BrokenWayError(f"{self._told()}: {error}"))
        else:
            if told.done():
                chan.abort()
            else:
                told.set_result(cast("Channel", channel))
        finally:
            self._hanging -= 1

    def _refused(self, error: asyncssh.ChannelOpenError, connection: asyncssh.SSHClientConnection) -> Exception:
        if error.code == OPEN_CONNECT_FAILED and not connection.is_closed():
            return ConnectionRefusedError(f"{self._name} cannot connect to it: {error.reason}")
        return BrokenWayError(f"{self._name} does not let us through: {error.reason}; see AllowTcpForwarding there")

    def _told(self) -> str:
        return f"the tunnel by {self._name} is broken: {self._why}"


def _say(told: asyncio.Future[Channel], error: Exception) -> None:
    if not told.done():
        told.set_exception(error)


async def _ping(connection: asyncssh.SSHClientConnection) -> None:
    """Ask the far end for a word; it refuses, and that is the word. The library's keep-alive does it the same way."""
    await connection._make_global_request(b"keepalive@openssh.com")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
