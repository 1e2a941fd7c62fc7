"""What must hold for every probe, straight and through a tunnel: what counts as served, as not served, as unknown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from runners.beat import MILLISECOND, SECOND
from runners.clock import SystemClock
from runners.looking import Looker, Seen, looker_for
from scenarios.plan import JumpHost, PlannedHost, PlannedProbe, ProbeTarget, SecretRef

Secrets = Mapping[SecretRef, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A probe that must fail although the service is up, and a part of what it then says."""

    what: str
    target: ProbeTarget
    says: str
    secrets: Secrets = field(default_factory=dict[SecretRef, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A real service and a probe that fits it. `wrong` are probes that do not; `refusing` has nobody behind it."""

    target: ProbeTarget
    hanging: Callable[[], AbstractContextManager[object]]
    refusing: ProbeTarget
    wrong: Sequence[Wrong]
    secrets: Secrets = field(default_factory=dict[SecretRef, str])
    refusing_secrets: Secrets = field(default_factory=dict[SecretRef, str])
    hosts: Mapping[str, PlannedHost] = field(default_factory=dict[str, PlannedHost])
    hanging_target: ProbeTarget | None = None
    """What to look at while it hangs, where that is not `target`."""
    timeout_ns: int = 10 * SECOND
    """For looks that are to succeed."""
    many: int = 100
    """How many looks a quick test can afford."""


def planned(target: ProbeTarget, timeout_ns: int, through: tuple[JumpHost, ...] = ()) -> PlannedProbe:
    return PlannedProbe(
        name="entry", service=None, target=target, every_ns=SECOND, timeout_ns=timeout_ns, through=through
    )


@asynccontextmanager
async def looking(
    stage: Stage,
    target: ProbeTarget | None = None,
    secrets: Secrets | None = None,
    *,
    timeout_ns: int | None = None,
    through: tuple[JumpHost, ...] = (),
) -> AsyncGenerator[Looker, None]:
    """Look as the prober does, with the way kept up."""
    probe = planned(target or stage.target, timeout_ns or stage.timeout_ns, through)
    known = stage.secrets if secrets is None else {**stage.secrets, **secrets}
    looker = looker_for(probe, known, SystemClock(), stage.hosts)
    async with asyncio.timeout(120), asyncio.TaskGroup() as kept:
        way = kept.create_task(looker.way.keep())
        try:
            yield looker
        finally:
            way.cancel()
            await looker.close()


def descriptors() -> int:
    """Return how many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


class ProbeContract:
    """Inherit, and give fixtures `stage` and `through` (the hosts to look through: `()` for a straight look)."""

    async def test_a_service_that_serves_is_up(self, stage: Stage, through: tuple[JumpHost, ...]) -> None:
        async with looking(stage, through=through) as looker:
            seen = [await looker.look(SystemClock()) for _ in range(3)]
        assert [(each.ok, each.detail) for each in seen] == [(True, "")] * 3
        assert all(each.sent <= each.received for each in seen)

    async def test_a_service_that_is_not_there_is_down(self, stage: Stage, through: tuple[JumpHost, ...]) -> None:
        async with looking(stage, stage.refusing, stage.refusing_secrets, through=through) as looker:
            if through:
                await up(looker)
            seen = await looker.look(SystemClock())
        assert seen.ok is False
        assert seen.detail not in {"", "no answer in time"}

    async def test_a_service_that_hangs_is_down_when_the_time_is_over_and_comes_back(
        self, stage: Stage, through: tuple[JumpHost, ...]
    ) -> None:
        target = stage.hanging_target
        async with looking(stage, target, timeout_ns=400 * MILLISECOND, through=through) as looker:
            if through:
                await up(looker)
            with stage.hanging():
                hung = await seen_until(looker, lambda seen: seen.ok is not None)
        async with looking(stage, through=through) as looker:
            after = await looker.look(SystemClock())
        assert (hung[-1].ok, hung[-1].detail) == (False, "no answer in time")
        assert len(hung) == 1 or through
        assert after.ok is True

    async def test_a_wrong_answer_is_down_and_says_what_is_wrong(
        self, stage: Stage, through: tuple[JumpHost, ...]
    ) -> None:
        for wrong in stage.wrong:
            async with looking(stage, wrong.target, wrong.secrets, through=through) as looker:
                if through:
                    await up(looker)
                seen = await looker.look(SystemClock())
            assert (wrong.what, seen.ok, seen.detail) == (wrong.what, False, seen.detail)
            assert wrong.says in seen.detail, seen.detail
            assert not any(secret in seen.detail for secret in wrong.secrets.values())

    async def test_many_looks_side_by_side_leave_nothing_behind(
        self, stage: Stage, through: tuple[JumpHost, ...]
    ) -> None:
        await self._leave_nothing_behind(stage, through, stage.many)

    @pytest.mark.stack
    async def test_a_thousand_looks_leave_nothing_behind(self, stage: Stage, through: tuple[JumpHost, ...]) -> None:
        await self._leave_nothing_behind(stage, through, 10 * stage.many)

    async def _leave_nothing_behind(self, stage: Stage, through: tuple[JumpHost, ...], many: int) -> None:
        async with looking(stage, through=through) as looker:
            await up(looker)
            await until_quiet(lambda: len(asyncio.all_tasks()))
            tasks, files = len(asyncio.all_tasks()), descriptors()
            answers = [seen.ok for _ in range(many // 5) for seen in await side_by_side(looker, 5)]
            await until_quiet(lambda: len(asyncio.all_tasks()) + descriptors())
            assert answers == [True] * many
            assert len(asyncio.all_tasks()) <= tasks + 2
            assert descriptors() <= files + 4


async def side_by_side(looker: Looker, count: int) -> list[Seen]:
    """Return what several looks see that are begun at once."""
    async with asyncio.TaskGroup() as looks:
        tasks = [looks.create_task(looker.look(SystemClock())) for _ in range(count)]
    return [task.result() for task in tasks]


async def up(looker: Looker) -> None:
    """Look until one look has learnt something: the way is up."""
    await seen_until(looker, lambda seen: seen.ok is not None)


async def seen_until(looker: Looker, right: Callable[[Seen], bool]) -> list[Seen]:
    """Look again and again until a look finds what is waited for; return all that were made."""
    found: list[Seen] = []
    async with asyncio.timeout(100):
        while not found or not right(found[-1]):
            found.append(await looker.look(SystemClock()))
            await asyncio.sleep(0.02)
    return found


async def until_quiet(count: Callable[[], int]) -> None:
    """Wait until a count has not grown or shrunk for a while."""
    async with asyncio.timeout(30):
        before, same = count(), 0
        while same < 5:
            await asyncio.sleep(0.05)
            same = same + 1 if count() == before else 0
            before = count()
