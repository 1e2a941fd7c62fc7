"""What each fault needs to be told, and what it must have so that it can be undone."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from scenarios.fields import (
    Address,
    Duration,
    Interface,
    Line,
    Name,
    Port,
    RemotePath,
    lasting,
    refuse,
)
from scenarios.plan import BlockPort, FaultSpec, FreezeProcess, KillProcess, LimitBandwidth, StopService
from scenarios.steps.base import Roles, StepInput


class FaultInput(StepInput):
    """What every fault step may say."""

    on: Roles = Field(description="The role, or roles, whose hosts get the fault.")
    lease: Annotated[Duration, lasting("1s", "1d")] | None = Field(
        None, description="How long the fault outlives a runner that no longer renews it; default: safeguards.lease."
    )


def _greedy(pattern: str) -> bool:
    """Whether the pattern fits the empty text, and so every process on the host."""
    try:
        return re.search(pattern, "") is not None
    except re.error:
        return False


class ProcessFaultInput(FaultInput):
    """A fault on processes, found by pattern or by the file that holds their number."""

    match: Line | None = Field(None, description="Extended regular expression on the command line, as pgrep -f.")
    pid_file: RemotePath | None = Field(None, description="File on the host whose first line is the process number.")

    @model_validator(mode="after")
    def one_way_to_find_it(self) -> ProcessFaultInput:
        """Refuse none, both, and a pattern that fits every process."""
        if (self.match is None) == (self.pid_file is None):
            refuse("match_or_pid_file")
        if self.match is not None and _greedy(self.match):
            refuse("match_fits_all", value=self.match)
        return self


class KillProcessInput(ProcessFaultInput):
    """SIGKILL; `restart` brings the process back."""

    fault: Literal["kill_process"]
    restart: Line = Field(description="Shell command that starts the process again if none of it runs: the undo.")


class FreezeProcessInput(ProcessFaultInput):
    """SIGSTOP; undone by SIGCONT."""

    fault: Literal["freeze_process"]


class StopServiceInput(FaultInput):
    """Stops a service; undone by starting it."""

    fault: Literal["stop_service"]
    name: Name = Field(description="Unit for systemctl, or the name that the three commands belong to.")
    stop: Line | None = Field(None, description="Shell command; default: systemctl stop NAME.")
    start: Line | None = Field(None, description="Shell command, the undo; default: systemctl start NAME.")
    status: Line | None = Field(None, description="Shell command that exits 0 while the service runs.")

    @model_validator(mode="after")
    def all_commands_or_none(self) -> StopServiceInput:
        """Refuse a command of one's own beside defaults that know nothing of it."""
        missing = [name for name in ("stop", "start", "status") if getattr(self, name) is None]
        if 0 < len(missing) < 3:  # noqa: PLR2004  stop, start and status
            refuse("stop_service_commands", missing=", ".join(missing))
        return self


class BlockPortInput(FaultInput):
    """Drops the packets of a port."""

    fault: Literal["block_port"]
    port: Port
    protocol: Literal["tcp", "udp"] = "tcp"
    direction: Literal["in", "out", "both"] = "in"
    peer: Address | None = Field(None, description="Only packets from or to this address.")


class LimitBandwidthInput(FaultInput):
    """Limits what the host sends."""

    fault: Literal["limit_bandwidth"]
    kbit: Annotated[int, Field(ge=1, le=100_000_000)]
    interface: Interface | None = Field(None, description="The network interface, limited by tc; needs root.")
    control: RemotePath | None = Field(None, description="The control file of a userland relay.")

    @model_validator(mode="after")
    def one_way_to_limit(self) -> LimitBandwidthInput:
        """Refuse none and both."""
        if (self.interface is None) == (self.control is None):
            refuse("interface_or_control")
        return self


FAULTS: Final = {
    "kill_process": KillProcessInput,
    "stop_service": StopServiceInput,
    "freeze_process": FreezeProcessInput,
    "block_port": BlockPortInput,
    "limit_bandwidth": LimitBandwidthInput,
}


def fault_tag(data: dict[str, Any]) -> str:
    """Return the tag of the model that reads a fault step; one that is in no union for an unknown fault."""
    return f"<fault {data['fault']}>"


def specify(step: FaultInput) -> FaultSpec:
    """Return the fault that a step describes."""
    match step:
        case KillProcessInput():
            return KillProcess(restart=step.restart, match=step.match, pid_file=step.pid_file)
        case FreezeProcessInput():
            return FreezeProcess(match=step.match, pid_file=step.pid_file)
        case StopServiceInput():
            return StopService(name=step.name, stop=step.stop, start=step.start, status=step.status)
        case BlockPortInput():
            return BlockPort(port=step.port, protocol=step.protocol, direction=step.direction, peer=step.peer)
        case LimitBandwidthInput():
            return LimitBandwidth(kbit=step.kbit, interface=step.interface, control=step.control)
        case _:
            msg = f"no such fault: {type(step).__name__}"
            raise TypeError(msg)
