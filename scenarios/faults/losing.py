"""The fault on packets: some of a hundred are lost."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.faults.packets import Direction, Peer, PortList, Protocol, packets
from scenarios.fields import Interface
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.steps.base import Roles, roles_in
from scenarios.surroundings import Around


class LosePacketsInput(FaultInput):
    """Drops some of a hundred packets, each by chance; the SSH connection of the runner loses none."""

    fault: Literal["lose_packets"]
    percent: Annotated[int, Field(ge=1, le=99)]
    interface: Interface | None = Field(None, description="Only on this interface.")
    from_: Roles | None = Field(None, alias="from", description="Only with the hosts of this role, or these roles.")
    addresses: Annotated[list[Peer], Field(min_length=1, max_length=200)] | None = Field(
        None, description="Only with these addresses, networks or names."
    )
    direction: Direction = "both"
    ports: PortList | None = Field(None, description="Only packets to these ports.")
    protocol: Protocol = "tcp"


def _lose(form: LosePacketsInput, around: Around) -> Values:
    others = around.of(roles_in(form.from_))
    values = packets(
        peers=[*(host.address for host in others), *(form.addresses or ())],
        direction=form.direction,
        ports=form.ports or (),
        protocols=(form.protocol,),
        interface=form.interface or "",
        loss_percent=form.percent,
        controller="spare",
    )
    only = [form.interface or "", *(host.name for host in others), *(form.addresses or ()), *(form.ports or ())]
    detail = " ".join([f"{form.percent}% {form.direction}", *filter(None, only)])
    return Values(values=values, detail=detail, undo=Text(zh="删除本步骤的规则", en="its own rules are taken out"))


LOSE_PACKETS: Final = FaultKind(
    name="lose_packets",
    title=Text(zh="丢弃部分报文", en="lose some of the packets"),
    inputs=LosePacketsInput,
    program=scripts(__package__, "strike.sh", "packets.sh"),
    specify=_lose,
    roles=lambda form: roles_in(form.from_),
)


def lose_packets(*, percent: int, interface: str | None = None, addresses: list[str] | None = None) -> FaultSpec:
    """Return the loss of some packets; needs root and nftables or iptables, and nothing else of the kernel."""
    return made(LOSE_PACKETS, percent=percent, interface=interface, addresses=addresses)
