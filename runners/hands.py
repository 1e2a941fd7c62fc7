"""Everything that a drill acts through, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from measurements.events import Outcome
from runners.approvals import Approvals
from runners.clock import Clock
from runners.faults import FaultCommands
from runners.notices import Notice, Notifier, Told
from runners.queries import PostgresQueries, Queries
from runners.redaction import Mask
from runners.remote import Remote
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


class NoNotifier:
    """Stands for the channels where there are none."""

    async def tell(self, notice: Notice, channel: Channel, timeout_ns: int) -> Told:
        """Refuse."""
        del notice, timeout_ns
        return Told(outcome=Outcome.FAILED, detail=f"there is no way to use {channel.name} here; nothing was sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """The doors of one drill; `mask` takes the secrets out of a text.

    `remote` also runs what is for CONTROLLER, the runner's own machine, where the plan has such steps
    (runners.anywhere).
    """

    remote: Remote
    watch: Watch
    clock: Clock
    faults: FaultScripts
    approvals: Approvals
    mask: Mask
    notifier: Notifier = field(default_factory=NoNotifier)
    queries: Queries = field(default_factory=PostgresQueries)
