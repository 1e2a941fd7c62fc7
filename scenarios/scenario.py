"""A scenario file: the drill as it is written."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, cast

from pydantic import AfterValidator, Discriminator, Field, Tag

from scenarios.fields import (
    Address,
    Duration,
    Id,
    Input,
    Label,
    LedgerName,
    Line,
    LocalPath,
    Name,
    ParameterName,
    Port,
    Rate,
    SecretName,
    Title,
    Url,
    lasting,
    one_or,
    refuse,
)
from scenarios.parameters import ParameterInput
from scenarios.plan import SECOND
from scenarios.quantities import show_rate
from scenarios.steps import Step

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


class BystanderInput(Input):
    """Somebody else's service, watched by a probe; the drill ends when it degrades."""

    probe: Id
    stop_after: Annotated[int, Field(ge=1, le=10_000)] = Field(description="Failures in a row.")


class SafeguardsInput(Input):
    """What keeps a drill from becoming an incident."""

    environments: Annotated[list[Name], Field(min_length=1, max_length=20)] = Field(
        description="Where the drill may run; every host's environment must be one of these."
    )
    longest: Annotated[Duration, lasting("1s", "7d")] = Field(description="After this long it turns to restoring.")
    lease: Annotated[Duration, lasting("1s", "1d")] = 60 * SECOND
    undo_within: Annotated[Duration, lasting("1s", "1d")] = 60 * SECOND
    most_hosts: Annotated[int, Field(ge=1, le=10_000)] | None = None
    bystanders: Annotated[list[BystanderInput], Field(max_length=100)] = Field(default_factory=list[BystanderInput])


Hosts = Annotated[
    Annotated[Name, Tag("<text>")]
    | Annotated[Annotated[list[Name], Field(min_length=1, max_length=1000)], Tag("<list>")],
    one_or("<list>"),
]
Labels = Annotated[list[Label], Field(max_length=100)]
Steps = Annotated[list[Step], Field(max_length=500)]


def _steps(description: str) -> Any:
    return Field(default_factory=list, description=description)


class ScenarioInput(Input):
    """A scenario."""

    scenario: Id = Field(description="The scenario's own name.")
    title: Title
    form: Literal["tabletop", "simulated", "live"]
    threats: Labels = Field(default_factory=list[str], description="Which kinds of interruption it rehearses.")
    clauses: Labels = Field(default_factory=list[str], description="Which clauses of a standard it serves.")
    tasks: Labels = Field(default_factory=list[str], description="Which drill tasks of JR/T 0251 12.2 it serves.")
    services: Annotated[list[Name], Field(min_length=1, max_length=100)] = Field(
        description="Names in the BIA file; the targets come from there."
    )
    hosts: dict[Id, Hosts] = Field(
        default_factory=dict[str, Any], description="Role to a name in the inventory, or to a list of names."
    )
    parameters: dict[ParameterName, ParameterInput] = Field(default_factory=dict[str, ParameterInput])
    probes: dict[Id, AnyProbe] = Field(default_factory=dict[str, Any])
    ledger: dict[LedgerName, LedgerInput] = Field(default_factory=dict[str, LedgerInput])
    safeguards: SafeguardsInput
    on_interruption: Literal["restore", "ask"] = Field("restore", description="What a drill does whose runner died.")
    prepare: Steps = _steps("Before the fault: make ready, and prove that it was well.")
    inject: Steps = _steps("The interruption.")
    detect: Steps = _steps("Until it is noticed.")
    decide: Steps = _steps("Until somebody releases the switch.")
    switch: Steps = _steps("Moving the service.")
    verify: Steps = _steps("Proof that it works again.")
    restore: Steps = _steps("Back to normal; always runs.")
