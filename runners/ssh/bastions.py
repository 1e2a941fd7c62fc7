"""Connections to jump hosts, shared by every host behind them."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

import asyncssh

from runners.ssh.door import Door, Doorman
from scenarios.plan import JumpHost

Chain: TypeAlias = tuple[JumpHost, ...]


class Bastions:
    """One connection for each way that leads through jump hosts: opened when first needed, and anew after a loss."""

    def __init__(self, doorman: Doorman) -> None:
        self._doorman = doorman
        self._connections: dict[Chain, asyncssh.SSHClientConnection] = {}
        self._opening: dict[Chain, asyncio.Lock] = {}

    async def through(self, chain: Chain) -> asyncssh.SSHClientConnection | None:
        """Return a connection to the last host of `chain`, None where the chain is empty.

        Raises:
            NotBegunError: some host of it cannot be passed; the text names it and says what to do.
        """
        if not chain:
            return None
        async with self._opening.setdefault(chain, asyncio.Lock()):
            connection = self._connections.get(chain)
            if connection is None or connection.is_closed():
                *before, last = chain
                tunnel = await self.through(tuple(before))
                connection = await Door(last, self._doorman).open(tunnel, before[-1].name if before else "")
                self._connections[chain] = connection
            return connection

    async def close(self) -> None:
        """Close every connection, the farthest first; in good order where the host answers in time, else by force."""
        chains = sorted(self._connections, key=len, reverse=True)
        for chain in chains:
            self._connections[chain].close()
        try:
            async with asyncio.timeout(self._doorman.limits.close):
                for chain in chains:
                    await self._connections[chain].wait_closed()
        except TimeoutError:
            for chain in chains:
                self._connections[chain].abort()
