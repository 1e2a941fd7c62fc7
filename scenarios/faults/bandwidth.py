"""The fault on bandwidth: what a host sends is limited."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Interface, RemotePath, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


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


def _limit(form: LimitBandwidthInput, around: Around) -> Values:
    del around
    values = {
        "FAULT_KBIT": str(form.kbit),
        "FAULT_CONTROL": form.control or "",
        "FAULT_INTERFACE": form.interface or "",
    }
    undo = Text(zh="取消限速", en="the limit is lifted")
    return Values(values=values, detail=f"{form.kbit} kbit, {form.interface or form.control}", undo=undo)


LIMIT_BANDWIDTH: Final = FaultKind(
    name="limit_bandwidth",
    title=Text(zh="限制带宽", en="limit the bandwidth"),
    inputs=LimitBandwidthInput,
    program=scripts(__package__, "setting.sh", "control_file.sh", "limit_bandwidth.sh"),
    specify=_limit,
)


def limit_bandwidth(*, kbit: int, interface: str | None = None, control: str | None = None) -> FaultSpec:
    """Return a limit on sending: `interface` by tc tbf (root), or a userland relay by its `control` file."""
    return made(LIMIT_BANDWIDTH, kbit=kbit, interface=interface, control=control)
