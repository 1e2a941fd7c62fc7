"""The prober's beat: on schedule whatever the answers do, and honest about what it missed."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from pydantic import TypeAdapter

from runners.beat import MILLISECOND, SECOND, Beat, beats
from runners.clock import SystemClock
from runners.companion import STOP
from runners.prober import ProberConfig, probe_all, spread
from runners.spool import SAMPLES, SpoolReader
from scenarios.plan import HttpProbe, PlannedProbe, ProbeTarget, TcpProbe
from tests.support.services import hangs, says, serving

NAME = "prober"


def config(directory: Path, *targets: ProbeTarget, every_ms: int = 20, timeout_ms: int = 300) -> ProberConfig:
    probes = tuple(
        PlannedProbe(
            name=f"p{i}",
            service=None,
            target=target,
            every_ns=every_ms * MILLISECOND,
            timeout_ns=timeout_ms * MILLISECOND,
        )
        for i, target in enumerate(targets)
    )
    return ProberConfig(directory=str(directory), name=NAME, probes=probes, until=time.monotonic_ns() + 30 * SECOND)


async def probe_for_a_while(directory: Path, configured: ProberConfig, seconds: float) -> None:
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(probe_all(configured, SystemClock()))
        await asyncio.sleep(seconds)
        (directory / (NAME + STOP)).touch()


def samples(directory: Path, name: str = "p0") -> list[list[int]]:
    lines = SpoolReader(directory / (name + SAMPLES)).read()
    return sorted(line for line in lines if line is not None)


async def test_every_sample_tells_when_it_was_due_sent_and_answered(tmp_path: Path) -> None:
    async with serving(says(200)) as port:
        await probe_for_a_while(tmp_path, config(tmp_path, TcpProbe(address="127.0.0.1", port=port)), 0.6)
    found = samples(tmp_path)
    assert len(found) > 5
    assert all(due <= sent <= received and ok for due, sent, received, ok, _ in found)


async def test_due_instants_lie_on_the_beat_and_never_drift(tmp_path: Path) -> None:
    async with serving(says(200)) as port:
        await probe_for_a_while(tmp_path, config(tmp_path, TcpProbe(address="127.0.0.1", port=port)), 0.6)
    first, *rest = [due for due, *_ in samples(tmp_path)]
    assert {(due - first) % (20 * MILLISECOND) for due in rest} == {0}


async def test_a_hanging_service_costs_no_resolution(tmp_path: Path) -> None:
    async with serving(hangs) as port:
        url = f"http://127.0.0.1:{port}/"
        await probe_for_a_while(tmp_path, config(tmp_path, HttpProbe(url=url), timeout_ms=600), 1.0)
    found = samples(tmp_path)
    assert {ok for *_, ok, _ in found} == {False}
    assert {wrong for *_, wrong in found} == {"no answer in time"}
    assert median(b[1] - a[1] for a, b in pairwise(found)) < 100 * MILLISECOND
    assert min(received - sent for _, sent, received, *_ in found) >= 600 * MILLISECOND


async def test_a_prober_that_was_held_up_leaves_a_hole_and_no_burst(tmp_path: Path) -> None:
    async with serving(says(200)) as port:
        asyncio.get_running_loop().call_later(0.3, time.sleep, 0.4)
        await probe_for_a_while(tmp_path, config(tmp_path, TcpProbe(address="127.0.0.1", port=port)), 1.0)
    dues = [due for due, *_ in samples(tmp_path)]
    assert len(dues) == len(set(dues))
    assert max(b - a for a, b in pairwise(dues)) >= 300 * MILLISECOND


async def test_one_dead_service_does_not_disturb_another(tmp_path: Path) -> None:
    async with serving(says(200)) as well, serving(hangs) as ill:
        targets = (TcpProbe(address="127.0.0.1", port=well), HttpProbe(url=f"http://127.0.0.1:{ill}/"))
        await probe_for_a_while(tmp_path, config(tmp_path, *targets), 0.8)
    assert {ok for *_, ok, _ in samples(tmp_path, "p0")} == {True}
    assert {ok for *_, ok, _ in samples(tmp_path, "p1")} == {False}


async def test_a_prober_ends_by_itself_when_its_time_is_over(tmp_path: Path) -> None:
    async with serving(says(200)) as port:
        configured = config(tmp_path, TcpProbe(address="127.0.0.1", port=port))
        ending = ProberConfig(
            directory=configured.directory,
            name=NAME,
            probes=configured.probes,
            until=time.monotonic_ns() + SECOND // 3,
        )
        async with asyncio.timeout(10):
            await probe_all(ending, SystemClock())
    assert samples(tmp_path)


def test_the_configuration_comes_back_from_json(tmp_path: Path) -> None:
    configured = config(tmp_path, TcpProbe(address="::1", port=1), HttpProbe(url="http://a/"))
    shape = TypeAdapter(ProberConfig)
    assert shape.validate_json(shape.dump_json(configured)) == configured


def test_probes_begin_a_part_of_a_beat_apart(tmp_path: Path) -> None:
    configured = config(tmp_path, *[TcpProbe(address="::1", port=1)] * 4, every_ms=40)
    assert [beat.start for beat in spread(configured.probes, 0)] == [0, 10_000_000, 20_000_000, 30_000_000]


async def test_a_beat_is_never_early_and_ends_in_time() -> None:
    clock = SystemClock()
    start = clock.now()
    dues = [
        (due, clock.now()) async for due in beats(clock, Beat(start=start, every=SECOND // 50), start + SECOND // 5)
    ]
    assert all(now >= due for due, now in dues)
    assert dues[-1][0] < start + SECOND // 5


@pytest.mark.parametrize(("now", "beat"), [(-1, -1), (0, 0), (9, 0), (10, 1), (99, 9)])
def test_the_latest_beat_at_an_instant(now: int, beat: int) -> None:
    assert Beat(start=0, every=10).at_or_before(now) == beat
