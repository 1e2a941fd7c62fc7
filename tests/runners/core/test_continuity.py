"""The clock goes on after a reboot, and a drill refuses one that does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.events import ClockRead, DrillOpened, Event, RunnerStarted
from measurements.history import History
from runners.clock import SystemClock
from runners.continuity import ClockRestartedError, ContinuedClock, continued
from scenarios.plan import SECOND
from tests.support.deaths import check_survived, recorded
from tests.support.scripted_drills import Scene, twelve_steps


@dataclass
class Machine:
    """A clock that counts from its boot; every reading takes a nanosecond."""

    monotonic: int = 1_000 * SECOND
    utc: int = 1_700_000_000 * SECOND
    boot: str = "first"

    def now(self) -> int:
        self.monotonic += 1
        return self.monotonic

    def utc_ns(self) -> int:
        return self.utc

    def boot_id(self) -> str:
        return self.boot

    def reboot(self, *, down_for: int) -> None:
        self.monotonic, self.utc, self.boot = 5 * SECOND, self.utc + down_for, self.boot + "'"


def begun(machine: Machine, *events: Event) -> History:
    opened = DrillOpened(
        at=machine.now(),
        drill="d",
        scenario="s",
        plan={},
        plan_sha256="",
        software="",
        opened_by="",
        utc_ns=machine.utc,
        boot_id=machine.boot,
    )
    return History([opened, started(machine), *events])


def started(machine: Machine, offset: int = 0) -> RunnerStarted:
    at = machine.now() + offset
    return RunnerStarted(at=at, run="r", pid=1, boot_id=machine.boot, resumed=False, offset_ns=offset)


def read(machine: Machine) -> ClockRead:
    return ClockRead(before=machine.now(), utc_ns=machine.utc, at=machine.now())


def test_on_one_boot_nothing_is_added() -> None:
    machine = Machine()
    assert continued(machine, begun(machine)) == ContinuedClock(clock=machine)
    assert continued(machine, History([])) == ContinuedClock(clock=machine)


def test_after_a_reboot_the_wall_clock_bridges_the_gap() -> None:
    machine = Machine()
    history = begun(machine, read(machine))
    last = machine.monotonic
    machine.reboot(down_for=90 * SECOND)
    clock = continued(machine, history)
    assert abs(clock.now() - (last + 90 * SECOND)) < 100
    assert 0 < clock.gap_ns < 100
    assert (clock.boot_id(), clock.utc_ns()) == ("first'", machine.utc)


def test_a_second_runner_on_the_new_boot_has_the_same_offset() -> None:
    machine = Machine()
    history = begun(machine, read(machine))
    machine.reboot(down_for=90 * SECOND)
    offset = continued(machine, history).offset_ns
    later = History([*history.events, started(machine, offset)])
    machine.utc += 7 * SECOND
    assert continued(machine, later) == ContinuedClock(clock=machine, offset_ns=offset)


def test_a_wall_clock_that_was_set_back_takes_no_time_back() -> None:
    machine = Machine()
    history = begun(machine, read(machine))
    machine.reboot(down_for=-3_600 * SECOND)
    clock = continued(machine, history)
    assert clock.now() > history.events[-1].at


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(-(10**12), 10**12)), max_size=6))
def test_time_only_increases_over_any_number_of_reboots(lives: list[tuple[int, int]]) -> None:
    machine = Machine()
    history = begun(machine)
    for runs_for, down_for in lives:
        machine.monotonic += runs_for
        machine.utc += runs_for
        machine.reboot(down_for=down_for)
        clock = continued(machine, history)
        assert clock.now() > history.events[-1].at
        history = History([*history.events, started(machine, clock.offset_ns)])


@dataclass
class Rebooted:
    """The machine's clock as it would be after a reboot."""

    boot: str
    since: int = field(default_factory=SystemClock().now)

    def now(self) -> int:
        return SystemClock().now() - self.since

    def utc_ns(self) -> int:
        return SystemClock().utc_ns()

    def boot_id(self) -> str:
        return self.boot


async def test_a_drill_goes_on_after_a_reboot_only_with_a_clock_that_does(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps())
    assert await scene.crash(40)
    earlier = await recorded(scene.path)
    scene.clock = Rebooted("another boot")
    with pytest.raises(ClockRestartedError, match="continued"):
        await scene.run()
    scene.clock = continued(scene.clock, await scene.history())
    history = await scene.run()
    check_survived(scene, history, [earlier], await recorded(scene.path))
    resumed = list(history.of(RunnerStarted))[-1]
    assert resumed.boot_id == "another boot"
    assert resumed.offset_ns == scene.clock.offset_ns
    assert resumed.gap_ns > 0
    newest = max(event.at for event in history.events[: len(earlier)])
    assert all(event.at > newest for event in history.events[len(earlier) :])
