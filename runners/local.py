"""The controller as a host: scripts on the runner's own machine, under the promises that hold for any other host."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
from dataclasses import replace
from typing import Final, cast

from measurements.events import CONTROLLER, Exchange, Outcome
from runners.clock import Clock
from runners.limits import Limits
from runners.remote import Answer, Command
from runners.script import Delivery, UnsendableError, wrap
from runners.shell import Shell
from runners.wire import NotBegunError, Talk
from scenarios.plan import SECOND, PlannedHost

_SHELL: Final = ("/bin/sh", "-s")
_KEPT: Final = ("PATH", "HOME", "LANG")
"""What of the runner's own environment a script sees; anything else may hold secrets that are not the script's."""
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_OURSELVES: Final = PlannedHost(
    name="controller", address="", port=0, user="", roles=(), environment="", site="", known_hosts=""
)


class LocalRemote:
    """`runners.remote.Remote` for the one host CONTROLLER.

    Each script has a process group of its own, which is ended when its time is up. What is FAILED, OK or UNKNOWN is
    decided as over SSH.
    """

    def __init__(self, clock: Clock, *, limits: Limits | None = None) -> None:
        self._clock, self._limits = clock, limits or Limits()
        self._slots = asyncio.Semaphore(self._limits.sessions)
        self._running: set[Shell] = set()
        self._is_closed = False

    async def run(self, host: str, command: Command) -> Answer:
        """Run `command` on this machine; see `Remote.run`."""
        if host != CONTROLLER or self._is_closed:
            why = (
                "the drill has let go of its hosts already" if host == CONTROLLER else "it is not the runner's machine"
            )
            return Answer(outcome=Outcome.FAILED, reason=f"{host or 'controller'}: {why}; nothing was started")
        deadline = asyncio.get_running_loop().time() + command.timeout_ns / SECOND
        try:
            delivery = wrap(_alone(command), secrets.token_hex(16))
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except UnsendableError as error:
            return Answer(outcome=Outcome.FAILED, reason=str(error))
        except TimeoutError:
            why = "controller: time ran out while other scripts ran there; nothing was started"
            return Answer(outcome=Outcome.FAILED, reason=why)
        try:
            return await self._run(command, delivery, deadline)
        except NotBegunError as error:
            return Answer(outcome=Outcome.FAILED, reason=str(error))
        finally:
            self._slots.release()

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return `count` readings of this machine's wall clock between two of its monotonic one."""
        if host != CONTROLLER:
            return ()
        return tuple(self._exchange() for _ in range(count))

    async def close(self) -> None:
        """End every script that still runs."""
        self._is_closed = True
        for shell in tuple(self._running):
            await shell.end()
            shell.close()

    async def _run(self, command: Command, delivery: Delivery, deadline: float) -> Answer:
        shell = Shell(_OURSELVES, delivery, self._clock, self._limits, _has_no_other_way)
        self._running.add(shell)
        try:
            await _start(shell)
            await shell.listens(deadline)
            command.check_go()
            return await shell.finish(deadline)
        except NotBegunError:
            await shell.end()  # a shell that nothing was sent to is gone before we say so
            raise
        finally:
            shell.close()
            self._running.discard(shell)

    def _exchange(self) -> Exchange:
        before = self._clock.now()
        return Exchange(c1=before, remote=self._clock.utc_ns(), c2=self._clock.now())


def _alone(command: Command) -> Command:
    """Return `command` with the little of our environment that it may see, below its own."""
    ours = {name: value for name in _KEPT if (value := os.environ.get(name))}
    told = replace(command, env={"PATH": _PATH, **ours, **command.env})
    return replace(told, become=None) if command.become == "root" and os.geteuid() == 0 else told


async def _has_no_other_way(command: str) -> bool:
    """Signals go straight to the process group, unless its processes are another user's."""
    if not command.startswith("sudo "):
        return False
    process = await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", command, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait() == 0


async def _start(talk: Talk) -> None:
    loop = asyncio.get_running_loop()
    environment = {name: value for name in _KEPT if (value := os.environ.get(name))}
    try:
        await loop.subprocess_exec(lambda: _Process(talk), *_SHELL, env=environment, start_new_session=True)
    except (OSError, ValueError) as error:
        message = f"controller: {_SHELL[0]} cannot be started: {error}; nothing was started"
        raise NotBegunError(message) from None


class _Process(asyncio.SubprocessProtocol):
    """A process on this machine as a session; it is the `Wire` of its own `Talk`."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._transport: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._talk.opened(self)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._talk.heard(data, on_stderr=fd == 2)  # noqa: PLR2004  its number everywhere

    def process_exited(self) -> None:
        status = None if self._transport is None else self._transport.get_returncode()
        if status is not None and status < 0:
            self._talk.killed(signal.Signals(-status).name.removeprefix("SIG"))
        elif status is not None:
            self._talk.exited(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._transport.close()
        self._talk.lost(cut=exc is not None)

    def write(self, data: bytes) -> None:
        """Send to its stdin."""
        self._stdin().write(data)

    def write_eof(self) -> None:
        """End its stdin."""
        self._stdin().close()

    def send_signal(self, signal: str) -> None:
        """Signal its process group."""
        if self._transport is not None:
            os.killpg(self._transport.get_pid(), _number(signal))

    def abort(self) -> None:
        """End its group, and close what leads there."""
        if self._transport is not None:
            if self._transport.get_returncode() is None:
                with contextlib.suppress(OSError):
                    self.send_signal("KILL")
            self._transport.close()

    def _stdin(self) -> asyncio.WriteTransport:
        pipe = None if self._transport is None else self._transport.get_pipe_transport(0)
        if pipe is None or pipe.is_closing():
            message = "its stdin is closed"
            raise BrokenPipeError(message)
        return cast("asyncio.WriteTransport", pipe)


def _number(name: str) -> int:
    return signal.Signals[f"SIG{name}"]
