"""A look that runs a command on a host: over a connection that is kept, in a session of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from measurements.events import Outcome
from runners.beat import SECOND
from runners.clock import Clock
from runners.patience import patience
from runners.remote import Answer, Command
from runners.ssh.remote import SSHRemote
from runners.ssh.tunnel import Tunnel
from runners.ways import Way
from scenarios.plan import PlannedHost, SecretRef, SshProbe


class CommandLook:
    """Runs the command and compares. A host that cannot be entered fails the look: its sshd is part of the question."""

    def __init__(
        self,
        target: SshProbe,
        host: PlannedHost,
        timeout_ns: int,
        secret: Callable[[SecretRef], str],
        way: Way,
        clock: Clock,
    ) -> None:
        """Keep the command; the connection is made when it is first asked for."""
        tunnel = way if isinstance(way, Tunnel) else None
        entered = host if tunnel is None else replace(host, jump=tunnel.chain)
        bastions = None if tunnel is None else tunnel.bastions
        self._remote = SSHRemote([entered], clock, secret=secret, bastions=bastions)
        self._target, self._timeout_ns = target, timeout_ns
        self._running: set[asyncio.Task[Answer]] = set()

    async def ask(self) -> str:
        """Return what is wrong; raises ConnectionError where the command was not done, or nobody knows how it ended.

        A command that is late is ended on the host after the look has given up.
        """
        command = Command(script=self._target.command, timeout_ns=self._timeout_ns)
        end = asyncio.get_running_loop().time() + self._timeout_ns / SECOND
        running = asyncio.get_running_loop().create_task(self._remote.run(self._target.host, command))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        async with patience(self._timeout_ns):
            answer = await asyncio.shield(running)
        if answer.outcome is not Outcome.OK and asyncio.get_running_loop().time() >= end:
            raise TimeoutError
        return self._judged(answer)

    async def close(self) -> None:
        """Wait for what is still being ended, then close the connection."""
        if self._running:
            await asyncio.wait(self._running)
        await self._remote.close()

    def _judged(self, answer: Answer) -> str:
        if answer.outcome is not Outcome.OK:
            raise ConnectionError(answer.reason)
        if answer.exit_status != self._target.status:
            return f"exit status {answer.exit_status}, not {self._target.status}"
        wanted = self._target.contains
        return "" if wanted is None or wanted in answer.stdout else "the text looked for is not in the output"
