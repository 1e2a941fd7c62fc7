"""The fault between hosts: they no longer hear each other, in both directions or in one."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.faults.packets import Direction, Peer, PortList, Protocol, packets
from scenarios.fields import refuse
from scenarios.plan import FaultSpec, PlannedHost, Text
from scenarios.programs import scripts
from scenarios.steps.base import Roles, roles_in
from scenarios.surroundings import Around

IncludingController = Annotated[
    bool, Field(description="The runner itself may be cut off; the fault then lasts for one lease, never longer.")
]


class PartitionInput(FaultInput):
    """Drops what the hosts of `on` would hear from those of `from` and from `addresses`, and what they send there."""

    fault: Literal["partition"]
    from_: Roles | None = Field(None, alias="from", description="The role, or roles, on the other side.")
    addresses: Annotated[list[Peer], Field(min_length=1, max_length=200)] | None = Field(
        None, description="Addresses, networks or names on the other side; a name is looked up on the host."
    )
    direction: Direction = Field("both", description="in: it no longer hears them; out: they no longer hear it.")
    ports: PortList | None = Field(None, description="Only packets to these ports.")
    protocol: Protocol = "tcp"
    including_controller: IncludingController = False

    @model_validator(mode="after")
    def another_side(self) -> PartitionInput:
        """Refuse a partition with one side."""
        if self.from_ is None and self.addresses is None:
            refuse("partition_from_whom")
        return self


def _part(form: PartitionInput, around: Around) -> Values:
    others = around.of(roles_in(form.from_))
    peers = [*(host.address for host in others), *(form.addresses or ())]
    values = packets(
        peers=peers,
        direction=form.direction,
        ports=form.ports or (),
        protocols=(form.protocol,),
        controller="cut" if form.including_controller else "spare",
    )
    told = [*map(_named, others), *(form.addresses or ())]
    only = f" {form.protocol} {','.join(form.ports)}" if form.ports else ""
    detail = f"{', '.join(told)} {form.direction}{only}" + (
        " including_controller" if form.including_controller else ""
    )
    return Values(values=values, detail=detail, undo=Text(zh="删除本步骤的规则", en="its own rules are taken out"))


def _named(host: PlannedHost) -> str:
    return f"{host.name} ({host.address})"


PARTITION: Final = FaultKind(
    name="partition",
    title=Text(zh="隔断与对端的网络", en="cut the network to the other side"),
    inputs=PartitionInput,
    program=scripts(__package__, "strike.sh", "packets.sh"),
    specify=_part,
    roles=lambda form: roles_in(form.from_),
    isolates=lambda form: form.including_controller,
)


def partition(
    *,
    addresses: list[str],
    direction: Direction = "both",
    ports: list[str] | None = None,
    including_controller: bool = False,
) -> FaultSpec:
    """Return the drop of all packets from and to some addresses; needs root."""
    return made(
        PARTITION,
        addresses=addresses,
        direction=direction,
        ports=ports,
        including_controller=including_controller,
    )
