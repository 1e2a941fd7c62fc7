"""Steps that run something: on hosts, or on the runner's own machine."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from scenarios.fields import (
    Duration,
    Env,
    EnvName,
    Input,
    Label,
    Line,
    LocalPath,
    ParameterName,
    SecretEnv,
    lasting,
    named,
)
from scenarios.plan import ValueType
from scenarios.steps.base import Roles, StepInput

Exits = Annotated[list[Annotated[int, Field(ge=0, le=255)]], Field(min_length=1, max_length=256)]
CapturedName = Annotated[
    str, *named(r"[a-z0-9][a-z0-9_.-]{0,62}\.[a-z][a-z0-9_]{0,62}", "bad_input"), Field(examples=["fence.lsn"])
]
"""`step.capture`: what an earlier step captured."""
Inputs = Annotated[dict[EnvName, CapturedName], Field(max_length=100)]


class CaptureInput(Input):
    """A value taken from what the command prints."""

    type: ValueType = "string"
    after: Line | None = Field(
        None, description="The value is the rest of the first line that begins with this; left out: the whole output."
    )


Captures = Annotated[dict[ParameterName, CaptureInput], Field(max_length=50)]


class ScriptFile(Input):
    """A script kept in a file of its own."""

    file: LocalPath = Field(description="Path from the scenario file, inside its folder.")


class Playbook(Input):
    """An Ansible playbook that the runner's own machine plays."""

    playbook: LocalPath = Field(description="Path from the scenario file, inside its folder.")
    inventory: LocalPath | None = Field(None, description="Ansible's own inventory; path from the scenario file.")
    variables: dict[EnvName, Any] = Field(default_factory=dict[str, Any], description="Extra variables; never Jinja.")
    limit: Line | None = None
    tags: Annotated[list[Label], Field(max_length=100)] = Field(
        default_factory=list[str], description="Only what has one of these tags is played."
    )
    check: bool = Field(default=False, description="Only look what would change (ansible-playbook --check).")


def _script_tag(value: Any) -> str:
    if isinstance(value, dict) and "playbook" in value:
        return "<playbook>"
    return "<file>" if isinstance(value, list | dict) else "<text>"


ScriptText = Annotated[str, Field(min_length=1, max_length=256_000)]
Script = Annotated[
    Annotated[ScriptText, Tag("<text>")] | Annotated[ScriptFile, Tag("<file>")],
    Discriminator(lambda value: "<file>" if isinstance(value, list | dict) else "<text>"),
]
Runnable = Annotated[
    Annotated[ScriptText, Tag("<text>")]
    | Annotated[ScriptFile, Tag("<file>")]
    | Annotated[Playbook, Tag("<playbook>")],
    Discriminator(_script_tag),
]


class RunInput(StepInput):
    """Runs a shell command, a script or a playbook."""

    run: Runnable = Field(description="POSIX sh. $NAME is the shell's own; parameters are there as DRILL_<NAME>.")
    on: Roles = Field(description="The role, or roles, whose hosts run it, all at once; or `controller`.")
    env: Env = Field(default_factory=dict[str, str], description="Environment; a value may be $parameter.")
    secrets: SecretEnv = Field(
        default_factory=dict[str, str], description="Environment from secrets: variable, and its name in the inventory."
    )
    inputs: Inputs = Field(
        default_factory=dict[str, str], description="Environment from what earlier steps captured: step.capture."
    )
    exits: Exits = Field([0], description="Exit statuses that count as done.")
    expect: Line | None = Field(None, description="Text that must stand in what it prints.")
    captures: Captures = Field(default_factory=dict[str, CaptureInput], description="Values taken from what it prints.")
    become: bool = Field(default=False, description="Run as the host's become_user, by sudo -n.")


class CommandInput(Input):
    """A command that looks."""

    run: Script


class CheckCommandInput(StepInput):
    """Asks a command again and again until it answers as expected."""

    check: CommandInput
    on: Roles = Field(description="The role, or roles, whose hosts are asked; or `controller`.")
    env: Env = Field(default_factory=dict[str, str])
    secrets: SecretEnv = Field(default_factory=dict[str, str])
    inputs: Inputs = Field(default_factory=dict[str, str])
    exits: Exits = Field([0])
    expect: Line | None = None
    every: Annotated[Duration, lasting("100ms", "1h")] = 500_000_000
    become: bool = False
