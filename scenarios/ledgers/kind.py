"""What a kind of ledger is before a scenario asks for it: its form, and how that becomes a store of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, get_args

from scenarios.fields import After, Duration, Input, Name, Rate, lasting, refuse
from scenarios.plan import SECOND, SecretRef, StoreSpec, Text
from scenarios.quantities import show_rate
from scenarios.surroundings import NOWHERE, Around

FASTEST: Final = 2000
"""Most writes a second."""


def _not_too_fast(every_ns: int) -> int:
    if every_ns * FASTEST < SECOND or every_ns > SECOND * 60:
        refuse("rate_out_of_range", value=show_rate(every_ns), most=f"{FASTEST}/s")
    return every_ns


LedgerRate = Annotated[Rate, After(_not_too_fast)]


class LedgerInput(Input):
    """Numbered writes through the service's own entry. A kind's own form adds `kind: Literal["its_name"]`."""

    service: Name
    rate: LedgerRate = SECOND // 100
    timeout: Annotated[Duration, lasting("1ms", "60s")] = 2 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerGround:
    """What a form may know when it becomes a store: the inventory's secrets, the hosts, the scenario's folder."""

    secrets: Mapping[str, SecretRef] = field(default_factory=dict[str, SecretRef])
    around: Around = NOWHERE
    folder: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKind:
    """A kind of ledger. One that is not the house's own specifies an OtherStoreSpec, whose opener makes the store."""

    name: str
    title: Text
    """Where it writes: Redis 数据流, a stream in Redis."""
    inputs: type[LedgerInput]
    specify: Callable[[Any, LedgerGround], StoreSpec]
    secrets: Callable[[Any], Mapping[str, str]] = lambda _: {}
    """The names of secrets that a form gives, each by its field."""
    role: Callable[[Any], str | None] = lambda _: None
    """The role that a form names under `on`; it must have one host."""


def unfit(kind: LedgerKind) -> str:
    """Return why a kind cannot be used, "" where it can; may raise anything for one that is not ours."""
    said = kind.inputs.model_fields.get("kind")
    if said is None or get_args(said.annotation) != (kind.name,):
        return f'{kind.inputs.__name__} lacks kind: Literal["{kind.name}"]'
    kind.inputs.model_json_schema()
    return ""
