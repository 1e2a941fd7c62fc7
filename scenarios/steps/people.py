"""Steps that people do, decide or are told of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from scenarios.fields import Id, Input, Line, Name, Title, refuse
from scenarios.steps.base import StepInput


class GateInput(Input):
    """Who must say yes, and how many of them."""

    role: Name
    people: Annotated[int, Field(ge=1, le=20)]


class ApproveInput(StepInput):
    """Waits for people."""

    approve: GateInput


class HandworkInput(Input):
    """What somebody does, in which role, and whether somebody else confirms it."""

    text: Title = Field(description="What is to be done, for the person who does it.")
    role: Name = Field(description="A role of the contacts register.")
    dual_control: bool = Field(default=False, description="Another person confirms that it was done.")
    confirm_role: Name | None = Field(None, description="Role of the person who confirms; default: the same role.")
    manual: Line | None = Field(None, description="The operation manual that describes it, with its version.")

    @model_validator(mode="after")
    def confirms_something(self) -> HandworkInput:
        """Refuse a role for a confirmation that nobody asks for."""
        if self.confirm_role is not None and not self.dual_control:
            refuse("confirm_without_dual")
        return self


class ManualInput(StepInput):
    """A person does it and says so."""

    manual: HandworkInput


class NoticeInput(Input):
    """Which contact groups are told what."""

    groups: Annotated[list[Id], Field(min_length=1, max_length=50)] = Field(
        description="Groups of the contacts register."
    )
    subject: Title
    text: Title


class NotifyInput(StepInput):
    """Tells contact groups by every channel that they have."""

    notify: NoticeInput
