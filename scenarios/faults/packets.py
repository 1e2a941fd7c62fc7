"""Which packets a fault drops, as the program in packets.sh reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, WithJsonSchema

from scenarios.fields import After, Before, named, refuse

Direction: TypeAlias = Literal["in", "out", "both"]
Protocol: TypeAlias = Literal["tcp", "udp"]
_HIGHEST = 65535
Peer = Annotated[str, *named(r"[A-Za-z0-9:][A-Za-z0-9_.:-]{0,252}(/[0-9]{1,3})?", "bad_peer")]
"""An address, a network or a name."""


def _range(value: str) -> str:
    first, _, last = value.partition("-")
    numbers = [int(part) for part in (first, last or first) if part.isascii() and part.isdecimal()]
    if len(numbers) != 2 or not 1 <= numbers[0] <= numbers[1] <= _HIGHEST:  # noqa: PLR2004  from and to
        refuse("bad_ports", value=value)
    return value


def _digits(value: Any) -> Any:
    return str(value) if type(value) is int else value


PortRange = Annotated[
    str,
    After(_range),
    Before(_digits),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": "^[0-9]{1,5}(-[0-9]{1,5})?$"}, {"type": "integer"}]},
    ),
]
"""One port, or a range: 5432, "8000-8010"."""
PortList = Annotated[list[PortRange], Field(min_length=1, max_length=50)]


def holds(ports: str, port: int) -> bool:
    """Return whether a port, or a range of them, holds that one."""
    first, _, last = ports.partition("-")
    return int(first) <= port <= int(last or first)


def packets(
    *,
    peers: Iterable[str] = (),
    direction: Direction,
    ports: Iterable[str] = (),
    protocols: Iterable[Protocol] = (),
    interface: str = "",
    loss_percent: int | None = None,
    controller: Literal["spare", "cut", "any"] = "any",
) -> dict[str, str]:
    """Return the environment of packets.sh; empty stands for any, and `protocols` counts with `ports` only.

    `controller`: `spare` lets the SSH connection go on by which the runner comes, `cut` says that it may be cut too
    (after the answer has gone out), `any` cares about neither.
    """
    listed = list(ports)
    return {
        "FAULT_PEERS": " ".join(dict.fromkeys(peers)),
        "FAULT_DIRECTION": direction,
        "FAULT_PORTS": " ".join(dict.fromkeys(listed)),
        "FAULT_PROTOCOLS": " ".join(protocols) if listed else "",
        "FAULT_INTERFACE": interface,
        "FAULT_LOSS": "" if loss_percent is None else str(loss_percent),
        "FAULT_CONTROLLER": controller,
    }
