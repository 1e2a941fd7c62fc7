"""What must be so before a drill touches anything; each is asked as a step, so that the answer is evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.plan.basics import SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOffset:
    """The host's clock is surely within `below_ns` of the controller's."""

    below_ns: int
    kind: Literal["clock_offset"] = "clock_offset"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskSpace:
    """At least `free_bytes`, and `free_permille` of the whole, is free where `path` lies."""

    path: str
    free_bytes: int = 0
    free_permille: int = 0
    kind: Literal["disk_space"] = "disk_space"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFresh:
    """The newest file under `path` (whose name matches `match`, a shell pattern) is younger than `newer_than_ns`."""

    path: str
    newer_than_ns: int
    match: str = "*"
    least_bytes: int = 1
    kind: Literal["backup_fresh"] = "backup_fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseWorks:
    """A trial lease, which undoes nothing, is installed on the host, fires by itself and is gone afterwards."""

    kind: Literal["lease_works"] = "lease_works"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandbyCapacity:
    """The host has so many processors and so much memory, and its load is at most this share of its processors."""

    processors: int = 1
    memory_bytes: int = 0
    load_permille: int = 1000
    kind: Literal["standby_capacity"] = "standby_capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationHealthy:
    """PostgreSQL behind `dsn` streams to at least `standbys`, none further behind than `lag_bytes` and `lag_ns`."""

    dsn: SecretRef
    standbys: int = 1
    lag_bytes: int | None = None
    lag_ns: int | None = None
    kind: Literal["replication_healthy"] = "replication_healthy"


ReadyCheck: TypeAlias = Annotated[
    ClockOffset | DiskSpace | BackupFresh | LeaseWorks | StandbyCapacity | ReplicationHealthy,
    Field(discriminator="kind"),
]
