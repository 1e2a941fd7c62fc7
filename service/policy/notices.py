"""The policy's section `notices`: who is told of what, through which channel."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.fields import Duration, Id, Input, Line, LocalPath, Name, lasting

Language: TypeAlias = Literal["zh", "en", "both"]


class RouteInput(Input):
    """Who is told of some kinds of notice about some services. What is left out holds for all."""

    kinds: Annotated[list[Name], Field(max_length=100)] = Field([], description="Kinds of notice; none: every kind.")
    services: Annotated[list[Line], Field(max_length=500)] = Field(
        [], description="Services, one of which it must be about; none: whatever it is about."
    )
    groups: Annotated[list[Id], Field(max_length=100)] = Field([], description="Groups of the contacts register.")
    people: Annotated[list[Line], Field(max_length=500)] = Field(
        [], description="People of the contacts register, by id, name or account; they get mail."
    )


class NoticesPolicy(Input):
    """What the firm decided of this: who is told of what, through which channel."""

    contacts: LocalPath | None = Field(
        None, description="Contacts file; the path counts from the service's home directory. Left out: nobody is told."
    )
    routes: Annotated[list[RouteInput], Field(max_length=500)] = Field(
        [], description="Every route that fits is taken. Without any, everything goes to every group of the register."
    )
    mail: Id | None = Field(
        None, description="The e-mail channel by which single people are told; left out: the first one of the register."
    )
    language: Language = Field("both", description="Language of those whom `languages` does not name.")
    languages: dict[Id, Language] = Field({}, description="Language of a group or of a person, by id in the register.")
    tries: Annotated[int, Field(ge=1, le=50)] = Field(
        8, description="How often a channel is tried before a notice is given up, which stays visible."
    )
    first_wait: Annotated[Duration, lasting("1s", "1h")] = Field(
        30_000_000_000, description="Pause after the first try that failed; each one after is twice as long."
    )
    longest_wait: Annotated[Duration, lasting("1s", "24h")] = Field(
        3_600_000_000_000, description="The pause never grows beyond this."
    )
    patience: Annotated[Duration, lasting("1s", "2m")] = Field(
        15_000_000_000, description="How long a channel may take to answer."
    )
