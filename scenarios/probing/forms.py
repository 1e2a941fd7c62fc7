"""The probes in the box, as they are written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.fields import Address, Duration, Id, Line, LocalPath, Port, SecretName, Url, lasting, named
from scenarios.probing.kind import ProbeInput

_DSN = "Name of the secret in the inventory that holds the connection string."
_CA_FILE = "PEM file that checks the server; path from the scenario file."
HeaderName = Annotated[str, *named(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}", "bad_name")]
DnsName = Annotated[str, *named(r"[A-Za-z0-9_*][A-Za-z0-9_.*-]{0,252}", "bad_name")]
Status = Annotated[int, Field(ge=100, le=599)]


class TcpInput(ProbeInput):
    """Connects and closes."""

    kind: Literal["tcp"]
    address: Address
    port: Port


class TlsInput(ProbeInput):
    """Shakes hands, and checks the certificate: authority, name, and how long it is still valid."""

    kind: Literal["tls"]
    address: Address
    port: Port
    server_name: Address | None = Field(None, description="The name that the certificate must have; default: address.")
    ca_file: LocalPath | None = Field(None, description=_CA_FILE)
    valid_for: Annotated[Duration, lasting("0s", "400d")] = Field(
        0, description="A certificate that ends sooner than this is a failure."
    )


class HttpInput(ProbeInput):
    """Asks for a page."""

    kind: Literal["http"]
    url: Url
    status: Status = 200
    contains: Line | None = Field(None, description="Text that must stand in the body.")
    ca_file: LocalPath | None = Field(None, description=_CA_FILE)
    method: Literal["GET", "HEAD"] = "GET"
    headers: Annotated[dict[HeaderName, SecretName], Field(max_length=20)] = Field(
        default_factory=dict[str, str], description="Header to the name of the secret that holds its value."
    )


class DnsInput(ProbeInput):
    """Asks a name server for a name."""

    kind: Literal["dns"]
    server: Address
    port: Port = 53
    name: DnsName
    record: Literal["A", "AAAA", "CNAME", "PTR"] = "A"
    expect: Annotated[list[Address], Field(max_length=50)] = Field(
        default_factory=list[str], description="One of these must be in the answer; left out: any answer will do."
    )


class SshInput(ProbeInput):
    """Runs a command on a host of the drill."""

    kind: Literal["ssh"]
    on: Id = Field(description="The role whose only host is asked.")
    run: Line = Field(description="A command line for the host's sh, or its PowerShell.")
    status: Annotated[int, Field(ge=0, le=255)] = 0
    contains: Line | None = Field(None, description="Text that must stand in the output.")


class PostgresReadInput(ProbeInput):
    """Connects anew and asks a question."""

    kind: Literal["postgres_read"]
    dsn: SecretName = Field(description=_DSN)
    query: Line = "select 1"


class MariaDBReadInput(ProbeInput):
    """Connects anew and asks a question."""

    kind: Literal["mariadb_read"]
    dsn: SecretName = Field(description=_DSN)
    query: Line = "select 1"


class RedisInput(ProbeInput):
    """Connects anew and pings, directly (redis://…) or whomever Sentinels call master (redis+sentinel://…/MASTER)."""

    kind: Literal["redis"]
    dsn: SecretName = Field(description=_DSN)
    role: Literal["any", "master", "replica"] = Field("any", description="What the server must be.")
