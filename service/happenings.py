"""What happens to drills, told to every part of the service that wants to know; a part that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from measurements.report import Report
from scenarios.plan import Plan
from service.denial import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillStarted:
    """A drill has its first record. `dossier` is None for one that nobody governs."""

    drill: str
    dossier: str | None
    plan: Plan
    by: str
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillEnded:
    """A drill is closed, judged and filed."""

    drill: str
    dossier: str | None
    plan: Plan
    report: Report
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRefused:
    """The guard refused a start; nothing was touched."""

    dossier: str | None
    services: tuple[str, ...]
    by: str
    path: str
    reasons: tuple[Reason, ...]
    utc_ns: int


Happening: TypeAlias = DrillStarted | DrillEnded | StartRefused


class Listener(Protocol):
    """A part that wants to know. It hears each happening once or, after a crash, twice."""

    async def hear(self, what: Happening) -> None:
        """Take note of it."""
        ...


@dataclass(slots=True)
class Ears:
    """Everybody who listens. `fail` is told of a listener that raised."""

    listeners: list[Listener] = field(default_factory=list[Listener])
    fail: Callable[[Exception], None] = field(default=lambda _: None)

    async def tell(self, what: Happening) -> None:
        """Let every listener hear it, one after the other."""
        for listener in self.listeners:
            try:
                await listener.hear(what)
            except Exception as error:  # noqa: BLE001  a listener must not end a drill, whatever it raises
                self.fail(error)
