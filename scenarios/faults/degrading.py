"""The fault on the quality of a network: what passes comes late, and some of it not at all."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Duration, Interface, RemotePath, lasting, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.quantities import show_duration
from scenarios.surroundings import NOWHERE, Around

_MS: Final = 1_000_000


class DegradeNetworkInput(FaultInput):
    """Delays what the host sends, and loses some of it."""

    fault: Literal["degrade_network"]
    delay: Annotated[Duration, lasting("1ms", "1m")] | None = Field(None, description="How much later it all comes.")
    jitter: Annotated[Duration, lasting("1ms", "1m")] | None = Field(None, description="Up to so much later still.")
    loss_percent: Annotated[int, Field(ge=1, le=100)] | None = Field(None, description="So many of a hundred are lost.")
    interface: Interface | None = Field(None, description="The network interface, degraded by tc netem; needs root.")
    control: RemotePath | None = Field(None, description="The control file of a userland relay or cable.")

    @model_validator(mode="after")
    def something_in_one_way(self) -> DegradeNetworkInput:
        """Refuse none and both ways, and nothing to make worse."""
        if (self.interface is None) == (self.control is None):
            refuse("interface_or_control")
        if self.delay is None and self.loss_percent is None:
            refuse("nothing_degraded")
        if self.delay is None and self.jitter is not None:
            refuse("jitter_without_delay")
        return self


def _degrade(form: DegradeNetworkInput, around: Around) -> Values:
    del around
    values = {
        "FAULT_DELAY_MS": str(_ms(form.delay)),
        "FAULT_JITTER_MS": str(_ms(form.jitter)),
        "FAULT_LOSS": str(form.loss_percent or 0),
        "FAULT_CONTROL": form.control or "",
        "FAULT_INTERFACE": form.interface or "",
    }
    told = [
        f"+{show_duration(form.delay)}" if form.delay else "",
        f"±{show_duration(form.jitter)}" if form.jitter else "",
        f"{form.loss_percent}%" if form.loss_percent else "",
    ]
    detail = f"{' '.join(filter(None, told))}, {form.interface or form.control}"
    return Values(values=values, detail=detail, undo=Text(zh="取消时延与丢包", en="delay and loss are taken away"))


def _ms(duration: int | None) -> int:
    return 0 if duration is None else max(1, duration // _MS)


DEGRADE_NETWORK: Final = FaultKind(
    name="degrade_network",
    title=Text(zh="劣化网络质量", en="degrade the network"),
    inputs=DegradeNetworkInput,
    program=scripts(__package__, "setting.sh", "control_file.sh", "degrade_network.sh"),
    specify=_degrade,
)


def degrade_network(
    *,
    delay: int | None = None,
    jitter: int | None = None,
    loss_percent: int | None = None,
    interface: str | None = None,
    control: str | None = None,
) -> FaultSpec:
    """Return delay (nanoseconds) and loss: `interface` by tc netem (root), or a relay by its `control` file."""
    how, where = {"delay": delay, "jitter": jitter}, {"interface": interface, "control": control}
    return made(DEGRADE_NETWORK, NOWHERE, **how, **where, loss_percent=loss_percent)
