"""The kinds of step that a scenario can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, cast

from pydantic import Discriminator, Field, Tag, model_validator

from scenarios.faults import FAULTS, AnyFaultInput, Roles, StepInput, fault_tag
from scenarios.fields import Duration, Env, Id, Input, Line, LocalPath, SecretEnv, lasting, one_or, refuse
from scenarios.problems import shown
from scenarios.suggest import nearest

KINDS: Final = ("run", "fault", "check", "wait_for", "approve", "undo")
Exits = Annotated[list[Annotated[int, Field(ge=0, le=255)]], Field(min_length=1, max_length=256)]


class ScriptFile(Input):
    """A script kept in a file of its own."""

    file: LocalPath = Field(description="Path from the scenario file, inside its folder.")


Script = Annotated[
    Annotated[Annotated[str, Field(min_length=1, max_length=256_000)], Tag("<text>")]
    | Annotated[ScriptFile, Tag("<file>")],
    one_or("<file>"),
]


class RunInput(StepInput):
    """Runs a shell command or script on every host of a role."""

    run: Script = Field(description="POSIX sh. $NAME is the shell's own; parameters are there as DRILL_<NAME>.")
    on: Roles = Field(description="The role, or roles, whose hosts run it, all at once.")
    env: Env = Field(default_factory=dict[str, str], description="Environment; a value may be $parameter.")
    secrets: SecretEnv = Field(
        default_factory=dict[str, str], description="Environment from secrets: variable, and its name in the inventory."
    )
    exits: Exits = Field([0], description="Exit statuses that count as done.")
    expect: Line | None = Field(None, description="Text that must stand in what it prints.")


class CommandInput(Input):
    """A command that looks."""

    run: Script


class CheckCommandInput(StepInput):
    """Asks a command again and again until it answers as expected."""

    check: CommandInput
    on: Roles = Field(description="The role, or roles, whose hosts are asked.")
    env: Env = Field(default_factory=dict[str, str])
    secrets: SecretEnv = Field(default_factory=dict[str, str])
    exits: Exits = Field([0])
    expect: Line | None = None
    every: Annotated[Duration, lasting("100ms", "1h")] = 500_000_000


class StreamInput(Input):
    """A probe or ledger, the state it should be in, and for how long."""

    probe: Id | None = None
    ledger: Id | None = None
    state: Literal["up", "down"] = "up"
    hold: Annotated[Duration, lasting("0s", "1d")] = 0

    @model_validator(mode="after")
    def one_stream(self) -> StreamInput:
        """Refuse none and both."""
        if (self.probe is None) == (self.ledger is None):
            refuse("probe_or_ledger")
        return self

    @property
    def stream(self) -> str:
        """Return the name of the probe or ledger."""
        return self.probe or self.ledger or ""


class CheckStreamInput(StepInput):
    """Waits until a probe or ledger has been in a state for a while."""

    check: StreamInput


Count = Annotated[int, Field(ge=1, le=10_000)]


class WaitForInput(StepInput):
    """Detection: waits for so many samples in a row."""

    wait_for: Id = Field(description="A probe or a ledger.")
    state: Literal["up", "down"] = "down"
    failures: Count | None = Field(None, description="With state down: failed samples in a row; default 1.")
    successes: Count | None = Field(None, description="With state up: good samples in a row; default 1.")

    @model_validator(mode="after")
    def counts_what_it_waits_for(self) -> WaitForInput:
        """Refuse successes of an outage and failures of a return."""
        if (self.state == "down" and self.successes) or (self.state == "up" and self.failures):
            refuse("counts_the_other", state=self.state, right="failures" if self.state == "down" else "successes")
        return self


class GateInput(Input):
    """Who must say yes, and how many of them."""

    role: Id
    people: Annotated[int, Field(ge=1, le=20)]


class ApproveInput(StepInput):
    """Waits for people."""

    approve: GateInput


class UndoInput(StepInput):
    """The place in `restore` where a fault is undone."""

    undo: Id = Field(description="The step that put the fault there.")


def step_tag(data: Any) -> str | None:
    """Return the tag of the model that reads a step, or None if it cannot be told."""
    kind = kind_of(data)
    match kind:
        case None:
            return None
        case "fault":
            return fault_tag(data)
        case "check":
            return "<check command>" if "run" in _keys(data["check"]) else "<check stream>"
        case _:
            return f"<{kind}>"


def _keys(data: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def kind_of(data: Any) -> str | None:
    """Return the one kind that a step names, or None."""
    kinds = [kind for kind in KINDS if kind in _keys(data)]
    return kinds[0] if len(kinds) == 1 else None


def explain(data: Any) -> tuple[tuple[str, ...], str, dict[str, str]]:
    """Return why a step has no kind: where in it, the message key and its facts."""
    keys = _keys(data)
    kinds = [kind for kind in KINDS if kind in keys]
    if not isinstance(data, dict):
        return (), "not_a_step", {}
    if kinds == ["fault"]:
        given = shown(keys["fault"])
        return ("fault",), "unknown_fault", {"value": given, "known": ", ".join(FAULTS), "hint": nearest(given, FAULTS)}
    if kinds:
        return (), "two_kinds", {"kinds": ", ".join(kinds)}
    guess = next((key for key in keys if nearest(key, KINDS)), next(iter(keys), ""))
    facts = {"value": guess, "known": ", ".join(KINDS), "hint": nearest(guess, KINDS)}
    return (guess,) if guess else (), "unknown_kind", facts


StepBody = Annotated[
    Annotated[RunInput, Tag("<run>")]
    | AnyFaultInput
    | Annotated[CheckCommandInput, Tag("<check command>")]
    | Annotated[CheckStreamInput, Tag("<check stream>")]
    | Annotated[WaitForInput, Tag("<wait_for>")]
    | Annotated[ApproveInput, Tag("<approve>")]
    | Annotated[UndoInput, Tag("<undo>")],
    Discriminator(step_tag),
]
Step = Annotated[dict[Id, StepBody], Field(min_length=1, max_length=1)]
