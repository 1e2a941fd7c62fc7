"""Hosts that are files, for drills in processes that are killed and frozen; whatever was done to them is in one file.

They know nothing of any journal. What a command does takes effect when it is sent, as on a host whose shell has it.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import random
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from measurements.events import Exchange, Outcome, Stamps
from runners.clock import Clock
from runners.remote import Answer, Command, Remote
from runners.wire import NotBegunError
from scenarios.plan import SECOND, PlannedHost, SecretRef

TICKET: Final = "DRILL_TICKET"
"""The parameter by which every command says to which drill it belongs."""
_ACT: Final = "act "
_FAULT_MS: Final = (30, 250)
_LOOK_MS: Final = (2, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One line of the truth. `at` is CLOCK_MONOTONIC; a line is `sent` before the effect, `done` with it, `over` after.

    `effect` tells whether anything changed; `verb` is act, begin, renew, verify, undo, prove or expired.
    """

    at: int
    pid: int
    ticket: str
    host: str
    step: str
    verb: str
    side: str
    effect: bool = False
    run: str = ""
    said: str = ""


class FakeHosts:
    """The hosts below `root`: a directory a fault, and the truth."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._truth = root / "truth.jsonl"
        (root / "faults").mkdir(parents=True, exist_ok=True)

    def tell(self, done: Done) -> None:
        """Append a line in one write, so that lines of many processes never mix."""
        line = json.dumps(asdict(done)) + "\n"
        file = os.open(self._truth, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)

    def truth(self) -> list[Done]:
        """Return everything that was done, in order."""
        if not self._truth.exists():
            return []
        return [Done(**json.loads(line)) for line in self._truth.read_text("utf-8").splitlines()]

    def standing(self) -> set[str]:
        """Return the faults that stand now, as `ticket step@host`; a lease that ran out has undone its own first."""
        return {fault.name for fault in self.faults() if fault.stands()}

    def faults(self) -> Iterator[Fault]:
        """Yield every fault that was ever begun, or undone."""
        for place in sorted((self.root / "faults").iterdir()):
            ticket, _, rest = place.name.partition(" ")
            step, _, host = rest.partition("@")
            yield Fault(self, ticket, step, host)

    def is_up(self, host: str) -> bool:
        """Tell whether no fault stands on a host."""
        return not any(fault.stands() for fault in self.faults() if fault.host == host)


class Fault:
    """One fault on one host: marker, lease and tombstone, as runners/faults/frame.sh has them."""

    def __init__(self, hosts: FakeHosts, ticket: str, step: str, host: str) -> None:
        self._hosts, self.ticket, self.step, self.host = hosts, ticket, step, host
        self.name = f"{ticket} {step}@{host}"
        self._place = hosts.root / "faults" / self.name

    def do(self, verb: str, lease_s: float, run: str) -> tuple[int, str]:
        """Do a verb; return its exit status and what it says."""
        with self._locked():
            self._expire()
            match verb:
                case "begin":
                    return self._begin(lease_s, run)
                case "renew":
                    return self._renew(lease_s)
                case "undo":
                    return self._undo()
                case "verify":
                    return (0 if self._stands() else 1), ""
                case _:
                    return (1 if self._stands() else 0), ""

    def stands(self) -> bool:
        """Tell whether it stands; a lease that ran out undoes it first."""
        with self._locked():
            self._expire()
            return self._stands()

    def _begin(self, lease_s: float, run: str) -> tuple[int, str]:
        if self._marked("cancelled") or self._marked("expired"):
            return 0, "already to be undone; nothing was done"
        if self._marked("begun"):
            return 0, "already begun"
        self._mark("begun", run)
        self._mark("lease", str(_until(lease_s)))
        self._mark("stands")
        self._changed("begin", run)
        return 0, ""

    def _renew(self, lease_s: float) -> tuple[int, str]:
        if not self._stands() or self._marked("cancelled"):
            return 1, "nothing to renew"
        self._mark("lease", str(_until(lease_s)))
        return 0, ""

    def _undo(self) -> tuple[int, str]:
        self._mark("cancelled")
        stood = self._stands()
        (self._place / "stands").unlink(missing_ok=True)
        if stood:
            self._changed("undo")
        return 0, "" if stood else "already undone"

    def _expire(self) -> None:
        lease = self._place / "lease"
        if self._stands() and lease.exists() and time.monotonic_ns() > int(lease.read_text()):
            (self._place / "stands").unlink()
            self._mark("expired")
            self._changed("expired")

    def _changed(self, verb: str, run: str = "") -> None:
        """Tell the truth at once: whoever asked for it may be killed before it hears of it."""
        told = {"ticket": self.ticket, "host": self.host, "step": self.step, "verb": verb, "run": run}
        self._hosts.tell(Done(at=time.monotonic_ns(), pid=os.getpid(), side="done", effect=True, **told))

    def _stands(self) -> bool:
        return self._marked("stands")

    def _marked(self, name: str) -> bool:
        return (self._place / name).exists()

    def _mark(self, name: str, text: str = "") -> None:
        """Write a mark that appears whole or not at all: its writer may be killed at any moment."""
        half = self._place / f".{name}.{os.getpid()}"
        half.write_text(text)
        half.rename(self._place / name)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Hold the fault's lock; who is frozen with it keeps the others waiting, as on a host that hangs."""
        self._place.mkdir(exist_ok=True)
        file = os.open(self._place / "lock", os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)


