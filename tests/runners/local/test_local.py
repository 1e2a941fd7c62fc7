"""The controller keeps the promises of a Remote, and leaves nothing of a script behind when its time is up."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from measurements.clock import instant
from measurements.events import CONTROLLER, Outcome
from runners.anywhere import Anywhere
from runners.clock import SystemClock
from runners.limits import Limits
from runners.local import LocalRemote
from runners.remote import Answer, Command
from scenarios.plan import SECOND
from tests.contracts.remote import Play, RemoteContract
from tests.support.processes import lives, until


@dataclass
class Stage:
    remote: LocalRemote
    host: str = CONTROLLER
    missing: str = "nowhere"

    def rehearse(self, play: Play) -> None:
        del play


@pytest.fixture
async def local() -> AsyncGenerator[LocalRemote, None]:
    remote = LocalRemote(SystemClock(), limits=Limits(end=0.5))
    yield remote
    await remote.close()


class TestLocalRemote(RemoteContract):
    @pytest.fixture
    def stage(self, local: LocalRemote) -> Stage:
        return Stage(local)


async def run(remote: LocalRemote, script: str, *, seconds: float = 20, **env: str) -> Answer:
    return await remote.run(CONTROLLER, Command(script=script, timeout_ns=int(seconds * SECOND), env=env))


async def test_a_script_sees_little_of_the_runners_environment(
    local: LocalRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTRY_DSN", "geheim")
    answer = await run(local, "env", GIVEN="'; $(touch x) \"\n")
    assert "geheim" not in answer.stdout
    assert "GIVEN='; $(touch x) \"\n" in answer.stdout
    names = {line.partition("=")[0] for line in answer.stdout.splitlines() if "=" in line}
    assert names <= {"PATH", "HOME", "LANG", "GIVEN", "PWD", "SHLVL", "_", "OLDPWD"}


async def test_a_script_out_of_time_is_ended_with_its_group(local: LocalRemote, tmp_path: Path) -> None:
    answer = await run(local, f"trap '' TERM; sleep 600 & echo $! > {tmp_path}/pid; wait; sleep 600", seconds=3)
    assert answer.outcome is Outcome.UNKNOWN
    assert "controller: no end in time" in answer.reason
    pid = int((tmp_path / "pid").read_text())
    await until(lambda: not lives(pid))


async def test_a_daemon_outlives_the_script_that_started_it(local: LocalRemote, tmp_path: Path) -> None:
    answer = await run(local, f"setsid sleep 600 >/dev/null 2>&1 & echo $! > {tmp_path}/pid; echo started")
    assert (answer.outcome, answer.stdout) == (Outcome.OK, "started\n")
    pid = int((tmp_path / "pid").read_text())
    assert lives(pid)
    os.kill(pid, 9)


async def test_its_clock_bounds_when_a_script_ran(local: LocalRemote) -> None:
    answer = await run(local, "sleep 0.3")
    assert answer.stamps is not None
    start, end = instant(answer.stamps, await local.exchange_clocks(CONTROLLER, 3))
    assert answer.stamps.sent <= start.lower <= start.upper <= end.lower + 5_000_000
    assert end.upper <= answer.stamps.received


async def test_nothing_is_started_after_closing(local: LocalRemote, tmp_path: Path) -> None:
    await local.close()
    answer = await run(local, f"touch {tmp_path}/ran")
    assert (answer.outcome, answer.exit_status, answer.stamps) == (Outcome.FAILED, None, None)
    assert not (tmp_path / "ran").exists()


async def test_a_name_decides_who_runs_a_script(local: LocalRemote) -> None:
    other = LocalRemote(SystemClock())
    hands = Anywhere(other, local)
    assert (await hands.run(CONTROLLER, Command(script="echo here", timeout_ns=9 * SECOND))).stdout == "here\n"
    assert "not the runner's machine" in (await hands.run("db-a", Command(script="echo", timeout_ns=SECOND))).reason
    assert await hands.exchange_clocks("db-a", 2) == ()
    await hands.close()
