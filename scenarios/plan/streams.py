"""What watches the services: probes and ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.plan.basics import SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpProbe:
    """Connects and closes."""

    address: str
    port: int
    kind: Literal["tcp"] = "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpProbe:
    """GETs `url` and compares status, and body where `contains` is given. The certificate is always checked."""

    url: str
    status: int = 200
    contains: str | None = None
    ca_file: str | None = None
    kind: Literal["http"] = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresProbe:
    """Connects anew with the DSN behind `dsn` and runs a reading `query`."""

    dsn: SecretRef
    query: str = "select 1"
    kind: Literal["postgres_read"] = "postgres_read"


ProbeTarget: TypeAlias = Annotated[TcpProbe | HttpProbe | PostgresProbe, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProbe:
    """A probe on its beat: a sample every `every_ns`, whether or not the last one came back."""

    name: str
    service: str | None
    target: ProbeTarget
    every_ns: int
    timeout_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLedger:
    """A ledger: numbered writes at a fixed beat through the service's own entry."""

    name: str
    service: str
    dsn: SecretRef
    every_ns: int
    timeout_ns: int
    kind: Literal["postgres"] = "postgres"
