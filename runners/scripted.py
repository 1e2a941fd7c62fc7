"""A Remote and hosts that follow a script, for tests, rehearsals and benchmarks; it keeps the real one's contract."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from measurements.events import Exchange, Outcome, Stamps
from runners.clock import Clock
from runners.faults import FaultCommands
from runners.notices import Notice, Told
from runners.queries import QueryError, Row
from runners.remote import Answer, Command
from scenarios.plan import SECOND, Channel, PlannedHost, PlannedStep, SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """The command exits after `takes_ns`."""

    status: int = 0
    stdout: str = ""
    stderr: str = ""
    takes_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangs:
    """The command never ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drops:
    """The link is lost after the command was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """The command is certainly not sent."""

    reason: str = "no route to host; nothing was sent"


Reply: TypeAlias = Exits | Hangs | Drops | Unreachable
Target: TypeAlias = Callable[[str, Command], Reply]
"""What a host does with a command: its effect takes place in the call, and the reply says how it looks from here."""


class ScriptedRemote:
    """A Remote whose hosts are a function. Every command that was sent is in `sent`."""

    def __init__(self, clock: Clock, target: Target) -> None:
        self._clock, self._target = clock, target
        self.sent: list[tuple[str, Command]] = []

    async def run(self, host: str, command: Command) -> Answer:
        """Play what the target says."""
        opened = self._clock.now()
        match self._target(host, command):
            case Unreachable(reason=reason):
                return Answer(outcome=Outcome.FAILED, reason=reason)
            case Exits() as exits if exits.takes_ns <= command.timeout_ns:
                self.sent.append((host, command))
                await asyncio.sleep(exits.takes_ns / SECOND)
                return self._exited(opened, exits)
            case Drops():
                self.sent.append((host, command))
                return self._unknown(opened, "the link was lost after the command was sent; it may have taken effect")
            case _:
                self.sent.append((host, command))
                await asyncio.sleep(command.timeout_ns / SECOND)
                return self._unknown(opened, "it did not end in time and may go on")

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return exchanges with a host whose clock is ours, none where a command would not be sent."""
        if isinstance(self._target(host, Command(script="", timeout_ns=SECOND)), Unreachable):
            return ()
        return tuple(Exchange(c1=now, remote=now, c2=now + 1) for now in [self._clock.now()] * count)

    async def close(self) -> None:
        """Do nothing: there is no connection."""

    def _exited(self, opened: int, exits: Exits) -> Answer:
        return Answer(
            outcome=Outcome.OK,
            exit_status=exits.status,
            stdout=exits.stdout,
            stderr=exits.stderr,
            stamps=Stamps(sent=opened, opened=opened, received=self._clock.now()),
        )

    def _unknown(self, opened: int, reason: str) -> Answer:
        stamps = Stamps(sent=opened, opened=opened, received=self._clock.now())
        return Answer(outcome=Outcome.UNKNOWN, reason=reason, stamps=stamps)


@dataclass(slots=True, kw_only=True)
class ScriptedNotifier:
    """Channels that follow a script: `endings` by the channel's name, else OK. What was sent is in `sent`."""

    endings: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])
    sent: list[tuple[str, Notice]] = field(default_factory=list[tuple[str, Notice]])

    async def tell(self, notice: Notice, channel: Channel, timeout_ns: int) -> Told:
        """Keep the notice and say what the script says."""
        del timeout_ns
        self.sent.append((channel.name, notice))
        outcome = self.endings.get(channel.name, Outcome.OK)
        return Told(outcome=outcome, detail=f"scripted: {outcome}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedQueries:
    """A database whose answers are a function of the question; None is one that is not there."""

    answers: Callable[[str], Sequence[Row] | None]

    async def rows(self, dsn: SecretRef, query: str, timeout_ns: int) -> Sequence[Row]:
        """Return what the script says. Raises QueryError."""
        del timeout_ns
        found = self.answers(query)
        if found is None:
            message = f"no answer behind {dsn.name}"
            raise QueryError(message)
        return found


def scripted_faults(
    step: PlannedStep,
    host: PlannedHost,
    drill: str,
    run: str,
    undo_within_ns: int,
    env: Mapping[str, str] | None = None,
) -> FaultCommands:
    """Return commands for a ScriptedTarget; each says in its environment what it is about."""
    told = {"STEP": step.id, "HOST": host.name, "DRILL": drill, "RUN": run, **(env or {})}

    def command(verb: str) -> Command:
        return Command(script=f"fault {verb}", timeout_ns=undo_within_ns, env=told)

    return FaultCommands(
        begin=command("begin"),
        verify=command("verify"),
        renew=command("renew"),
        undo=command("undo"),
        prove=command("prove"),
    )


class ScriptedTarget:
    """Hosts whose state is in a directory, so that it outlives whoever drills them.

    Understands `scripted_faults`; any other script gets its reply from `replies`, else exits 0. `done` tells in order
    what took effect. A fault in `stubborn` does not go, one in `weak` does not take.
    """

    def __init__(
        self,
        root: Path,
        replies: Mapping[str, Reply | Callable[[str], Reply]] | None = None,
        *,
        stubborn: frozenset[str] = frozenset(),
        weak: frozenset[str] = frozenset(),
    ) -> None:
        self._root, self._replies, self._stubborn, self._weak = root, replies or {}, stubborn, weak
        root.mkdir(parents=True, exist_ok=True)

    def __call__(self, host: str, command: Command) -> Reply:
        """Do the command."""
        verb, is_fault, what = command.script.partition("fault ")
        if is_fault and not verb:
            return self._fault(what, command.env["STEP"], host)
        reply = self._replies.get(command.script, Exits())
        reply = reply(host) if callable(reply) else reply
        if command.script and not isinstance(reply, Unreachable):
            self._log(f"{command.script} on {host}")
        return reply

    @property
    def done(self) -> list[str]:
        """Return what took effect, in order, as `what on host`."""
        log = self._root / "log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    @property
    def standing(self) -> set[str]:
        """Return the faults that stand now, as `step@host`."""
        return {path.name.removesuffix(".applied") for path in self._root.glob("*.applied")}

    def _fault(self, verb: str, step: str, host: str) -> Reply:
        mark = self._root / f"{step}@{host}"
        applied, cancelled = mark.with_name(f"{mark.name}.applied"), mark.with_name(f"{mark.name}.cancelled")
        match verb:
            case "begin":
                return self._begin(mark, applied, cancelled, step)
            case "undo":
                return self._undo(applied, cancelled, step)
            case "verify":
                return Exits(status=0 if applied.exists() else 1)
            case "renew":
                return Exits(status=0 if mark.exists() and not cancelled.exists() else 1)
            case _:
                return Exits(status=1 if applied.exists() else 0)

    def _begin(self, mark: Path, applied: Path, cancelled: Path, step: str) -> Reply:
        if cancelled.exists():
            return Exits(stdout="cancelled before it began")
        if mark.exists():
            return Exits(stdout="already begun")
        mark.touch()
        if step not in self._weak:
            applied.touch()
        self._log(f"begin {mark.name.replace('@', ' on ')}")
        return Exits()

    def _undo(self, applied: Path, cancelled: Path, step: str) -> Reply:
        cancelled.touch()
        if applied.exists() and step not in self._stubborn:
            applied.unlink()
            self._log(f"undo {applied.name.removesuffix('.applied').replace('@', ' on ')}")
        return Exits()

    def _log(self, line: str) -> None:
        with (self._root / "log").open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")
