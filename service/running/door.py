"""The door between the desk and whoever runs drills: this process (`here`) or workers (`queued`)."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from runners.approvals import Inbox
from scenarios.plan import Plan
from service.filing import Sources
from service.guard.asking import Unfit
from service.guard.passing import Pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start that the guard let pass: the claims are taken and the dossier's drill is begun."""

    plan: Plan
    passed: Pass
    dossier: str
    sources: Sources


class Door(Protocol):
    """How drills are run. Everything that a drill hears afterwards is said by words (service.running.words)."""

    @property
    def is_here(self) -> bool:
        """Tell whether drills run in this process."""
        ...

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that somebody runs, as far as is known here without looking."""
        ...

    @property
    def failures(self) -> Mapping[str, str]:
        """Return what ended drills of this process badly, each with what it was; of workers' drills nothing."""
        ...

    def unfit(self, plan: Plan) -> Unfit:
        """Return what keeps whoever would run this plan now from it; blocking."""
        ...

    async def open(self, start: Start, inbox: Inbox | None = None) -> None:
        """Let a drill live and return once it has its first record; `inbox` is asked too where it runs here.

        Raises ConflictError with every reason that kept it from one; nothing was touched then.
        """
        ...

    async def take_up(self) -> tuple[str, ...]:
        """Go on with every drill that nobody runs; return those that run now."""
        ...

    async def run(self) -> None:
        """Do what this way of running has to do beside the drills, for ever."""
        ...

    def chores(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield what one process has to do for all of them, for ever."""
        ...

    async def ended(self, drill: str) -> None:
        """Return when nobody runs the drill any more."""
        ...

    def restore_all(self, reason: str) -> None:
        """Let every drill that would end with this process stop and restore."""
        ...

    def hand_over_all(self, reason: str) -> None:
        """Let every drill that would end with this process be left as it stands, for whoever goes on with it."""
        ...
