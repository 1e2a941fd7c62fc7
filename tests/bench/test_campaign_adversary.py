"""Who strikes deals every kind alike, undoes every blow, says what could not be dealt, draws the same by one seed."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.campaign.adversary import Adversary
from bench.campaign.blows import KINDS, CannotBeDealtError, Kind, Scene


class Book:
    """What was done and undone."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.undone: list[str] = []

    def kind(self, name: str, lasts_s: float = 0.0) -> Kind:
        @asynccontextmanager
        async def deal(scene: Scene) -> AsyncGenerator[str]:
            del scene
            self.done.append(name)
            try:
                yield f"whom {name} hit"
            finally:
                self.undone.append(name)

        return Kind(name=name, deal=deal, lasts_s=(lasts_s, lasts_s))


@asynccontextmanager
async def nobody(scene: Scene) -> AsyncGenerator[str]:
    del scene
    msg = "nobody is there"
    raise CannotBeDealtError(msg)
    yield ""


def adversary(kinds: list[Kind], seed: int = 1) -> Adversary:
    scene: Any = SimpleNamespace(chance=random.Random(seed))  # noqa: S311  no secret
    return Adversary(cast("Scene", scene), kinds, (0.0, 0.002))


async def struck(one: Adversary, book: Book, times: int) -> None:
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(one.run())
        while len(book.done) < times:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.002)
        one.enough()


async def test_every_kind_is_dealt_as_often_as_any_other_and_undone() -> None:
    book = Book()
    one = adversary([book.kind(name) for name in "abcd"])
    await struck(one, book, 40)
    counted = Counter(book.done)
    assert max(counted.values()) - min(counted.values()) <= 1
    assert Counter(book.undone) == counted
    assert Counter(dealt.kind for dealt in one.dealt) == counted
    assert all(dealt.at <= dealt.until and dealt.whom == f"whom {dealt.kind} hit" for dealt in one.dealt)


async def test_the_same_seed_draws_the_same_blows() -> None:
    drawn: list[list[str]] = []
    for _ in range(2):
        book = Book()
        await struck(adversary([book.kind(name) for name in "abcdef"], seed=7), book, 12)
        drawn.append(book.done[:12])
    assert drawn[0] == drawn[1]


async def test_what_could_not_be_dealt_is_told_with_its_reason() -> None:
    book = Book()
    one = adversary([Kind(name="never", deal=nobody, lasts_s=(0, 0)), book.kind("a")])
    await struck(one, book, 3)
    assert one.missed[("never", "nobody is there")] >= 2
    assert {dealt.kind for dealt in one.dealt} == {"a"}


async def test_a_blow_is_undone_when_the_campaign_is_interrupted() -> None:
    book = Book()
    running = asyncio.create_task(adversary([book.kind("long", lasts_s=600)]).run())
    async with asyncio.timeout(60):
        while not book.done:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.002)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert book.undone == book.done


@pytest.mark.parametrize("form", ["postgresql", "sqlite"])
def test_both_forms_have_every_blow_that_they_can_have(form: str) -> None:
    names = {kind.name for kind in KINDS if form in kind.forms}
    own = {"postgresql": {"worker killed", "worker frozen", "PostgreSQL restarted"}, "sqlite": {"SQLite's disk full"}}
    others = {name for other, some in own.items() if other != form for name in some}
    assert names == {kind.name for kind in KINDS} - others
    assert len({kind.name for kind in KINDS}) == len(KINDS)
