"""What a fault is before a scenario asks for it: its form, its program, and how the one becomes values of the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import Field

from scenarios.fields import Duration, lasting
from scenarios.plan import FaultSpec, Text
from scenarios.programs import program_of
from scenarios.steps.base import Roles, StepInput
from scenarios.surroundings import NOWHERE, Around


class FaultInput(StepInput):
    """What every fault step may say. A fault's own form adds `fault: Literal["its_name"]` and its fields."""

    on: Roles = Field(description="The role, or roles, whose hosts get the fault.")
    lease: Annotated[Duration, lasting("1s", "1d")] | None = Field(
        None, description="How long the fault outlives a runner that no longer renews it; default: safeguards.lease."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What a form says, for the program and for people."""

    values: dict[str, str]
    """The program's environment; every name begins with FAULT_."""
    detail: str
    """What it is aimed at, the same in every language: `tcp 5432 in`."""
    undo: Text
    """How it is undone."""


def _shuts_nothing(form: FaultInput, ssh_port: int) -> str:
    del form, ssh_port
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of fault.

    `program` are texts of POSIX sh that together define apply, took, revert and gone: runners/faults/frame.sh says how
    each is called and what it finds there, and docs/extending.md what each must promise.
    """

    name: str
    title: Text
    """A verb phrase: 杀死进程, kill the process."""
    inputs: type[FaultInput]
    program: tuple[str, ...]
    specify: Callable[[Any, Around], Values]
    roles: Callable[[Any], tuple[str, ...]] = lambda _: ()
    """Roles that a form names besides `on`."""
    shuts: Callable[[Any, int], str] = _shuts_nothing
    """The field by which a form would shut SSH at that port of its own host, "" where it does not."""
    isolates: Callable[[Any], bool] = lambda _: False
    """Whether the runner itself is kept away from the host while a fault of that form is on."""
    also_here: bool = False
    """It may be put on the runner's own machine, by `on: controller`."""
    on_controller: bool = False
    """Its commands run on the runner's own machine, once per host; FAULT_HOST and FAULT_ADDRESS tell which."""


def specified(kind: FaultKind, form: FaultInput, around: Around) -> FaultSpec:
    """Return the fault that a form of that kind describes."""
    said = kind.specify(form, around)
    return FaultSpec(
        name=kind.name,
        title=kind.title,
        program=program_of(kind.program),
        values=dict(sorted(said.values.items())),
        undo=said.undo,
        detail=said.detail,
        on_controller=kind.on_controller,
    )


def made(kind: FaultKind, around: Around = NOWHERE, **said: Any) -> FaultSpec:
    """Return a fault as code asks for it: what a scenario could not say is not refused."""
    form = {"fault": kind.name, "on": "", **said}
    return specified(kind, kind.inputs.model_construct(None, **form), around)


def unfit(kind: FaultKind) -> str:
    """Return why a kind cannot be used, "" where it can; may raise anything for one that is not ours."""
    field = kind.inputs.model_fields.get("fault")
    if field is None or get_args(field.annotation) != (kind.name,):
        return f'{kind.inputs.__name__} lacks fault: Literal["{kind.name}"]'
    kind.inputs.model_json_schema()
    missing = [name for name in ("apply", "took", "revert", "gone") if f"\n{name}() " not in f"\n{_text(kind)}"]
    return f"the program lacks {', '.join(missing)}" if missing else ""


def _text(kind: FaultKind) -> str:
    return program_of(kind.program)
