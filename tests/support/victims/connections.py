"""Connections, links and names, to be cut, thinned out and misled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from scenarios.faults.degrading import degrade_network
from scenarios.faults.links import link_down
from scenarios.faults.losing import lose_packets
from scenarios.faults.names import dns_failure, dns_wrong_answer
from scenarios.faults.partitions import partition
from scenarios.faults.power import host_power_loss
from scenarios.plan import FaultSpec
from tests.support.victims.base import Ground, Victim

SBIN: Final = "PATH=$PATH:/usr/sbin:/sbin; "
FLUSH: Final = f"{SBIN}nft flush ruleset; iptables -F; ip6tables -F"
ASK: Final = """\
"$PYTHON" -c "
import socket
answering, asking = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
answering.bind(('$1', 0 if '$2' == '' else int('$2')))
answering.settimeout(0.4)
for _ in range(int('$3')):
    asking.sendto(b'?', answering.getsockname())
for _ in range(int('$3')):
    answering.recv(9)
"
"""
"""Packets to an address of this host: all of them arrive, or this fails."""


def asked(address: str, port: str = "", times: int = 1) -> str:
    """Return the script that sends so many packets to an address of this host itself."""
    return f"set -- {address} '{port}' {times}\n{ASK}".rstrip()


@dataclass(slots=True, kw_only=True)
class _Packets:
    """Packets that a host sends to itself, by a network of its own; `look` exits 0 while they arrive."""

    fault: FaultSpec
    look: str

    async def settle_in(self, ground: Ground) -> None:
        assert not await self.is_harmed(ground)

    async def is_harmed(self, ground: Ground) -> bool:
        return not await ground.says_yes(f"{{ {self.look}; }} 2>/dev/null")

    async def mend(self, ground: Ground) -> None:
        await ground.sh(FLUSH)

    async def leave(self, ground: Ground) -> None:
        del ground


def parted(ground: Ground) -> Victim:  # noqa: ARG001  every victim is made for a ground
    """Return a host to be parted from the addresses 127.0.0.2 and up."""
    return _Packets(fault=partition(addresses=["127.0.0.2", "127.64.0.0/10"]), look=asked("127.0.0.2"))


def thinned(ground: Ground) -> Victim:  # noqa: ARG001
    """Return packets of which nearly all are to be lost."""
    return _Packets(fault=lose_packets(percent=90, interface="lo"), look=asked("127.0.0.1", times=20))


def nameless(ground: Ground) -> Victim:  # noqa: ARG001
    """Return a host whose questions to name servers are to be lost."""
    return _Packets(fault=dns_failure(), look=asked("127.0.0.53", "53"))


@dataclass(slots=True, kw_only=True)
class _Link:
    """An interface with an address of each kind and a route."""

    fault: FaultSpec = field(default_factory=lambda: link_down(interface="cable0"))
    whole: str = ""

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh(f"{SBIN}{PLUG}")
        self.whole = await self._state(ground)

    async def is_harmed(self, ground: Ground) -> bool:
        return await self._state(ground) != self.whole

    async def mend(self, ground: Ground) -> None:
        await ground.sh(f"{SBIN}ip link delete cable0; {PLUG}")

    async def leave(self, ground: Ground) -> None:
        await ground.sh(f"{SBIN}ip link delete cable0")

    async def _state(self, ground: Ground) -> str:
        _, told = await ground.sh(f"{SBIN}{LINK_STATE}")
        return told


PLUG: Final = """\
ip link add cable0 address 02:00:00:00:00:05 type veth peer name cable1 address 02:00:00:00:00:06
ip link set cable1 up; ip link set cable0 up
ip address add 10.5.0.1/24 dev cable0; ip address add fd05::1/64 dev cable0 nodad
ip route add 10.9.0.0/16 via 10.5.0.254 dev cable0 table 77; ip -6 route add fd09::/32 via fd05::2 dev cable0
ip neighbour add 10.5.0.77 lladdr 00:11:22:33:44:55 dev cable0 nud permanent
while [ -n "$(ip address show dev cable0 tentative)" ]; do sleep 0.1; done
"""
LINK_STATE: Final = """\
ip -brief link show dev cable0 up | tr -s ' ' | cut -d ' ' -f 2
ip -o address show dev cable0 | grep -v tentative | tr -s ' ' | cut -d ' ' -f 3-4 | sort
ip route show table all dev cable0 | sort; ip -6 route show table all dev cable0 | sort
ip neighbour show dev cable0 nud permanent
"""


def unplugged(ground: Ground) -> Victim:  # noqa: ARG001
    """Return an interface to be taken down."""
    return _Link()


@dataclass(slots=True, kw_only=True)
class _HostsFile:
    """A hosts file of a test's own."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh("printf '127.0.0.1 localhost\\n10.0.0.7 db.example.com # the one' >hosts")

    async def is_harmed(self, ground: Ground) -> bool:
        return not await ground.says_yes("grep db.example.com hosts | head -n 1 | grep -q '^10.0.0.7 '")

    async def mend(self, ground: Ground) -> None:
        await self.settle_in(ground)

    async def leave(self, ground: Ground) -> None:
        await ground.sh("rm -f hosts")


def misled(ground: Ground) -> Victim:
    """Return a name to be given a wrong address."""
    fault = dns_wrong_answer({"db.example.com": "192.0.2.1", "other.example.com": "2001:db8::1"})
    return _HostsFile(fault=replace(fault, values={**fault.values, "FAULT_FILE": f"{ground.scratch}/hosts"}))


@dataclass(slots=True, kw_only=True)
class _Power:
    """A power switch that is a file, worked by commands that are told the host."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh(f"echo on >power-{ground.host.name}")

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes(f"[ ! -e power-{ground.host.name} ]")

    async def mend(self, ground: Ground) -> None:
        await self.settle_in(ground)

    async def leave(self, ground: Ground) -> None:
        await ground.sh(f"rm -f power-{ground.host.name}")


def powerless(ground: Ground) -> Victim:
    """Return a switch to be turned off."""
    switch = f'"{ground.scratch}/power-$FAULT_HOST"'
    return _Power(fault=host_power_loss(off=f"rm {switch}", on=f"echo on >{switch}", status=f"[ -e {switch} ]"))


@dataclass(slots=True, kw_only=True)
class _Cable:
    """The control file of a cable that carries what it is told."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh("echo kbit=64 >cable")

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes("grep -q -e delay_ms=80 cable")

    async def mend(self, ground: Ground) -> None:
        await self.settle_in(ground)

    async def leave(self, ground: Ground) -> None:
        assert await ground.says_yes('[ "$(cat cable)" = 64 ] || [ "$(cat cable)" = kbit=64 ]')
        await ground.sh("rm -f cable")


def delayed(ground: Ground) -> Victim:
    """Return a cable to be degraded through its control file."""
    return _Cable(fault=degrade_network(delay=80_000_000, loss_percent=2, control=f"{ground.scratch}/cable"))
