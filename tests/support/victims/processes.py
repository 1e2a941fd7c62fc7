"""Services of several processes, to be killed, stopped and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scenarios.faults.processes import freeze_process, kill_process
from scenarios.faults.services import stop_service
from scenarios.plan import FaultSpec
from tests.support.victims.base import Ground, Victim

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
    return _Service(fault=kill_process(restart=f"rm -f $SCRATCH/pid; {START}", pid_file=f"{ground.scratch}/pid"))


def stopped(ground: Ground) -> Victim:  # noqa: ARG001  every victim is made for a ground
    """Return a service to be stopped by its own commands."""
    return _Service(fault=stop_service(name="victim", stop=STOP, start=START, status=STATUS))


@dataclass(slots=True, kw_only=True)
class _Frozen(_Service):
    async def mend(self, ground: Ground) -> None:
        await ground.sh("xargs kill -CONT <all")


def frozen(ground: Ground) -> Victim:
    """Return a service to be frozen by its pid file."""
    return _Frozen(fault=freeze_process(pid_file=f"{ground.scratch}/pid"))
