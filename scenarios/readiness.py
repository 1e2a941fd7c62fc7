"""The readiness checks that a scenario can ask for, as they are written and as the plan has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeAlias, cast

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from scenarios.fields import Duration, Input, Line, RemotePath, SecretName, Share, Size, lasting, refuse
from scenarios.plan import (
    BackupFresh,
    ClockOffset,
    DiskSpace,
    LeaseWorks,
    ReadyCheck,
    ReplicationHealthy,
    SecretRef,
    StandbyCapacity,
)
from scenarios.problems import shown
from scenarios.quantities import SHARE, SIZE, read_share, read_size
from scenarios.steps.base import Roles, roles_in
from scenarios.suggest import nearest

READY: Final = (
    "clock_offset",
    "disk_space",
    "backup_fresh",
    "lease_works",
    "standby_capacity",
    "replication_healthy",
)


def _free(value: Any) -> tuple[int, int]:
    """Return bytes and thousandths of the whole, one of them 0."""
    text = value if isinstance(value, str) else ""
    share, size = read_share(text), read_size(text)
    if share is not None and 0 < share <= 1000:  # noqa: PLR2004  thousandths
        return 0, share
    return (size, 0) if size else refuse("not_free_space", value=shown(value))


Free = Annotated[
    tuple[int, int],
    BeforeValidator(_free),
    WithJsonSchema({"type": "string", "pattern": f"({SIZE})|({SHARE})", "examples": ["5GB", "10%"]}),
]


class ClockOffsetInput(Input):
    """The hosts' clocks are near the runner's."""

    below: Annotated[Duration, lasting("1ms", "1h")]
    on: Roles | None = Field(None, description="Left out: every host of the drill.")


class DiskSpaceInput(Input):
    """There is room where a path lies."""

    path: RemotePath
    free: Free = Field(description="At least so much: 5GB, 500MB, or 10% of the whole.")
    on: Roles


class BackupFreshInput(Input):
    """The newest backup is young and not empty."""

    path: RemotePath
    newer_than: Annotated[Duration, lasting("1m", "365d")]
    on: Roles
    match: Line = Field("*", description="Shell pattern of the file's name.")
    least: Size = 1


class StandbyCapacityInput(Input):
    """The standby could carry the load."""

    on: Roles
    processors: Annotated[int, Field(ge=1, le=100_000)] = 1
    memory: Size = 0
    load: Share = Field(1000, description="Its load is at most this share of its processors.")


class ReplicationInput(Input):
    """PostgreSQL streams to its standbys, and they are not far behind."""

    dsn: SecretName
    standbys: Annotated[int, Field(ge=1, le=100)] = 1
    lag: Size | None = None
    behind: Annotated[Duration, lasting("1ms", "1d")] | None = None


class ClockOffsetItem(Input):
    """`clock_offset`, as one item of the list."""

    clock_offset: ClockOffsetInput


class DiskSpaceItem(Input):
    """`disk_space`, as one item of the list."""

    disk_space: DiskSpaceInput


class BackupFreshItem(Input):
    """`backup_fresh`, as one item of the list."""

    backup_fresh: BackupFreshInput


class StandbyCapacityItem(Input):
    """`standby_capacity`, as one item of the list."""

    standby_capacity: StandbyCapacityInput


class ReplicationItem(Input):
    """`replication_healthy`, as one item of the list."""

    replication_healthy: ReplicationInput


Lease: TypeAlias = Literal["lease_works"]
ReadyItem: TypeAlias = Lease | ClockOffsetItem | DiskSpaceItem | BackupFreshItem | StandbyCapacityItem | ReplicationItem


def _tag(value: Any) -> str | None:
    if isinstance(value, str):
        return "<lease_works>" if value == "lease_works" else None
    keys = list(cast("dict[str, Any]", value)) if isinstance(value, dict) else []
    return f"<{keys[0]}>" if len(keys) == 1 and keys[0] in READY and keys[0] != "lease_works" else None


AnyReady = Annotated[
    Annotated[Lease, Tag("<lease_works>")]
    | Annotated[ClockOffsetItem, Tag("<clock_offset>")]
    | Annotated[DiskSpaceItem, Tag("<disk_space>")]
    | Annotated[BackupFreshItem, Tag("<backup_fresh>")]
    | Annotated[StandbyCapacityItem, Tag("<standby_capacity>")]
    | Annotated[ReplicationItem, Tag("<replication_healthy>")],
    Discriminator(_tag),
]


def explain(value: Any) -> tuple[str, dict[str, str]]:
    """Return why an item is no readiness check: the message key and its facts."""
    keys = list(cast("dict[str, Any]", value)) if isinstance(value, dict) else [shown(value)]
    facts = {
        "value": ", ".join(keys) or "{}",
        "known": ", ".join(READY),
        "hint": nearest(keys[0] if keys else "", READY),
    }
    return "unknown_ready", facts


def kind_of(item: ReadyItem) -> str:
    """Return which check an item asks for."""
    return item if isinstance(item, str) else next(iter(type(item).model_fields))


def roles_of_check(item: ReadyItem) -> tuple[str, ...] | None:
    """Return the roles that a check names; None where it names none and so is for those that it concerns."""
    check = None if isinstance(item, str) else getattr(item, kind_of(item))
    on = getattr(check, "on", None)
    return None if on is None else roles_in(on)


def specify(item: ReadyItem, secrets: Mapping[str, SecretRef]) -> ReadyCheck:
    """Return the check that an item describes."""
    match item:
        case str():
            return LeaseWorks()
        case ClockOffsetItem(clock_offset=one):
            return ClockOffset(below_ns=one.below)
        case DiskSpaceItem(disk_space=one):
            return DiskSpace(path=one.path, free_bytes=one.free[0], free_permille=one.free[1])
        case BackupFreshItem(backup_fresh=one):
            return BackupFresh(path=one.path, newer_than_ns=one.newer_than, match=one.match, least_bytes=one.least)
        case StandbyCapacityItem(standby_capacity=one):
            return StandbyCapacity(processors=one.processors, memory_bytes=one.memory, load_permille=one.load)
        case ReplicationItem(replication_healthy=one):
            dsn = secrets[one.dsn]
            return ReplicationHealthy(dsn=dsn, standbys=one.standbys, lag_bytes=one.lag, lag_ns=one.behind)


def hosts_of(
    check: ReadyCheck, asked: Sequence[str] | None, every: Sequence[str], broken: Sequence[str]
) -> tuple[str, ...]:
    """Return the hosts of a check: those asked for, else every host, else those that get a fault, as its kind says."""
    match check:
        case ReplicationHealthy():
            return ()
        case LeaseWorks():
            return tuple(dict.fromkeys(broken))
        case _:
            return tuple(dict.fromkeys(every if asked is None else asked))
