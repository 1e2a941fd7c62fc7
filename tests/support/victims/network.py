"""Ports, relays and interfaces, to be blocked and limited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.ports import block_port
from scenarios.plan import FaultSpec
from tests.support.victims.base import Ground, Victim

LISTEN: Final = """\
import socket, sys
server = socket.create_server(("0.0.0.0", 4321), backlog=128)
open("listening", "w").write("yes")
while True:
    server.accept()[0].close()
"""
REACH: Final = '"$PYTHON" -c "import socket; socket.create_connection((\'127.0.0.1\', 4321), 0.4).close()" 2>/dev/null'


@dataclass(slots=True, kw_only=True)
class _Listener:
    """A server on port 4321 of a host that has its own network."""

    fault: FaultSpec = field(default_factory=lambda: block_port(port=4321))

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh('"$PYTHON" -c "$TEXT" >/dev/null 2>&1 </dev/null & echo $! >all', {"TEXT": LISTEN})
        assert await ground.says_yes("for n in $(seq 100); do [ -e listening ] && exit; sleep 0.05; done; exit 1")

    async def is_harmed(self, ground: Ground) -> bool:
        return not await ground.says_yes(REACH)

    async def mend(self, ground: Ground) -> None:
        await ground.sh("PATH=$PATH:/usr/sbin; nft flush ruleset; iptables -F; ip6tables -F")

    async def leave(self, ground: Ground) -> None:
        await ground.sh("xargs kill -9 <all")


def blocked(ground: Ground) -> Victim:  # noqa: ARG001
    """Return a listening port to be blocked."""
    return _Listener()


@dataclass(slots=True, kw_only=True)
class _Relay:
    """The control file of a relay."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh("echo 0 >control")

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes('[ "$(cat control)" != 0 ]')

    async def mend(self, ground: Ground) -> None:
        await self.settle_in(ground)

    async def leave(self, ground: Ground) -> None:
        await ground.sh("rm -f control")


def throttled(ground: Ground) -> Victim:
    """Return a relay to be limited through its control file."""
    return _Relay(fault=limit_bandwidth(kbit=400, control=f"{ground.scratch}/control"))


@dataclass(slots=True, kw_only=True)
class _Interface:
    """An interface of a host that has its own network."""

    fault: FaultSpec = field(default_factory=lambda: limit_bandwidth(kbit=400, interface="lo"))

    async def settle_in(self, ground: Ground) -> None:
        assert not await self.is_harmed(ground)

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes("PATH=$PATH:/usr/sbin; tc qdisc show dev lo | grep -q 'tbf.*400Kbit'")

    async def mend(self, ground: Ground) -> None:
        await ground.sh("PATH=$PATH:/usr/sbin; tc qdisc del dev lo root")

    async def leave(self, ground: Ground) -> None:
        await ground.sh("PATH=$PATH:/usr/sbin; tc qdisc del dev lo root 2>/dev/null")


def narrowed(ground: Ground) -> Victim:  # noqa: ARG001
    """Return an interface to be limited."""
    return _Interface()
