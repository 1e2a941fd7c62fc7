"""Hands on every host of a drill: over SSH on the hosts of the plan, directly on the runner's own machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from measurements.events import CONTROLLER, Exchange
from runners.clock import Clock
from runners.local import LocalRemote
from runners.remote import Answer, Command, Remote
from runners.secrets import resolve
from runners.ssh import SSHRemote
from scenarios.plan import PlannedHost, SecretRef


class Anywhere:
    """`runners.remote.Remote` that sends what is for CONTROLLER to one remote, and all else to another."""

    def __init__(self, hosts: Remote, controller: Remote) -> None:
        self._hosts, self._controller = hosts, controller

    async def run(self, host: str, command: Command) -> Answer:
        """Run `command` where `host` is; see `Remote.run`."""
        return await self._of(host).run(host, command)

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Exchange clocks with `host`; see `Remote.exchange_clocks`."""
        return await self._of(host).exchange_clocks(host, count)

    async def close(self) -> None:
        """Close both."""
        await self._controller.close()
        await self._hosts.close()

    def _of(self, host: str) -> Remote:
        return self._controller if host == CONTROLLER else self._hosts


def hands_on(hosts: Sequence[PlannedHost], clock: Clock, secret: Callable[[SecretRef], str] = resolve) -> Remote:
    """Return hands on `hosts` and on the controller, with stamps on `clock`; `secret` reads what opens the doors."""
    return Anywhere(SSHRemote(hosts, clock, secret=secret), LocalRemote(clock))
