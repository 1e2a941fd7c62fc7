"""Who else looks at the same outages while they are drilled: what an observer is, and what its looks say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Looks: TypeAlias = Sequence[tuple[int, bool]]
"""Instants in nanoseconds, on whatever clock the observer has, and whether it saw the service up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A target that is to be looked at: what it is called, and where it listens."""

    name: str
    port: int


class Observer(Protocol):
    """A peer that runs for real."""

    @property
    def title(self) -> str:
        """What the page calls it."""
        ...

    def watching(self, target: Watched) -> AbstractAsyncContextManager[None]:
        """Look at the target as long as the block lasts; it begins once looks are certain to come."""
        ...

    async def looks(self) -> Mapping[str, Looks]:
        """Return what was seen of each target, after all blocks have ended."""
        ...


def seen_rto(looks: Looks) -> int | None:
    """Return what the looks say: from the first failure to the first success after the last; None if none failed.

    That is the kindest reading for one who looks seldom: what comes up for a moment is no end. An outage whose end was
    not seen is as long as what was seen of it.
    """
    failed = [at for at, up in looks if not up]
    if not failed:
        return None
    ended = [at for at, up in looks if up and at > failed[-1]]
    return (ended[0] if ended else failed[-1]) - failed[0]
