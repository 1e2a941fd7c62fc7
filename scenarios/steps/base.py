"""What every step may say, and on which machines it may run."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, Tag

from scenarios.fields import Duration, Id, Input, Title, lasting, one_or

CONTROLLER: Final = "controller"
"""The machine on which the runner itself runs; it stands where a role would."""
Roles = Annotated[
    Annotated[Id, Tag("<text>")] | Annotated[Annotated[list[Id], Field(min_length=1, max_length=100)], Tag("<list>")],
    one_or("<list>"),
]
Within = Annotated[Duration, lasting("1ms", "7d")]
Was = Literal["ok", "failed", "unknown", "skipped"]
Needs = Annotated[list[Id], Field(max_length=500)]
When = Annotated[dict[Id, Annotated[list[Was], Field(min_length=1)]], Field(min_length=1, max_length=1)]


class RepeatInput(Input):
    """How often a step may be done, where its author says that doing it again does no harm."""

    tries: Annotated[int, Field(ge=2, le=20)] = Field(description="How often in all, the first time included.")
    pause: Annotated[Duration, lasting("0s", "1h")] = 5_000_000_000


class StepInput(Input):
    """What every step may say."""

    title: Title | None = Field(None, description="What a person reads; derived from the step where it is left out.")
    needs: Needs | None = Field(
        None, description="Steps that must have ended well before; without it: the step written before this one."
    )
    when: When | None = Field(
        None, description="Run only if that earlier step ended in one of these ways, as in {promote: [ok]}."
    )
    within: Within | None = Field(None, description="Deadline of one try on one host.")
    whole: Within | None = Field(None, description="Deadline of all tries on all hosts.")
    planned: Within | None = Field(
        None, description="How long it is planned to take; the report compares that with how long it took."
    )
    at_once: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="On how many of its hosts it may be under way at one time; left out: on all."
    )
    repeat_is_harmless: RepeatInput | None = Field(
        None, description="Doing it again does no harm, so it is tried again where it failed or nobody knows."
    )
    essential: bool | None = Field(
        None, description="With false it may fail without turning the drill; a notice is so unless it says true."
    )


def roles_in(on: str | list[str] | None) -> tuple[str, ...]:
    """Return the roles that `on` names, each once."""
    if on is None:
        return ()
    return (on,) if isinstance(on, str) else tuple(dict.fromkeys(on))
