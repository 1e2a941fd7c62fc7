"""Everything that a drill acts through, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from measurements.events import Exchange, Outcome
from runners.approvals import Approvals
from runners.clock import Clock
from runners.faults import FaultCommands
from runners.notices import Notice, Notifier, Told
from runners.queries import PostgresQueries, Queries
from runners.redaction import Mask
from runners.remote import Answer, Command, Remote
from runners.watch import Watch
from scenarios.plan import Channel, PlannedHost, PlannedStep


class FaultScripts(Protocol):
    """Where a fault's commands come from; `runners.faults.fault_commands` is the one for real hosts."""

    def __call__(
        self,
        step: PlannedStep,
        host: PlannedHost,
        drill: str,
        run: str,
        undo_within_ns: int,
        env: Mapping[str, str] | None = None,
    ) -> FaultCommands:
        """Return the commands of the fault that `step` puts on `host`."""
        ...


class NoController:
    """Stands for the runner's own machine where nothing may be run on it."""

    async def run(self, host: str, command: Command) -> Answer:
        """Refuse."""
        del host, command
        return Answer(outcome=Outcome.FAILED, reason="nothing may be run on the controller here; nothing was sent")

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return nothing."""
        del host, count
        return ()

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""


class NoNotifier:
    """Stands for the channels where there are none."""

    async def tell(self, notice: Notice, channel: Channel, timeout_ns: int) -> Told:
        """Refuse."""
        del notice, timeout_ns
        return Told(outcome=Outcome.FAILED, detail=f"there is no way to use {channel.name} here; nothing was sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """The doors of one drill; `mask` takes the secrets out of a text. `controller` runs on the runner's own machine."""

    remote: Remote
    watch: Watch
    clock: Clock
    faults: FaultScripts
    approvals: Approvals
    mask: Mask
    controller: Remote = field(default_factory=NoController)
    notifier: Notifier = field(default_factory=NoNotifier)
    queries: Queries = field(default_factory=PostgresQueries)
