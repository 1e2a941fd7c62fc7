"""The ledgers: numbered writes on a beat, and the stores that take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, TypeAlias, cast

from pydantic import BeforeValidator, Field

from scenarios.plan.basics import SECOND, SecretRef, Text

SETTLE_NS: Final = 10 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresStoreSpec:
    """A table in PostgreSQL, behind the DSN (postgresql://…) that `dsn` refers to."""

    dsn: SecretRef
    kind: Literal["postgres"] = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class MariaDBStoreSpec:
    """An InnoDB table in MariaDB, behind the DSN (mysql://…) that `dsn` refers to."""

    dsn: SecretRef
    kind: Literal["mariadb"] = "mariadb"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisStoreSpec:
    """A stream in Redis, behind the DSN (redis://… or redis+sentinel://…/MASTER) that `dsn` refers to."""

    dsn: SecretRef
    kind: Literal["redis"] = "redis"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpStoreSpec:
    """The firm's own application, which speaks the protocol of docs/ledger-http.md below `url`.

    `settle_ns` is how long a read-back waits where the application does not say that nothing is under way any more.
    """

    url: str
    token: SecretRef | None = None
    ca_file: str | None = None
    settle_ns: int = SETTLE_NS
    kind: Literal["http"] = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStoreSpec:
    """Lines in a file of its own on a host of the drill, each brought to the disk before it is acknowledged.

    `path` is the directory that holds the file; it must be there.
    """

    host: str
    path: str
    become: bool = False
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStoreSpec:
    """A store of another package; `opener` is `package.module:function`, as it was when the plan was made."""

    name: str
    title: Text
    opener: str
    values: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    kind: Literal["other"] = "other"


StoreSpec: TypeAlias = Annotated[
    PostgresStoreSpec | MariaDBStoreSpec | RedisStoreSpec | HttpStoreSpec | FileStoreSpec | OtherStoreSpec,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLedger:
    """A ledger: numbered writes at a fixed beat through the service's own entry, into `store`."""

    name: str
    service: str
    every_ns: int
    timeout_ns: int
    store: StoreSpec


def store_secrets(store: StoreSpec) -> tuple[SecretRef, ...]:
    """Return every secret that a store itself needs, each once; a host's are the host's."""
    match store:
        case PostgresStoreSpec(dsn=dsn) | MariaDBStoreSpec(dsn=dsn) | RedisStoreSpec(dsn=dsn):
            return (dsn,)
        case HttpStoreSpec(token=token):
            return () if token is None else (token,)
        case FileStoreSpec():
            return ()
        case OtherStoreSpec(secrets=secrets):
            return tuple(dict.fromkeys(secrets.values()))


def _of_before(data: Any) -> Any:
    """Let the plans of journals be read that were written when every ledger was one of PostgreSQL."""
    if not isinstance(data, dict) or "dsn" not in data:
        return cast("Any", data)
    said = cast("dict[str, Any]", data)
    rest = {key: value for key, value in said.items() if key not in {"dsn", "kind"}}
    return {**rest, "store": {"kind": "postgres", "dsn": said["dsn"]}}


ReadLedger: TypeAlias = Annotated[PlannedLedger, BeforeValidator(_of_before)]
"""A ledger as a plan holds it."""
