"""Things to do harm to: each knows its fault, tells by itself whether it is harmed, and can be mended by hand.

A victim looks with its own eyes (plain commands on the host), never through the scripts of the fault.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from measurements.events import Outcome
from runners.remote import Answer, Command
from scenarios.plan import SECOND, FaultSpec, PlannedHost


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
        python = str(Path(sys.executable).resolve())  # the environment's own may lie where a host of the lab is blind
        known = {**host.env, "SCRATCH": scratch, "PYTHON": python}
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


Maker: TypeAlias = Callable[[Ground], Victim]
END_TIMERS: Final = """\
for timer in state/*/*/timer; do
    read -r pid start <"$timer" && grep -q drillproof-lease "/proc/$pid/cmdline" && kill "$pid" || continue
    tries=0
    while grep -q drillproof-lease "/proc/$pid/cmdline" && [ "$tries" -lt 200 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
done 2>/dev/null
"""
"""For what a test has left; it waits until each is gone, for a busy machine ends nothing at once."""
