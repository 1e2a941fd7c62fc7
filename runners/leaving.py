"""How a runner is told to leave its drill to another one, as it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from runners.enduring import Endurance

GRACE_S: Final = 30.0


class HandedOverError(Exception):
    """The drill is not closed: this runner left it on purpose, and another goes on with it."""

    def __init__(self, drill: str) -> None:
        self.drill = drill
        super().__init__(f"drill {drill} was handed over; it goes on as soon as another runner takes it up")


class HandOver:
    """The wish that a drill be handed over. `grace_s`: so long may what is under way take to end by itself.

    From the wish on nothing new is begun, an undo neither; leases are renewed to the end.
    """

    def __init__(self, grace_s: float = GRACE_S) -> None:
        self.grace_s = grace_s
        self.reason = ""
        self._asked = asyncio.Event()

    @property
    def is_asked(self) -> bool:
        """Tell whether the runner is to leave."""
        return self._asked.is_set()

    def ask(self, reason: str) -> None:
        """Let the runner leave; asked twice it is the same. To be called in the drill's loop."""
        if not self._asked.is_set():
            self.reason = reason
            self._asked.set()

    async def asked(self) -> None:
        """Return once the runner is to leave."""
        await self._asked.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """How a runner has a drill: under which name, how it is told to leave it, how it waits for a journal that is away.

    By default without a name and until the drill's end.
    """

    name: str = ""
    hand_over: HandOver = field(default_factory=HandOver)
    endurance: Endurance = field(default_factory=Endurance)


@dataclass(frozen=True, slots=True)
class Leaving:
    """The two ways in which a runner is told to leave before the drill's end; being cancelled means to restore."""

    hand_over: HandOver
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
