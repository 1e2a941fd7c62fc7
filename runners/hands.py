"""Everything that a drill acts through, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from runners.approvals import Approvals
from runners.clock import Clock
from runners.faults import FaultCommands
from runners.redaction import Mask
from runners.remote import Remote
from runners.watch import Watch
from scenarios.plan import PlannedHost, PlannedStep


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """The doors of one drill; `mask` takes the secrets out of a text."""

    remote: Remote
    watch: Watch
    clock: Clock
    faults: FaultScripts
    approvals: Approvals
    mask: Mask
