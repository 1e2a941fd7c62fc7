"""The orchestrator dies after every single record in turn, and another one takes the drill up."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measurements.codec import Record
from measurements.events import Ending, RunnerStarted
from measurements.history import History
from runners.journal import FencedError
from runners.remote import Answer, Command
from runners.scripted import Exits, ScriptedRemote
from runners.scripted_watch import ScriptedWatch
from scenarios.plan import SECOND, Plan
from tests.support.deaths import check_survived, recorded
from tests.support.scripted_drills import Scene, moody, twelve_steps, whole_language

AT_ONCE = 8
ROOT = Path(__file__).parents[3]
PLANS = {
    "restore": twelve_steps(),
    "ask": twelve_steps(asks=True),
    "language": whole_language(),
    "language, asking": whole_language(asks=True),
}


@contextmanager
def room() -> Generator[Path]:
    """A directory in memory where there is one: a process that is killed needs no disk to show what it lost."""
    memory = Path("/dev/shm")
    path = Path(mkdtemp(prefix="drillproof-", dir=memory if memory.is_dir() else None))
    try:
        yield path
    finally:
        shutil.rmtree(path)


async def die_and_go_on(plan: Plan, deaths: list[int]) -> tuple[int, Ending]:
    """Die after so many records, then again after so many more; return how often that was before the end."""
    with room() as root:
        scene, earlier = Scene(root=root, plan=plan, replies=moody()), list[list[Record]]()
        for lives in deaths:
            if not await scene.crash(lives):
                break
            earlier.append(await recorded(scene.path))
        history = await scene.run()
        check_survived(scene, history, earlier, await recorded(scene.path))
        assert [event.resumed for event in history.of(RunnerStarted)][1:] == [True] * (
            len(list(history.of(RunnerStarted))) - 1
        )
        assert history.closed is not None
        return len(earlier), history.closed.ending


@pytest.mark.slow(40)
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("name", "every"),
    [
        pytest.param("restore", 1, marks=pytest.mark.stack),  # every record takes minutes: make lab-test
        pytest.param("ask", 3, marks=pytest.mark.stack),
        pytest.param("language", 1, marks=pytest.mark.stack),
        ("language", 3),
        pytest.param("language, asking", 3, marks=pytest.mark.stack),
    ],
)
async def test_a_drill_survives_death_after_every_record(name: str, every: int) -> None:
    """The last point is found on the way: the first number of records at which the drill was closed already."""
    points, endings = count(1, every), Counter[Ending]()
    is_over = asyncio.Event()

    async def die_at_the_next_points() -> None:
        while not is_over.is_set():
            died, ending = await die_and_go_on(PLANS[name], [next(points)])
            endings[ending] += 1
            if not died:
                is_over.set()

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(die_at_the_next_points())
    assert min(endings.values()) > 10 / every, "both kinds of ends are met, at many records each"
    assert set(endings) == {Ending.INTERRUPTED, Ending.COMPLETED}


@pytest.mark.slow(20)
@pytest.mark.timeout(900)
@given(st.sampled_from(sorted(PLANS)), st.lists(st.integers(1, 60), min_size=2, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_a_drill_survives_several_deaths_in_a_row(name: str, deaths: list[int]) -> None:
    await die_and_go_on(PLANS[name], deaths)


@pytest.mark.slow(5)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("lives", [2, 7, 14, 21, 29, 36, 43, 51, 58, 66, 73, 81])
async def test_a_drill_survives_a_real_kill_9(lives: int) -> None:
    with room() as root:
        scene = Scene(root=root, plan=twelve_steps())
        mortal = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.mortal", str(root), str(lives), cwd=ROOT
        )
        try:
            status = await asyncio.wait_for(mortal.wait(), 120)
        finally:
            if mortal.returncode is None:
                mortal.kill()
                await mortal.wait()
        assert status == -signal.SIGKILL
        earlier = await recorded(scene.path)
        assert len(earlier) >= lives
        check_survived(scene, await scene.run(), [earlier], await recorded(scene.path))


async def test_one_of_two_runners_goes_on(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps())
    assert await scene.crash(30)
    outcomes = await asyncio.gather(scene.run(), scene.run(), return_exceptions=True)
    fenced = [outcome for outcome in outcomes if isinstance(outcome, FencedError)]
    finished = [outcome for outcome in outcomes if isinstance(outcome, History)]
    assert (len(fenced), len(finished)) == (1, 1)
    check_survived(scene, finished[0], [], await recorded(scene.path))


async def test_a_runner_that_comes_while_another_writes_takes_the_drill_or_leaves_it(tmp_path: Path) -> None:
    """Whoever writes the next record has the drill; the newcomer tries until that is him."""
    is_promoting, is_taken = asyncio.Event(), asyncio.Event()

    def promote(_host: str) -> Exits:
        is_promoting.set()
        return Exits()

    class Slow(ScriptedRemote):
        """Promotes until somebody else has the drill, however long that takes."""

        async def run(self, host: str, command: Command) -> Answer:
            answer = await super().run(host, command)
            if is_promoting.is_set():
                await is_taken.wait()
            return answer

    class Seldom(ScriptedWatch):
        """Writes so seldom that a slow machine has the time to come between."""

        def __init__(self, **told: Any) -> None:
            told["beat_ns"] = SECOND // 2
            super().__init__(**told)

    scene = Scene(root=tmp_path, plan=twelve_steps(), replies={"promote": promote})
    async with asyncio.TaskGroup() as group:
        first = group.create_task(finished(scene, remote=Slow(scene.clock, scene.target), watch=Seldom))
        await is_promoting.wait()
        while (history := await finished(scene)) is None:
            pass
        is_taken.set()
        assert await first is None
    check_survived(scene, history, [], await recorded(scene.path))
    assert history.closed is not None
    assert history.closed.ending is Ending.INTERRUPTED


async def finished(scene: Scene, **otherwise: Any) -> History | None:
    """The history, or None where another runner has the drill."""
    try:
        return await scene.run(**otherwise)
    except FencedError:
        return None
