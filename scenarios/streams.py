"""The probes and ledgers of a scenario, as they are written."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, cast

from pydantic import AfterValidator, Discriminator, Field, Tag

from scenarios.fields import (
    Address,
    Duration,
    Input,
    Line,
    LocalPath,
    Name,
    Port,
    Rate,
    SecretName,
    Url,
    lasting,
    refuse,
)
from scenarios.plan import SECOND
from scenarios.quantities import show_rate

FASTEST: Final = 2000
PROBES: Final = ("tcp", "http", "postgres_read")


class ProbeInput(Input):
    """What every probe may say."""

    service: Name | None = Field(None, description="The service it measures; left out for a bystander.")
    every: Annotated[Duration, lasting("10ms", "60s")] = 50_000_000
    timeout: Annotated[Duration, lasting("1ms", "60s")] = SECOND


class TcpInput(ProbeInput):
    """Connects and closes."""

    kind: Literal["tcp"]
    address: Address
    port: Port


class HttpInput(ProbeInput):
    """GETs a page."""

    kind: Literal["http"]
    url: Url
    status: Annotated[int, Field(ge=100, le=599)] = 200
    contains: Line | None = Field(None, description="Text that must stand in the body.")
    ca_file: LocalPath | None = Field(None, description="PEM file that checks the server; path from the scenario file.")


class PostgresReadInput(ProbeInput):
    """Connects anew and asks a question."""

    kind: Literal["postgres_read"]
    dsn: SecretName = Field(description="Name of the secret in the inventory that holds the connection string.")
    query: Line = "select 1"


def _probe_tag(data: Any) -> str | None:
    kind = cast("dict[str, Any]", data).get("kind") if isinstance(data, dict) else None
    return None if kind is None else f"<probe {kind}>"


AnyProbe = Annotated[
    Annotated[TcpInput, Tag("<probe tcp>")]
    | Annotated[HttpInput, Tag("<probe http>")]
    | Annotated[PostgresReadInput, Tag("<probe postgres_read>")],
    Discriminator(_probe_tag),
]


def _not_too_fast(every_ns: int) -> int:
    if every_ns * FASTEST < SECOND or every_ns > SECOND * 60:
        refuse("rate_out_of_range", value=show_rate(every_ns), most=f"{FASTEST}/s")
    return every_ns


class LedgerInput(Input):
    """Numbered writes through the service's own entry."""

    kind: Literal["postgres"]
    service: Name
    dsn: SecretName = Field(description="Name of the secret in the inventory that holds the connection string.")
    rate: Annotated[Rate, AfterValidator(_not_too_fast)] = SECOND // 100
    timeout: Annotated[Duration, lasting("1ms", "60s")] = 2 * SECOND
