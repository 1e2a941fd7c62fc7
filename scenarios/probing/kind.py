"""What a kind of probe is before a scenario asks for it: its form, and how that becomes what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import Field

from scenarios.fields import Duration, Input, Name, lasting
from scenarios.inventory.model import HostInput
from scenarios.plan import SECOND, ProbeTarget, SecretRef, Text
from scenarios.surroundings import NOWHERE, Around


class ProbeInput(Input):
    """What every probe may say. A kind's own form adds `kind: Literal["its_name"]` and its fields."""

    service: Name | None = Field(None, description="The service it measures; left out for a bystander.")
    every: Annotated[Duration, lasting("10ms", "60s")] = 50_000_000
    timeout: Annotated[Duration, lasting("1ms", "60s")] = SECOND
    via: Name | None = Field(
        None, description="Look from this host, through SSH: a role with one host, or a host of the inventory."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeGround:
    """What a form may know when it becomes a probe: secrets, hosts, the folders of scenario and inventory."""

    secrets: Mapping[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    around: Around = NOWHERE
    folder: Path = Path()
    inventory: Mapping[str, HostInput] = field(default_factory=dict[str, HostInput])
    inventory_folder: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeKind:
    """A kind of probe. One that is not the house's own specifies an OtherProbe, whose opener makes what looks."""

    name: str
    title: Text
    """What a look does: TCP 连接, TCP connection."""
    inputs: type[ProbeInput]
    specify: Callable[[Any, ProbeGround], ProbeTarget]
    secrets: Callable[[Any], Mapping[tuple[str, ...], str]] = lambda _: {}
    """The names of secrets that a form gives, each by the place of its field."""
    role: Callable[[Any], str | None] = lambda _: None
    """The role that a form names under `on`; it must have one host."""


def unfit(kind: ProbeKind) -> str:
    """Return why a kind cannot be used, "" where it can; may raise anything for one that is not ours."""
    said = kind.inputs.model_fields.get("kind")
    if said is None or get_args(said.annotation) != (kind.name,):
        return f'{kind.inputs.__name__} lacks kind: Literal["{kind.name}"]'
    kind.inputs.model_json_schema()
    return ""
