"""What keeps a drill from becoming an incident, as it is written."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.allowed import Windows
from scenarios.fields import Duration, Id, Input, Name, lasting
from scenarios.plan import SECOND
from scenarios.readiness import AnyReady, ReadyItem

Count = Annotated[int, Field(ge=1, le=10_000)]


class BystanderInput(Input):
    """Somebody else's service, watched by a probe; the drill ends when it degrades."""

    probe: Id
    stop_after: Count = Field(description="Failures in a row.")
    slower_than: Annotated[Duration, lasting("1ms", "60s")] | None = Field(
        None, description="An answer that took longer counts as a failure."
    )


class SafeguardsInput(Input):
    """What keeps a drill from becoming an incident."""

    environments: Annotated[list[Name], Field(min_length=1, max_length=20)] = Field(
        description="Where the drill may run; every host's environment must be one of these."
    )
    longest: Annotated[Duration, lasting("1s", "7d")] = Field(description="After this long it turns to restoring.")
    lease: Annotated[Duration, lasting("1s", "1d")] = 60 * SECOND
    undo_within: Annotated[Duration, lasting("1s", "1d")] = 60 * SECOND
    window: Windows | None = Field(None, description="When the drill may run; left out: at any time.")
    hosts: Annotated[list[Name], Field(min_length=1, max_length=10_000)] | None = Field(
        None, description="The only hosts that may be touched; left out: every host of an allowed environment."
    )
    most_hosts: Count | None = Field(None, description="In the whole drill.")
    most_hosts_at_once: Count | None = Field(None, description="On how many hosts something may be under way.")
    bystanders: Annotated[list[BystanderInput], Field(max_length=100)] = Field(default_factory=list[BystanderInput])
    ready: Annotated[list[AnyReady], Field(max_length=100)] = Field(
        default_factory=list[ReadyItem], description="What must be so before anything is touched."
    )