class FakeRemote:
    """`runners.remote.Remote` on such hosts. Faults are told by what runners.faults sends, acts by `act NAME MS`."""

    def __init__(self, hosts: FakeHosts, clock: Clock, seed: int | None = None) -> None:
        self._hosts, self._clock = hosts, clock
        self._random = random.Random(seed)  # noqa: S311  how long a host takes is no secret

    async def run(self, host: str, command: Command) -> Answer:
        """Do the command, and answer after as long as such a host takes."""
        opened = self._clock.now()
        try:
            command.check_go()
        except NotBegunError as error:
            return Answer(outcome=Outcome.FAILED, reason=str(error))
        if "FAULT_VERB" in command.env:
            status, said = await self._fault(command)
        elif command.script.startswith(_ACT):
            status, said = await self._act(host, command)
        else:
            status, said = 0, ""
            await self._pause(_LOOK_MS)
        stamps = Stamps(sent=opened, opened=opened, received=self._clock.now())
        return Answer(outcome=Outcome.OK, exit_status=status, stdout=said, stamps=stamps)

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return exchanges with a host whose clock is ours."""
        del host
        return tuple(Exchange(c1=now, remote=now, c2=now + 1) for now in [self._clock.now()] * count)

    async def close(self) -> None:
        """Do nothing: there is no connection."""

    async def _act(self, host: str, command: Command) -> tuple[int, str]:
        _, name, ms = command.script.split()
        told: dict[str, Any] = {"ticket": command.env.get(TICKET, ""), "host": host, "step": name, "verb": "act"}
        self._tell(side="sent", effect=True, **told)
        await asyncio.sleep(int(ms) / 1000)
        self._tell(side="over", **told)
        return 0, ""

    async def _fault(self, command: Command) -> tuple[int, str]:
        env = command.env
        fault = Fault(self._hosts, env.get(TICKET, ""), env["FAULT_STEP"], env["FAULT_HOST"])
        verb, run = env["FAULT_VERB"], env["FAULT_RUN"]
        told: dict[str, Any] = {"ticket": fault.ticket, "host": fault.host, "step": fault.step, "verb": verb}
        self._tell(side="sent", run=run, **told)
        status, said = await asyncio.to_thread(fault.do, verb, float(env["FAULT_LEASE"]), run)
        await self._pause(_FAULT_MS if verb in {"begin", "undo"} else _LOOK_MS)
        self._tell(side="over", run=run, said=said, **told)
        return status, said

    def _tell(self, **told: Any) -> None:
        self._hosts.tell(Done(at=time.monotonic_ns(), pid=os.getpid(), **told))

    async def _pause(self, ms: tuple[int, int]) -> None:
        await asyncio.sleep(self._random.uniform(*ms) / 1000)


def fake_hands(root: Path) -> Callable[[Sequence[PlannedHost], Clock, Callable[[SecretRef], str]], Remote]:
    """Return what stands for runners.anywhere.hands_on, with every host below `root`."""

    def hands(hosts: Sequence[PlannedHost], clock: Clock, secret: Callable[[SecretRef], str]) -> Remote:
        del hosts, secret
        return FakeRemote(FakeHosts(root), clock)

    return hands


def _until(lease_s: float) -> int:
    return time.monotonic_ns() + int(lease_s * SECOND)
