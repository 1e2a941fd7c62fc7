"""The probes: what looks at the services, from where, on which beat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.plan.basics import SecretRef, Text
from scenarios.plan.hosts import JumpHost


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpProbe:
    """Connects and closes."""

    address: str
    port: int
    kind: Literal["tcp"] = "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsProbe:
    """Shakes hands.

    The certificate must be one for `server_name` (else for `address`), signed by `ca_file` or by an authority that the
    system knows, and valid for `valid_for_ns` more.
    """

    address: str
    port: int
    server_name: str | None = None
    ca_file: str | None = None
    valid_for_ns: int = 0
    kind: Literal["tls"] = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpProbe:
    """Asks for `url` and compares status, and body where `contains` is given. The certificate is always checked."""

    url: str
    status: int = 200
    contains: str | None = None
    ca_file: str | None = None
    method: Literal["GET", "HEAD"] = "GET"
    headers: dict[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    kind: Literal["http"] = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsProbe:
    """Asks `server` for records of `name`; where `expect` is given, one of its values must be in the answer."""

    server: str
    name: str
    port: int = 53
    record: Literal["A", "AAAA", "CNAME", "PTR"] = "A"
    expect: tuple[str, ...] = ()
    kind: Literal["dns"] = "dns"


@dataclass(frozen=True, slots=True, kw_only=True)
class SshProbe:
    """Runs `command` on a host of the drill and compares exit status, and output where `contains` is given."""

    host: str
    command: str
    status: int = 0
    contains: str | None = None
    kind: Literal["ssh"] = "ssh"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresProbe:
    """Connects anew with the DSN behind `dsn` and runs a reading `query`."""

    dsn: SecretRef
    query: str = "select 1"
    kind: Literal["postgres_read"] = "postgres_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class MariaDBProbe:
    """Connects anew with the DSN (mysql://…) behind `dsn` and runs a reading `query`."""

    dsn: SecretRef
    query: str = "select 1"
    kind: Literal["mariadb_read"] = "mariadb_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisProbe:
    """Connects anew with the DSN (redis://… or redis+sentinel://…/MASTER) behind `dsn`; PING, and what it is."""

    dsn: SecretRef
    role: Literal["any", "master", "replica"] = "any"
    kind: Literal["redis"] = "redis"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProbe:
    """A probe of another package; `opener` is `package.module:function`, as it was when the plan was made."""

    name: str
    title: Text
    opener: str
    values: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    kind: Literal["other"] = "other"


ProbeTarget: TypeAlias = Annotated[
    TcpProbe | TlsProbe | HttpProbe | DnsProbe | SshProbe | PostgresProbe | MariaDBProbe | RedisProbe | OtherProbe,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProbe:
    """A probe on its beat: a sample every `every_ns`, whether or not the last one came back.

    `through` are the hosts that it looks through, the first one first; it connects from the last. What breaks on that
    way is no failure of the service: such a sample says that nobody knows.
    """

    name: str
    service: str | None
    target: ProbeTarget
    every_ns: int
    timeout_ns: int
    through: tuple[JumpHost, ...] = ()

    @property
    def via(self) -> str | None:
        """Return the name of the host that it connects from, None for the controller."""
        return self.through[-1].name if self.through else None


def probe_secrets(probe: PlannedProbe) -> tuple[SecretRef, ...]:
    """Return every secret that a probe itself needs, each once; those of the drill's hosts are the hosts'."""
    ways = tuple(host.password for host in probe.through if host.password is not None)
    return tuple(dict.fromkeys((*_of_target(probe.target), *ways)))


def _of_target(target: ProbeTarget) -> tuple[SecretRef, ...]:
    match target:
        case PostgresProbe(dsn=dsn) | MariaDBProbe(dsn=dsn) | RedisProbe(dsn=dsn):
            return (dsn,)
        case HttpProbe(headers=told) | OtherProbe(secrets=told):
            return tuple(told.values())
        case TcpProbe() | TlsProbe() | DnsProbe() | SshProbe():
            return ()
