"""Who strikes: draws blows from a shuffled deck, so that every kind is dealt about as often as any other."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.campaign.blows import CannotBeDealtError, Kind, Scene

_ALONG = 0.3
"""The share of blows that nobody waits for: the next one comes while they last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """One blow: what, whom, from when until when it was undone (CLOCK_MONOTONIC, ns)."""

    kind: str
    whom: str
    at: int
    until: int


@dataclass(slots=True)
class Adversary:
    """Strikes until `enough`, a blow every so many seconds."""

    scene: Scene
    kinds: Sequence[Kind]
    every_s: tuple[float, float]
    dealt: list[Dealt] = field(default_factory=list[Dealt])
    missed: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """Kind and reason, for blows that could not be dealt."""
    _deck: list[Kind] = field(default_factory=list[Kind])
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Strike until `enough`; return when all is undone."""
        async with asyncio.TaskGroup() as group:
            if not self.kinds:
                await self._over.wait()
            while not self._over.is_set():
                blow = group.create_task(self._strike(self._drawn()))
                if self._chance.random() > _ALONG:
                    await asyncio.wait([blow])
                await self._pause(self._chance.uniform(*self.every_s))

    def enough(self) -> None:
        """Begin no further blow."""
        self._over.set()

    @property
    def _chance(self) -> random.Random:
        return self.scene.chance

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._over.wait()
        except TimeoutError:
            return

    def _drawn(self) -> Kind:
        if not self._deck:
            self._deck = list(self.kinds)
            self._chance.shuffle(self._deck)
        return self._deck.pop()

    async def _strike(self, kind: Kind) -> None:
        seconds, at = self._chance.uniform(*kind.lasts_s), time.monotonic_ns()
        try:
            async with kind.deal(self.scene) as whom:
                await asyncio.sleep(seconds)
        except CannotBeDealtError as error:
            self.missed[kind.name, str(error)] += 1
            return
        self.dealt.append(Dealt(kind=kind.name, whom=whom, at=at, until=time.monotonic_ns()))
