"""The fault on a link: an interface of the host goes down, and comes back as it was."""

from __future__ import annotations

from typing import Final, Literal

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.faults.partitions import IncludingController
from scenarios.fields import Interface
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class LinkDownInput(FaultInput):
    """Takes a network interface down."""

    fault: Literal["link_down"]
    interface: Interface
    including_controller: IncludingController = False


def _down(form: LinkDownInput, around: Around) -> Values:
    del around
    values = {
        "FAULT_INTERFACE": form.interface,
        "FAULT_CONTROLLER": "cut" if form.including_controller else "spare",
    }
    undo = Text(
        zh=f"重新启用 {form.interface}，补回其地址与路由",
        en=f"{form.interface} goes up again, and its addresses and routes are put back",
    )
    return Values(
        values=values, detail=form.interface + (" including_controller" if form.including_controller else ""), undo=undo
    )


LINK_DOWN: Final = FaultKind(
    name="link_down",
    title=Text(zh="断开网卡", en="take the interface down"),
    inputs=LinkDownInput,
    program=scripts(__package__, "strike.sh", "link_down.sh"),
    specify=_down,
    isolates=lambda form: form.including_controller,
)


def link_down(*, interface: str, including_controller: bool = False) -> FaultSpec:
    """Return the fall of an interface; needs root and iproute2."""
    return made(LINK_DOWN, interface=interface, including_controller=including_controller)
