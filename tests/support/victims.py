"""Things to do harm to: each knows its fault, tells by itself whether it is harmed, and can be mended by hand.

A victim looks with its own eyes (plain commands on the host), never through the scripts of the fault.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeAlias

from measurements.events import Outcome
from runners.remote import Answer, Command
from scenarios.plan import (
    SECOND,
    BlockPort,
    FaultSpec,
    FreezeProcess,
    KillProcess,
    LimitBandwidth,
    PlannedHost,
    StopService,
)


class Hands(Protocol):
    """The half of `runners.remote.Remote` that faults need."""

    async def run(self, host: str, command: Command) -> Answer:
        """See `Remote.run`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A host on which harm may be done: `scratch` is a directory of its own there, told to every command."""

    hands: Hands
    host: PlannedHost
    scratch: str

    @classmethod
    def on(cls, hands: Hands, host: PlannedHost, scratch: str) -> Ground:
        """Return the ground with `SCRATCH` and `PYTHON` in the host's environment."""
        known = {**host.env, "SCRATCH": scratch, "PYTHON": sys.executable}
        return cls(hands=hands, host=replace(host, env=known, state_dir=f"{scratch}/state"), scratch=scratch)

    async def do(self, command: Command) -> Answer:
        """Run a command of the fault."""
        return await self.hands.run(self.host.name, command)

    async def sh(self, script: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Run `script` in the scratch directory; return how it exited and what it printed."""
        known = {**self.host.env, **(env or {})}
        command = Command(script=f'cd "$SCRATCH" || exit 99\n{script}', timeout_ns=30 * SECOND, env=known)
        answer = await self.hands.run(self.host.name, command)
        assert answer.outcome is Outcome.OK, answer
        assert answer.exit_status is not None
        return answer.exit_status, answer.stdout

    async def lives(self, pid: str) -> bool:
        """Return whether the process runs; a zombie does not."""
        return await self.says_yes(f"grep -q '^State:.[^ZX]' /proc/{pid}/status 2>/dev/null")

    async def says_yes(self, script: str) -> bool:
        """Return whether `script` exits 0."""
        status, _ = await self.sh(script)
        return status == 0


class Victim(Protocol):
    """What a fault is tried on."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        """Make it whole, once."""
        ...

    async def is_harmed(self, ground: Ground) -> bool:
        """Look whether the fault is on."""
        ...

    async def mend(self, ground: Ground) -> None:
        """Make it whole again by hand, behind the fault's back."""
        ...

    async def leave(self, ground: Ground) -> None:
        """Take everything away."""
        ...


SERVICE: Final = """\
trap 'kill $(jobs -p) 2>/dev/null; exit 0' TERM
sleep 1000.5 & echo $! >>all
( sleep 1000.5 & echo $! >>all; wait ) & echo $! >>all
echo $$ >>all
while [ "$(wc -l <all)" -lt 4 ]; do sleep 0.01; done
echo $$ >pid.new && mv pid.new pid
while :; do sleep 0.05; done
"""
"""A service of some generations, which also starts a new process all the time."""

START: Final = (
    'cd "$SCRATCH" && { sh service.sh >/dev/null 2>&1 </dev/null & while ! [ -s pid ]; do sleep 0.05; done; }'
)
END_TIMERS: Final = """\
for timer in state/*/*/timer; do
    read -r pid start <"$timer" && grep -q drillproof-lease "/proc/$pid/cmdline" && kill "$pid"
done 2>/dev/null
"""
"""For what a test has left."""

LIVES: Final = """\
state=
read -r pid <pid && state=$(sed -e 's/.*) //' -e 's/ .*//' "/proc/$pid/stat" 2>/dev/null)
"""
STOP: Final = """\
cd "$SCRATCH"
doomed=" $(tr '\\n' ' ' <all)"
for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=${line%% *} line=${line##*\\) } parent=${line#? }
    case $doomed in (*" ${parent%% *} "*) doomed="$doomed$pid " ;; esac
done
kill -9 $doomed 2>/dev/null
rm -f pid all
"""
STATUS: Final = 'cd "$SCRATCH" && read -r pid <pid && kill -0 "$pid" || exit 3'


@dataclass(slots=True, kw_only=True)
class _Service:
    """A service of several processes; its pid file is `pid` in the scratch directory."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh('printf "%s" "$TEXT" >service.sh', {"TEXT": SERVICE})
        await self.start(ground)

    async def start(self, ground: Ground) -> None:
        assert await ground.says_yes(f"rm -f pid; {START}")

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes(f"{LIVES} case $state in (''|Z|T) exit 0;; esac; exit 1")

    async def mend(self, ground: Ground) -> None:
        await self.start(ground)

    async def leave(self, ground: Ground) -> None:
        await ground.sh(f"[ ! -e all ] || {{ {STOP} }}")


def killed(ground: Ground) -> Victim:
    """Return a service to be killed by its pid file."""
    return _Service(fault=KillProcess(restart=f"rm -f $SCRATCH/pid; {START}", pid_file=f"{ground.scratch}/pid"))


def stopped(ground: Ground) -> Victim:  # noqa: ARG001  every victim is made for a ground
    """Return a service to be stopped by its own commands."""
    return _Service(fault=StopService(name="victim", stop=STOP, start=START, status=STATUS))


@dataclass(slots=True, kw_only=True)
class _Frozen(_Service):
    async def mend(self, ground: Ground) -> None:
        await ground.sh("xargs kill -CONT <all")


def frozen(ground: Ground) -> Victim:
    """Return a service to be frozen by its pid file."""
    return _Frozen(fault=FreezeProcess(pid_file=f"{ground.scratch}/pid"))


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

    fault: FaultSpec = field(default_factory=lambda: BlockPort(port=4321))

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
    return _Relay(fault=LimitBandwidth(kbit=400, control=f"{ground.scratch}/control"))


@dataclass(slots=True, kw_only=True)
class _Interface:
    """An interface of a host that has its own network."""

    fault: FaultSpec = field(default_factory=lambda: LimitBandwidth(kbit=400, interface="lo"))

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


Maker: TypeAlias = Callable[[Ground], Victim]
HOST_VICTIMS: Final[tuple[Maker, ...]] = (killed, stopped, frozen, throttled)
"""These need nothing but a directory."""
NETWORK_VICTIMS: Final[tuple[Maker, ...]] = (blocked, narrowed)
"""These need a network of their own, and root in it."""
