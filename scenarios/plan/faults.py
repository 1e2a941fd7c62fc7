"""The faults that can be put on a host, each with what its undo needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class KillProcess:
    """SIGKILL to every matching process. Undo: `restart` if none of them runs."""

    restart: str
    match: str | None = None
    pid_file: str | None = None
    kind: Literal["kill_process"] = "kill_process"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopService:
    """Stops a service. Undo starts it. Commands default to systemctl on `name`."""

    name: str
    stop: str | None = None
    start: str | None = None
    status: str | None = None
    kind: Literal["stop_service"] = "stop_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeProcess:
    """SIGSTOP to every matching process. Undo: SIGCONT to those that were stopped."""

    match: str | None = None
    pid_file: str | None = None
    kind: Literal["freeze_process"] = "freeze_process"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPort:
    """Drops packets of a port in a chain of this step's own (nftables, else iptables). Needs root on the host."""

    port: int
    protocol: Literal["tcp", "udp"] = "tcp"
    direction: Literal["in", "out", "both"] = "in"
    peer: str | None = None
    kind: Literal["block_port"] = "block_port"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBandwidth:
    """Limits sending: `interface` by tc tbf (root), or a userland relay by its `control` file."""

    kbit: int
    interface: str | None = None
    control: str | None = None
    kind: Literal["limit_bandwidth"] = "limit_bandwidth"


FaultSpec: TypeAlias = Annotated[
    KillProcess | StopService | FreezeProcess | BlockPort | LimitBandwidth, Field(discriminator="kind")
]
