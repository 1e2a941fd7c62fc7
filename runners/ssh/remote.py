"""The hands themselves: which host's connection a command goes to."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from measurements.events import Exchange, Outcome
from runners.clock import Clock
from runners.dialects import delivered
from runners.limits import Limits
from runners.offsets import tightest
from runners.remote import Answer, Command
from runners.script import UnsendableError
from runners.secrets import resolve
from runners.ssh.bastions import Bastions
from runners.ssh.door import Doorman
from runners.ssh.link import Link
from runners.ssh.trust import KnownHosts
from runners.wire import NotBegunError
from scenarios.plan import SECOND, PlannedHost, SecretRef

_TRIES_PER_EXCHANGE: Final = 3


class SSHRemote:
    """`runners.remote.Remote` over asyncssh.

    A command goes out only when the host's shell has said that it listens; until then every failure is FAILED and
    certain. From then on only an exit status or signal is a known end, and anything else is UNKNOWN. Nothing is
    ever sent twice.
    """

    def __init__(
        self,
        hosts: Sequence[PlannedHost],
        clock: Clock,
        *,
        secret: Callable[[SecretRef], str] = resolve,
        limits: Limits | None = None,
        bastions: Bastions | None = None,
    ) -> None:
        """Connect to nothing yet; `bastions` are connections to jump hosts that somebody else shares and keeps up."""
        self._limits = limits or Limits()
        doorman = Doorman(known=KnownHosts(), secret=secret, limits=self._limits)
        self._bastions = bastions or Bastions(doorman)
        self._links = {host.name: Link(host, doorman, self._bastions, clock) for host in hosts}

    async def run(self, host: str, command: Command) -> Answer:
        """Run `command` on `host`, with the host's own `env` under the command's; see `Remote.run`."""
        deadline = asyncio.get_running_loop().time() + command.timeout_ns / SECOND
        try:
            link = self._link(host)
            told = replace(command, env={**link.host.env, **command.env})
            delivery = delivered(told, link.host, secrets.token_hex(16))
            async with link.slot(deadline):
                shell = await link.begin(delivery, deadline)
                with contextlib.closing(shell):
                    command.check_go()
                    return await shell.finish(deadline)
        except (NotBegunError, UnsendableError) as error:
            return Answer(outcome=Outcome.FAILED, reason=str(error))

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return the `count` shortest of three times as many exchanges; see `Remote.exchange_clocks`."""
        made: list[Exchange] = []
        with contextlib.suppress(NotBegunError, TimeoutError):
            async with asyncio.timeout(self._limits.clocks), self._link(host).ticker() as ticker:
                for _ in range(count * _TRIES_PER_EXCHANGE):
                    made.append(await ticker.exchange())  # noqa: PERF401  what was made before the time ran out counts
        return tightest(made, count)

    async def close(self) -> None:
        """Close every connection, at the latest after `Limits.close` each; those to jump hosts last."""
        async with asyncio.TaskGroup() as closing:
            for link in self._links.values():
                closing.create_task(link.close())
        await self._bastions.close()

    def _link(self, host: str) -> Link:
        if host not in self._links:
            message = f"{host!r} is no host of this drill; nothing was sent"
            raise NotBegunError(message)
        return self._links[host]
