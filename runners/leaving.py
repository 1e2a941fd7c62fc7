"""How a runner is told to leave its drill to another one, as it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from measurements.events import RunnerHandedOver

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


@dataclass(frozen=True, slots=True)
class Leaving:
    """The two ways in which a runner is told to leave before the drill's end; being cancelled means to restore."""

    hand_over: HandOver
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)


def was_seamless(left: RunnerHandedOver, at: int, leases_ns: tuple[int, ...]) -> bool:
    """Tell whether a runner that came at `at` goes on where the one before left, with nothing to ask anybody.

    Nothing may be unknown: what was under way had ended, and no lease of a standing fault (`leases_ns`) can have run
    out meanwhile. Each had two thirds of its time left at least, unless a renewal had failed, and then one.
    """
    gone = at - left.at
    return not left.unfinished and all(gone < lease // 3 for lease in leases_ns)
