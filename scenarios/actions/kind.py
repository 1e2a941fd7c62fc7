"""What an action is before a scenario asks for it: its form, its program, and how one becomes values of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast, get_args

from pydantic import Field, create_model

from scenarios.fields import Input, Line, SecretName
from scenarios.plan import Text
from scenarios.programs import program_of
from scenarios.steps.base import Roles, StepInput
from scenarios.steps.commands import CaptureInput, Captures, Inputs
from scenarios.surroundings import Around

_SECRET: Final = get_args(SecretName)[1]


class ActionInput(Input):
    """What an action itself is told. An action's own form adds `action: Literal["its_name"]` and its fields."""

    @property
    def called(self) -> str:
        """Return the name of the action."""
        return str(self.__dict__["action"])

    def secret_fields(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that name a secret of the inventory, and which."""
        for name, about in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, str) and _is_secret(about.metadata, about.annotation):
                yield name, value


class ActionStepInput(ActionInput, StepInput):
    """What every action step may say besides what the action is told."""

    on: Roles = Field(description="The role, or roles, whose hosts do it, all at once; or `controller`.")
    inputs: Inputs = Field(
        default_factory=dict[str, str], description="Environment from what earlier steps captured: step.capture."
    )
    expect: Line | None = Field(None, description="Text that must stand in what it prints.")
    captures: Captures = Field(default_factory=dict[str, CaptureInput], description="Values taken from what it prints.")
    become: bool = Field(default=False, description="Run as the host's become_user, by sudo -n.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionValues:
    """What a form says, for the program and for people."""

    env: dict[str, str]
    """The program's environment; every name begins with ACTION_."""
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    """Environment from secrets: the variable, and the secret's name in the inventory."""
    detail: str = ""
    """What it is aimed at, the same in every language; never a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionKind:
    """A kind of action.

    `program` are texts of POSIX sh. It exits 0 and says `done: …` last when it is done, or was done already; it exits
    1, having changed nothing, with one sentence of what is wrong and what to do. docs/extending.md says all of it.
    """

    name: str
    title: Text
    """A verb phrase: 提升备库, promote the standby."""
    inputs: type[ActionInput]
    program: tuple[str, ...]
    specify: Callable[[Any, Around], ActionValues]
    roles: Callable[[Any], tuple[str, ...]] = lambda _: ()
    """Roles that a form names besides `on`."""
    looks: bool = False
    """It only looks, so that a check may ask for it again and again."""


def step_form(kind: ActionKind) -> type[ActionStepInput]:
    """Return the form of a step that does an action of that kind."""
    name = kind.inputs.__name__.removesuffix("Input") + "Step"
    made = create_model(name, __base__=(kind.inputs, ActionStepInput), __doc__=kind.inputs.__doc__)
    return cast("type[ActionStepInput]", made)


def unfit(kind: ActionKind) -> str:
    """Return why a kind cannot be used, "" where it can; may raise anything for one that is not ours."""
    about = kind.inputs.model_fields.get("action")
    if about is None or get_args(about.annotation) != (kind.name,):
        return f'{kind.inputs.__name__} lacks action: Literal["{kind.name}"]'
    taken = set(kind.inputs.model_fields) & set(ActionStepInput.model_fields)
    if taken:
        return f"{kind.inputs.__name__} has fields that are every step's: {', '.join(sorted(taken))}"
    step_form(kind).model_json_schema()
    return "" if program_of(kind.program) else "the program is empty"


def _is_secret(metadata: list[Any], annotation: Any) -> bool:
    if any(each is _SECRET for each in metadata):
        return True
    return any(_is_secret(list(getattr(each, "__metadata__", ())), None) for each in get_args(annotation))
