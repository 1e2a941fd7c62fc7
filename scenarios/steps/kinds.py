"""The kinds of step that a scenario can hold, and how the kind of a step is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, Union, cast

from pydantic import Discriminator, Field, Tag

from scenarios.actions.kind import ActionInput, ActionStepInput
from scenarios.actions.registry import ACTIONS, STEP_FORMS
from scenarios.faults.kind import FaultInput
from scenarios.faults.registry import FAULTS, fault_tag
from scenarios.fields import Duration, Id, Input, Line, lasting, named
from scenarios.problems import shown
from scenarios.steps.base import Needs, Roles, StepInput
from scenarios.steps.commands import CheckCommandInput, Inputs, RunInput
from scenarios.steps.data import MeasureInput, ReconcileInput
from scenarios.steps.people import ApproveInput, ManualInput, NotifyInput
from scenarios.steps.streams import CheckStreamInput, WaitForInput
from scenarios.suggest import nearest

KINDS: Final = (
    "run",
    "action",
    "fault",
    "check",
    "wait_for",
    "approve",
    "manual",
    "notify",
    "reconcile",
    "measure",
    "undo",
    "parallel",
    "include",
)
_OF_STEPS: Final = ("parallel", "include")
"""Kinds that stand for several steps, and so never inside a group."""
IncludeName = Annotated[str, *named(r"[a-z][a-z0-9_]{0,30}", "bad_include_name")]
"""A name that comes before those of steps (with a dot) and of tables (with an underscore)."""


if TYPE_CHECKING:
    Looked: TypeAlias = ActionInput
else:
    _Looks = Union[tuple(Annotated[kind.inputs, Tag(f"<action {name}>")] for name, kind in ACTIONS.items())]  # noqa: UP007  of as many as there are
    Looked = Annotated[_Looks, Discriminator(lambda data: f"<action {data['action']}>")]


class UndoInput(StepInput):
    """The place in `restore` where a fault is undone."""

    undo: Id = Field(description="The step that put the fault there.")


class CheckActionInput(StepInput):
    """Asks an action that only looks again and again until it answers as expected."""

    check: Looked
    on: Roles = Field(description="The role, or roles, whose hosts are asked; or `controller`.")
    inputs: Inputs = Field(default_factory=dict[str, str])
    expect: Line | None = None
    every: Annotated[Duration, lasting("100ms", "1h")] = 500_000_000
    become: bool = False


Body: TypeAlias = (
    RunInput
    | ActionStepInput
    | CheckActionInput
    | FaultInput
    | CheckCommandInput
    | CheckStreamInput
    | WaitForInput
    | ApproveInput
    | ManualInput
    | NotifyInput
    | ReconcileInput
    | MeasureInput
    | UndoInput
)
"""Everything that one step can be."""


def step_tag(data: Any) -> str | None:
    """Return the tag of the model that reads a step, or None if it cannot be told."""
    kind = kind_of(data)
    match kind:
        case None:
            return None
        case "fault":
            return fault_tag(data)
        case "action":
            return f"<action {data['action']}>"
        case "check":
            asked = [way for way in ("run", "action") if way in _keys(data["check"])]
            return f"<check {asked[0]}>" if asked else "<check stream>"
        case _:
            return f"<{kind}>"


def _member_tag(data: Any) -> str | None:
    return None if kind_of(data) in _OF_STEPS else step_tag(data)


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
    if kinds == ["action"]:
        given = shown(keys["action"])
        known = {"known": ", ".join(ACTIONS), "hint": nearest(given, ACTIONS)}
        return ("action",), "unknown_action", {"value": given, **known}
    if len(kinds) == 1:
        return (kinds[0],), "not_in_a_group", {"kind": kinds[0]}
    if kinds:
        return (), "two_kinds", {"kinds": ", ".join(kinds)}
    guess = next((key for key in keys if nearest(key, KINDS)), next(iter(keys), ""))
    facts = {"value": guess, "known": ", ".join(KINDS), "hint": nearest(guess, KINDS)}
    return (guess,) if guess else (), "unknown_kind", facts


if TYPE_CHECKING:
    _Bodies: TypeAlias = Body
else:
    _FORMS = {
        "<run>": RunInput,
        **{f"<action {name}>": form for name, form in STEP_FORMS.items()},
        **{f"<fault {name}>": kind.inputs for name, kind in FAULTS.items()},
        "<check run>": CheckCommandInput,
        "<check action>": CheckActionInput,
        "<check stream>": CheckStreamInput,
        "<wait_for>": WaitForInput,
        "<approve>": ApproveInput,
        "<manual>": ManualInput,
        "<notify>": NotifyInput,
        "<reconcile>": ReconcileInput,
        "<measure>": MeasureInput,
        "<undo>": UndoInput,
    }
    _Bodies = Union[tuple(Annotated[form, Tag(tag)] for tag, form in _FORMS.items())]  # noqa: UP007  of as many as there are
MemberBody = Annotated[_Bodies, Discriminator(_member_tag)]
Member = Annotated[dict[Id, MemberBody], Field(min_length=1, max_length=1)]


class GroupInput(Input):
    """Steps side by side: each begins where the group begins, and what comes after needs them all."""

    parallel: Annotated[list[Member], Field(min_length=1, max_length=200)]
    at_most: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="How many of their acts may be under way at one time; left out: all."
    )
    needs: Needs | None = None


class IncludeLineInput(Input):
    """Where the steps that an included scenario has in this phase stand."""

    include: IncludeName = Field(description="A name under the scenario's own include.")
    needs: Needs | None = None


Item: TypeAlias = Body | GroupInput | IncludeLineInput
"""Everything that can stand in a phase."""
StepBody = Annotated[
    _Bodies | Annotated[GroupInput, Tag("<parallel>")] | Annotated[IncludeLineInput, Tag("<include>")],
    Discriminator(step_tag),
]
Step = Annotated[dict[Id, StepBody], Field(min_length=1, max_length=1)]
