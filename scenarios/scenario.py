"""A scenario file: the drill as it is written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, Tag

from scenarios.fields import (
    Id,
    Input,
    Label,
    LedgerName,
    LocalPath,
    Name,
    ParameterName,
    Title,
    one_or,
)
from scenarios.ledgers import AnyLedger
from scenarios.parameters import ParameterInput
from scenarios.probing import AnyProbe
from scenarios.safeguards import SafeguardsInput
from scenarios.steps.base import Roles
from scenarios.steps.kinds import IncludeName, Step

Hosts = Annotated[
    Annotated[Name, Tag("<text>")]
    | Annotated[Annotated[list[Name], Field(min_length=1, max_length=1000)], Tag("<list>")],
    one_or("<list>"),
]


class IncludeInput(Input):
    """Another scenario, whose steps become part of this drill."""

    scenario: LocalPath = Field(description="Path from this file, inside its folder.")
    hosts: dict[Id, Roles] = Field(
        default_factory=dict[str, Any], description="Role there to a role here, or to a list of roles here."
    )
    parameters: dict[ParameterName, Any] = Field(
        default_factory=dict[str, Any], description="Values for its parameters; $name is a parameter of this scenario."
    )


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
    risks: Labels = Field(default_factory=list[str], description="Risks of the risk register that it exercises.")
    procedures: Labels = Field(
        default_factory=list[str], description="Procedures of the plan register that it exercises."
    )
    services: Annotated[list[Name], Field(min_length=1, max_length=100)] = Field(
        description="Names in the BIA file; the targets come from there."
    )
    hosts: dict[Id, Hosts] = Field(
        default_factory=dict[str, Any], description="Role to a name in the inventory, or to a list of names."
    )
    parameters: dict[ParameterName, ParameterInput] = Field(default_factory=dict[str, ParameterInput])
    probes: dict[Id, AnyProbe] = Field(default_factory=dict[str, Any])
    ledger: dict[LedgerName, AnyLedger] = Field(default_factory=dict[str, Any])
    include: Annotated[dict[IncludeName, IncludeInput], Field(max_length=50)] = Field(
        default_factory=dict[str, IncludeInput], description="Other scenarios, each under a name of its own."
    )
    safeguards: SafeguardsInput
    parallel: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="How many acts may be under way in the whole drill at one time; left out: no bound."
    )
    on_interruption: Literal["restore", "ask"] = Field("restore", description="What a drill does whose runner died.")
    prepare: Steps = _steps("Before the fault: make ready, and prove that it was well.")
    inject: Steps = _steps("The interruption.")
    detect: Steps = _steps("Until it is noticed.")
    decide: Steps = _steps("Until somebody releases the switch.")
    switch: Steps = _steps("Moving the service.")
    verify: Steps = _steps("Proof that it works again.")
    restore: Steps = _steps("Back to normal; always runs.")
