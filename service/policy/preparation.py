"""The policy's section `preparation`: which records a drill needs before it may start."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.fields import Input, Line

RecordName: TypeAlias = Literal["plan", "scheme", "review", "training", "safeguards"]


class PreparationPolicy(Input):
    """What the firm decided of this: which records a drill needs before it may start."""

    turned_off: dict[RecordName, Line] = Field(
        {},
        description="Preparation records (JR/T 0251 12.2 a) that no drill needs, each with the reason; the default is "
        "that every drill needs all five. Every report of a drill without one prints it with this reason.",
    )
    summary_days: Annotated[int, Field(ge=1, le=365)] = Field(
        10, description="Within how many days after its end a drill is to be summed up; lists show what is late."
    )
