"""The policy's section `approval`: who has to approve a drill, and for how long that holds."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from scenarios.fields import Input, Line, Name

FEWEST: Final = 2


class ApprovalPolicy(Input):
    """What the firm decided of this: who has to approve a drill, and for how long that holds."""

    people: Annotated[int, Field(ge=FEWEST, le=10)] = Field(
        FEWEST, description="How many people must approve a start (default and least: 2)."
    )
    free_environments: dict[Name, Line] = Field(
        {},
        description="Environments in which a drill needs no approval, each with the reason, which every report prints; "
        "the drill must have hosts, and all of them must lie in these. The default is none.",
    )
    hours: Annotated[int, Field(ge=1, le=24 * 92)] = Field(
        24 * 14, description="How many hours an approval holds (default: 336, two weeks)."
    )
    override_people: Annotated[int, Field(ge=FEWEST, le=10)] = Field(
        FEWEST, description="How many people must give an override that somebody else asked for (default and least: 2)."
    )
    override_hours: Annotated[int, Field(ge=1, le=24 * 14)] = Field(
        24, description="How many hours an override holds (default: 24)."
    )
    known_people: bool = Field(
        default=False,
        description="Whether, where a drill has a people register, only people in it may approve (default: no).",
    )
