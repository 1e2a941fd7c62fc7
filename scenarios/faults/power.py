"""The fault on power: a host's power is taken away, by commands of the runner's own machine."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Line
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class HostPowerLossInput(FaultInput):
    """Powers a host off, by IPMI, a hypervisor or whatever the commands ask; FAULT_HOST and FAULT_ADDRESS say which."""

    fault: Literal["host_power_loss"]
    off: Line = Field(description="Shell command on the runner's machine that takes the power away, at once.")
    on_again: Line = Field(description="Shell command that gives it back: the undo.")
    status: Line = Field(description="Shell command that exits 0 while the host has power, 1 while it has none.")


def _lose(form: HostPowerLossInput, around: Around) -> Values:
    del around
    values = {"FAULT_OFF": form.off, "FAULT_ON": form.on_again, "FAULT_STATUS": form.status}
    return Values(values=values, detail=form.off, undo=Text(zh=form.on_again, en=form.on_again))


HOST_POWER_LOSS: Final = FaultKind(
    name="host_power_loss",
    title=Text(zh="切断主机电源", en="cut the power of the host"),
    inputs=HostPowerLossInput,
    program=scripts(__package__, "power.sh"),
    specify=_lose,
    isolates=lambda _: True,
    on_controller=True,
)


def host_power_loss(*, off: str, on: str, status: str) -> FaultSpec:
    """Return the loss of a host's power by commands of the runner's own machine."""
    return made(HOST_POWER_LOSS, off=off, on_again=on, status=status)
