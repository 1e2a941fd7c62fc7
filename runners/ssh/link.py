"""The connection to one host: sessions on it, its clock loop, its replacement after a loss."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import asyncssh

from runners import refusals
from runners.clock import Clock
from runners.dialects import clock_loop
from runners.offsets import Ticker
from runners.script import SHELL, Delivery
from runners.shell import Errand, Shell
from runners.ssh.bastions import Bastions
from runners.ssh.door import Door, Doorman
from runners.ssh.session import Session
from runners.ssh.spare import Spare
from runners.wire import NotBegunError, Talk
from scenarios.plan import PlannedHost


class Link:
    """The connection to one host: opened when first needed, and anew after a loss."""

    def __init__(self, host: PlannedHost, doorman: Doorman, bastions: Bastions, clock: Clock) -> None:
        self.host = host
        self._door, self._bastions = Door(host, doorman), bastions
        self._limits, self._rush, self._clock = doorman.limits, doorman.rush, clock
        self._slots = asyncio.Semaphore(doorman.limits.sessions)
        self._opening, self._ticking, self._signalling = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
        self._connection: asyncssh.SSHClientConnection | None = None
        self._opened: list[asyncssh.SSHClientConnection] = []
        self._ticker: Ticker | None = None
        self._is_closing = False
        self._spare: Spare | None = None
        self._preparing: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def slot(self, deadline: float) -> AsyncGenerator[None, None]:
        """Hold one of the connection's sessions, or raise NotBegunError when none became free in time."""
        try:
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except TimeoutError:
            message = refusals.too_late(self.host, "while other commands held every session of the connection")
            raise NotBegunError(message) from None
        try:
            yield
        finally:
            self._slots.release()
            self._prepare()

    async def begin(self, delivery: Delivery, deadline: float) -> Shell:
        """Return a shell that listens: one that stood by, else a new one.

        A shell or connection that turns out to be dead is replaced once: nothing was sent on it, so this repeats
        nothing.
        """
        spare, self._spare = self._spare, None
        if spare is not None:
            with contextlib.suppress(NotBegunError):
                return await self._take_over(spare, delivery, deadline)
        reused = self._is_up()
        try:
            return await self._begin(delivery, deadline)
        except NotBegunError:
            if not reused or self._is_up():
                raise
        return await self._begin(delivery, deadline)

    @contextlib.asynccontextmanager
    async def ticker(self) -> AsyncGenerator[Ticker, None]:
        """Hold the clock loop, started if none runs on this connection; one that fails is not used again."""
        async with self._ticking:
            ticker = self._ticker if self._ticker and self._ticker.is_open() else await self._start_ticker()
            self._ticker = None
            try:
                yield ticker
            except BaseException:
                ticker.close()
                raise
            self._ticker = ticker
        self._prepare()

    async def close(self) -> None:
        """Close what was opened, in good order if the host answers, else by force; nothing is opened from now on."""
        self._is_closing = True
        await self._dismiss()
        for connection in self._opened:
            connection.close()
        try:
            async with asyncio.timeout(self._limits.close):
                for connection in self._opened:
                    await connection.wait_closed()
        except TimeoutError:
            for connection in self._opened:
                connection.abort()

    def _is_up(self) -> bool:
        return self._connection is not None and not self._connection.is_closed()

    async def _connected(self, deadline: float) -> asyncssh.SSHClientConnection:
        try:
            async with asyncio.timeout_at(deadline), self._opening:
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._open()
                return self._connection
        except TimeoutError:
            raise NotBegunError(refusals.too_late(self.host, "while connecting")) from None

    async def _open(self) -> asyncssh.SSHClientConnection:
        self._opened = [each for each in self._opened if not each.is_closed()]
        if not self._is_closing:
            connection = await self._entered()
            self._opened.append(connection)
            if not self._is_closing:
                return connection
            connection.abort()
        raise NotBegunError(refusals.let_go(self.host))

    async def _entered(self) -> asyncssh.SSHClientConnection:
        try:
            tunnel = await self._bastions.through(self.host.jump)
        except NotBegunError as error:
            raise NotBegunError(refusals.on_the_way(self.host, str(error))) from None
        return await self._door.open(tunnel, self.host.jump[-1].name if self.host.jump else "")

    async def _begin(self, delivery: Delivery, deadline: float) -> Shell:
        shell = Shell(self.host, delivery, self._clock, self._limits, self._signal)
        try:
            await self._open_session(shell, deadline, delivery.command)
            await shell.listens(deadline)
        except BaseException:
            shell.close()
            raise
        return shell

    async def _take_over(self, spare: Spare, delivery: Delivery, deadline: float) -> Shell:
        """Return a shell in the session that stood by; raises NotBegunError where that one is of no use."""
        if not spare.is_ready() or spare.command != delivery.command:
            spare.close()
            raise NotBegunError(refusals.let_go(self.host))
        connection, soon = self._connection, self._soon(deadline)
        shell = Shell(self.host, delivery, self._clock, self._limits, self._signal)
        spare.pass_to(shell)
        try:
            await shell.listens(soon)
        except BaseException:
            shell.close()
            if asyncio.get_running_loop().time() >= soon:
                self._forget(connection)
            raise
        return shell

    def _prepare(self) -> None:
        """Start the shell for the next command in a moment, where none is and nobody is at work here."""
        is_wanted = self._spare is None and not self._slots.locked() and self._is_up() and not self._is_closing
        if is_wanted and self.host.shell == "sh" and (self._preparing is None or self._preparing.done()):
            self._preparing = asyncio.get_running_loop().create_task(self._stand_by())

    async def _stand_by(self) -> None:
        await asyncio.sleep(self._limits.spare)
        await self._rush.over(self._limits.rush)
        if self._spare is not None or not self._is_up():
            return
        spare = Spare(SHELL)
        with contextlib.suppress(NotBegunError):
            await self._open_session(spare, asyncio.get_running_loop().time() + self._limits.channel, SHELL)
        if self._spare is None and spare.is_ready() and not self._is_closing:
            self._spare = spare
        else:
            spare.close()

    async def _dismiss(self) -> None:
        """End what stands by, and what prepares it."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.wait([self._preparing])
        if self._spare is not None:
            self._spare.close()

    def _soon(self, deadline: float) -> float:
        return min(deadline, asyncio.get_running_loop().time() + self._limits.channel)

    def _forget(self, connection: asyncssh.SSHClientConnection | None) -> None:
        """Open another one next time: this one does not answer. What runs on it keeps it until it is lost or closed."""
        if self._connection is connection:
            self._connection = None

    async def _signal(self, command: str) -> bool:
        """Run a command line that signals a process group on the host; return whether that was done."""
        errand = Errand()
        try:
            async with asyncio.timeout(self._limits.errand), self._signalling:
                await self._open_session(errand, asyncio.get_running_loop().time() + self._limits.errand, command)
                return await errand.succeeds()
        except (NotBegunError, TimeoutError):
            return False
        finally:
            errand.close()

    async def _open_session(self, talk: Talk, deadline: float, command: str) -> None:
        connection = await self._connected(deadline)
        soon = self._soon(deadline)
        try:
            async with asyncio.timeout_at(soon):
                await connection.create_session(  # pyright: ignore[reportUnknownMemberType]  the library leaves it open
                    lambda: Session(talk), command, encoding=None
                )
        except TimeoutError:
            if soon < deadline:
                self._forget(connection)
            raise NotBegunError(refusals.too_late(self.host, "while opening a session")) from None
        except (asyncssh.Error, OSError) as error:
            raise NotBegunError(refusals.lost_early(self.host, str(error))) from None

    async def _start_ticker(self) -> Ticker:
        command, loop = clock_loop(self.host.shell)
        ticker = Ticker(self._clock, loop)
        try:
            await self._open_session(ticker, asyncio.get_running_loop().time() + self._limits.clocks, command)
            await ticker.start()
        except BaseException:
            ticker.close()
            raise
        return ticker
