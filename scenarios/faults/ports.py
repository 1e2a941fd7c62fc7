"""The fault on a port: its packets are dropped."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.faults.packets import Direction, PortList, Protocol, holds, packets
from scenarios.fields import Address, Port, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class BlockPortInput(FaultInput):
    """Drops the packets of a port, or of several."""

    fault: Literal["block_port"]
    port: Port | None = None
    ports: PortList | None = Field(None, description="Instead of port: several, or ranges, as in [5432, 8000-8010].")
    protocol: Protocol = "tcp"
    direction: Direction = "in"
    peer: Address | None = Field(None, description="Only packets from or to this address.")

    @model_validator(mode="after")
    def ports_in_one_way(self) -> BlockPortInput:
        """Refuse none and both."""
        if (self.port is None) == (self.ports is None):
            refuse("port_or_ports")
        return self


def _ports(form: BlockPortInput) -> list[str]:
    return form.ports or [str(form.port)]


def _block(form: BlockPortInput, around: Around) -> Values:
    del around
    peers = [] if form.peer is None else [form.peer]
    values = packets(peers=peers, direction=form.direction, ports=_ports(form), protocols=[form.protocol])
    detail = " ".join([form.protocol, ",".join(_ports(form)), form.direction, *peers])
    return Values(values=values, detail=detail, undo=Text(zh="删除本步骤的规则", en="its own rules are taken out"))


def _shuts(form: BlockPortInput, ssh_port: int) -> str:
    if form.protocol != "tcp" or form.peer is not None or not any(holds(each, ssh_port) for each in _ports(form)):
        return ""
    return "port" if form.ports is None else "ports"


BLOCK_PORT: Final = FaultKind(
    name="block_port",
    title=Text(zh="阻断端口", en="block the port"),
    inputs=BlockPortInput,
    program=scripts(__package__, "strike.sh", "packets.sh"),
    specify=_block,
    shuts=_shuts,
)


def block_port(
    *,
    port: int | None = None,
    ports: list[str] | None = None,
    protocol: Protocol = "tcp",
    direction: Direction = "in",
    peer: str | None = None,
) -> FaultSpec:
    """Return the drop of ports' packets, in a chain of the step's own (nftables, else iptables); needs root."""
    return made(BLOCK_PORT, port=port, ports=ports, protocol=protocol, direction=direction, peer=peer)
