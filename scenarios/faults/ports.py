"""The fault on a port: its packets are dropped."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Address, Port
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class BlockPortInput(FaultInput):
    """Drops the packets of a port."""

    fault: Literal["block_port"]
    port: Port
    protocol: Literal["tcp", "udp"] = "tcp"
    direction: Literal["in", "out", "both"] = "in"
    peer: Address | None = Field(None, description="Only packets from or to this address.")


def _block(form: BlockPortInput, around: Around) -> Values:
    del around
    values = {
        "FAULT_PORT": str(form.port),
        "FAULT_PROTOCOL": form.protocol,
        "FAULT_DIRECTION": form.direction,
        "FAULT_PEER": form.peer or "",
    }
    detail = f"{form.protocol} {form.port} {form.direction}" + (f" {form.peer}" if form.peer else "")
    return Values(values=values, detail=detail, undo=Text(zh="删除本步骤的规则", en="its own rules are taken out"))


def _shuts(form: BlockPortInput, ssh_port: int) -> str:
    is_shut = form.protocol == "tcp" and form.peer is None and form.port == ssh_port
    return "port" if is_shut else ""


BLOCK_PORT: Final = FaultKind(
    name="block_port",
    title=Text(zh="阻断端口", en="block the port"),
    inputs=BlockPortInput,
    program=scripts(__package__, "block_port.sh"),
    specify=_block,
    shuts=_shuts,
)


def block_port(
    *,
    port: int,
    protocol: Literal["tcp", "udp"] = "tcp",
    direction: Literal["in", "out", "both"] = "in",
    peer: str | None = None,
) -> FaultSpec:
    """Return the drop of a port's packets, in a chain of the step's own (nftables, else iptables); needs root."""
    return made(BLOCK_PORT, port=port, protocol=protocol, direction=direction, peer=peer)
