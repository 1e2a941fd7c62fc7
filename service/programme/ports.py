"""What schedules need of the other parts: somebody to open dossiers, somebody to start drills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from service.access import Caller
from service.denial import ConflictError, Reason, because
from service.dossiers.wish import Wish


class Opener(Protocol):
    """Opens dossiers."""

    async def open_dossier(self, caller: Caller, wish: Wish) -> str:
        """Open a dossier in the caller's name and return its id; raises DeniedError."""
        ...


class Starter(Protocol):
    """Starts drills, through the guard like everybody else."""

    async def start(self, dossier: str, caller: Caller, path: str) -> str:
        """Start the dossier's drill in the caller's name and return the drill.

        Raises DeniedError with every reason, and then nothing was touched.
        """
        ...

    async def check(self, dossier: str, caller: Caller) -> tuple[Reason, ...]:
        """Return what the guard has against a start now, without starting anything."""
        ...


class Callers(Protocol):
    """Knows the users of the service."""

    def caller(self, user: str, via: str) -> Caller:
        """Return a user as a caller; raises DeniedError where there is none, or none any more; blocking."""
        ...


class NoStarter:
    """Starts nothing: for processes that only keep schedules."""

    async def start(self, dossier: str, caller: Caller, path: str) -> str:
        """Refuse."""
        raise ConflictError(because("no_starter", dossier=dossier, user=caller.user, path=path))

    async def check(self, dossier: str, caller: Caller) -> tuple[Reason, ...]:
        """Return the refusal."""
        return (because("no_starter", dossier=dossier, user=caller.user),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The other parts, as schedules see them."""

    opener: Opener
    starter: Starter
    callers: Callers
