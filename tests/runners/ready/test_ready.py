"""Readiness on this machine, by every shell there is: what is so, what is not, and what cannot be told."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.events import ClockRead, Exchange, Outcome
from runners.approvals import Inbox
from runners.clock import SystemClock
from runners.errand import Errand
from runners.faults import fault_commands
from runners.hands import Hands
from runners.journal import FILE_NAME, Journal
from runners.ready import make_sure
from runners.ready.clocks import offset_bounds
from runners.ready.replication import Standby, judged
from runners.recorder import recording
from runners.remote import Answer, Command
from runners.scripted_watch import ScriptedWatch
from runners.state import DrillState
from scenarios.plan import (
    SECOND,
    BackupFresh,
    ClockOffset,
    DiskSpace,
    LeaseWorks,
    Phase,
    Ready,
    ReadyCheck,
    ReplicationHealthy,
    SecretRef,
    StandbyCapacity,
)
from tests.support.scripted_drills import host, plan, step
from tests.support.shells import EACH_SHELL, HereRemote, path_with

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
HOUR = 3600 * SECOND
GB = 1_000_000_000


@dataclass
class Machine:
    """This machine as a host; `ahead` is how far its clock claims to be ahead, None where it cannot tell."""

    here: HereRemote
    ahead: int | None = 0
    clock: SystemClock = field(default_factory=SystemClock)

    async def run(self, host: str, command: Command) -> Answer:
        return await self.here.run(host, command)

    async def exchange_clocks(self, host: str, count: int) -> Sequence[Exchange]:  # noqa: ARG002  there is only one
        if self.ahead is None:
            return ()
        told: list[Exchange] = []
        for _ in range(count):
            c1 = self.clock.now()
            remote = self.clock.utc_ns() + self.ahead
            told.append(Exchange(c1=c1, remote=remote, c2=self.clock.now()))
        return tuple(told)

    async def close(self) -> None:
        pass


@pytest.fixture
def shell() -> str:
    return "dash"


@pytest.fixture
def machine(shell: str, tmp_path: Path) -> Machine:
    return Machine(here=HereRemote(path=path_with(shell, tmp_path / "bin")))


@pytest.fixture
async def errand(machine: Machine, tmp_path: Path) -> AsyncIterator[Errand]:
    made = step("ready.1", Phase.PREPARE, Ready(check=LeaseWorks()), on="a")
    here = replace(host("a"), state_dir=str(tmp_path / "state"))
    planned = replace(plan(made), hosts=(here,))
    clock = SystemClock()
    journal = Journal.at(tmp_path / FILE_NAME)
    hands = Hands(
        remote=machine,  # pyright: ignore[reportArgumentType]
        watch=ScriptedWatch(drill="d", probes=(), clock=clock),
        clock=clock,
        faults=fault_commands,
        approvals=Inbox(),
        mask=str,
    )
    async with recording(await journal.writer("d"), DrillState(planned), str, SystemClock()) as recorder:
        yield Errand(
            plan=planned,
            drill="d",
            run="r",
            hands=hands,
            recorder=recorder,
            step=made,
            host="a",
            timeout_ns=30 * SECOND,
        )
    journal.close()


async def asked(errand: Errand, check: ReadyCheck) -> Answer:
    return await make_sure(errand, check)


@EACH_SHELL
@pytest.mark.parametrize(
    ("free", "permille", "outcome"), [(1, 0, OK), (0, 1, OK), (10**18, 0, FAILED), (0, 1000, FAILED)]
)
async def test_disk_space(errand: Errand, tmp_path: Path, free: int, permille: int, outcome: Outcome) -> None:
    place = tmp_path / "-a b; $(touch x)"
    place.mkdir()
    answer = await asked(errand, DiskSpace(path=str(place), free_bytes=free, free_permille=permille))
    assert answer.outcome is outcome, answer
    assert " free at" in (answer.stdout if outcome is OK else answer.reason)


@EACH_SHELL
async def test_the_space_of_a_place_that_is_not_there_cannot_be_told(errand: Errand) -> None:
    assert (await asked(errand, DiskSpace(path="/nowhere/at all", free_bytes=1))).outcome is UNKNOWN


async def test_a_host_without_sh_cannot_be_asked(errand: Errand) -> None:
    windows = replace(errand.plan, hosts=(replace(errand.plan.hosts[0], shell="powershell"),))  # noqa: S604  no process
    for check in (LeaseWorks(), DiskSpace(path="C:", free_bytes=1), StandbyCapacity()):
        answer = await asked(replace(errand, plan=windows), check)
        assert answer.outcome is UNKNOWN
        assert "script for sh" in answer.reason


def written(path: Path, age_s: float, size: int = 2000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    at = SystemClock().utc_ns() / SECOND - age_s
    os.utime(path, (at, at))


@EACH_SHELL
async def test_a_backup_is_fresh_or_old_or_empty_or_from_the_future(errand: Errand, tmp_path: Path) -> None:
    place = tmp_path / "back up $(id)"
    wanted = BackupFresh(path=str(place), match="*.dump", newer_than_ns=26 * HOUR, least_bytes=1000)
    assert (await asked(errand, wanted)).outcome is UNKNOWN
    place.mkdir()
    for name, age, size in [("old.dump", 27 * 3600, 2000), ("small.dump", 60, 10), ("new.txt", 60, 2000)]:
        written(place / name, age, size)
    written(place / "tomorrow.dump", -86400)
    answer = await asked(errand, wanted)
    assert answer.outcome is FAILED, answer
    assert "none of 3 files like *.dump" in answer.reason
    written(place / "deep" / "a b.dump", 25 * 3600)
    answer = await asked(errand, wanted)
    assert answer.outcome is OK, answer
    assert "a b.dump" in answer.stdout


@EACH_SHELL
async def test_capacity(errand: Errand) -> None:
    assert (
        await asked(errand, StandbyCapacity(processors=1, memory_bytes=GB // 10, load_permille=10**6))
    ).outcome is OK
    assert (await asked(errand, StandbyCapacity(processors=10**4, load_permille=10**6))).outcome is FAILED
    assert (await asked(errand, StandbyCapacity(memory_bytes=10**18, load_permille=10**6))).outcome is FAILED


@EACH_SHELL
async def test_a_trial_lease_fires_by_itself_and_is_gone(errand: Errand, tmp_path: Path) -> None:
    answer = await asked(errand, LeaseWorks())
    assert answer.outcome is OK, answer
    assert "the lease expired at" in answer.stdout
    place = tmp_path / "state" / "d" / "ready.1"
    assert (place / "undone").exists()
    assert not (place / "standing").exists()


async def test_a_lease_without_a_place_of_its_own_does_not_work(errand: Errand, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands in the way")
    answer = await asked(errand, LeaseWorks())
    assert answer.outcome is FAILED
    assert "could not be installed" in answer.reason


@pytest.mark.parametrize(
    ("ahead", "below", "outcome"),
    [
        (0, SECOND, OK),
        (5 * SECOND, SECOND, FAILED),
        (-5 * SECOND, SECOND, FAILED),
        (0, 1, UNKNOWN),
        (None, SECOND, UNKNOWN),
    ],
)
async def test_a_clock_is_near_or_far_or_not_told(
    errand: Errand, machine: Machine, ahead: int | None, below: int, outcome: Outcome
) -> None:
    machine.ahead = ahead
    answer = await asked(errand, ClockOffset(below_ns=below))
    assert answer.outcome is outcome, answer
    kept = errand.recorder.state.newest_at > 0
    assert kept is (ahead is not None)


@given(st.integers(-(10**12), 10**12), st.lists(st.tuples(*[st.integers(0, 10**9)] * 3), min_size=1, max_size=5))
def test_the_bounds_of_an_offset_hold_the_truth(offset: int, delays: list[tuple[int, int, int]]) -> None:
    """The controller's UTC is 10^18 more than its monotonic clock; the host's is `offset` more than that."""
    utc, now = 10**18, 10**15
    exchanges: list[Exchange] = []
    for there, back, pause in delays:
        exchanges.append(Exchange(c1=now, remote=now + there + utc + offset, c2=now + there + back))
        now += there + back + pause
    read = ClockRead(before=now, utc_ns=now + utc + 5, at=now + 9)
    least, most = offset_bounds(exchanges, read)
    assert least <= offset <= most


def standby(state: str | None = "streaming", behind: int | None = 0, late: int | None = None) -> Standby:
    return Standby(name="s", state=state, behind_bytes=behind, behind_ns=late)


CHECK = ReplicationHealthy(dsn=SecretRef(source="env", name="DSN"), standbys=1, lag_bytes=100, lag_ns=SECOND)


@pytest.mark.parametrize(
    ("standbys", "outcome"),
    [
        ([], FAILED),
        ([standby()], OK),
        ([standby(behind=100, late=SECOND)], OK),
        ([standby(behind=101)], FAILED),
        ([standby(late=SECOND + 1)], FAILED),
        ([standby(), standby(behind=10**9)], FAILED),
        ([standby("catchup")], FAILED),
        ([standby("startup"), standby()], OK),
        ([standby(None)], UNKNOWN),
        ([standby(behind=None)], UNKNOWN),
        ([standby(behind=50, late=None)], UNKNOWN),
    ],
)
def test_replication_is_healthy_only_where_every_standby_that_streams_is_near(
    standbys: list[Standby], outcome: Outcome
) -> None:
    assert judged(standbys, CHECK).outcome is outcome


def test_no_bound_is_no_matter() -> None:
    free = replace(CHECK, lag_bytes=None, lag_ns=None)
    assert judged([standby(behind=10**12, late=None)], free).outcome is OK
