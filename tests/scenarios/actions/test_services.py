"""The contract of actions for services, with a real family of processes as the service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from runners.remote import Answer, Command
from scenarios.actions import ActionKind, Around
from scenarios.actions.services import SERVICE_RUNS, SERVICE_START, SERVICE_STOP
from scenarios.surroundings import NOWHERE
from tests.contracts.actions import ActionContract, LookContract, asked
from tests.support.shells import EACH_SHELL, HereRemote, path_with
from tests.support.victims.base import Ground
from tests.support.victims.grounds import HERE
from tests.support.victims.processes import SERVICE, START, STATUS, STOP


@dataclass(slots=True, kw_only=True)
class ServiceCase:
    kind: ActionKind
    ground: Ground
    said: Mapping[str, Any]
    runs_at_first: bool
    around: Around = NOWHERE
    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    texts: tuple[str, ...] = ("name",)

    @property
    def canary(self) -> str:
        return f"{self.ground.scratch}/canary"

    async def run(self, command: Command) -> Answer:
        known = {**self.ground.host.env, **command.env}
        return await self.ground.do(Command(script=command.script, timeout_ns=command.timeout_ns, env=known))

    async def settle_in(self) -> None:
        await self.ground.sh('printf "%s" "$TEXT" >service.sh', {"TEXT": SERVICE})
        if self.runs_at_first:
            await self.ground.sh(START)

    async def runs(self) -> bool:
        return await self.ground.says_yes(STATUS)

    async def is_done(self) -> bool:
        return await self.runs() is not self.runs_at_first

    async def state(self) -> object:
        return (await self.ground.sh("cat pid 2>/dev/null"))[1], await self.runs()

    async def hinder(self) -> None:
        self.said = {**self.said, "status": "exit 4"}


@pytest.fixture
def shell() -> str:
    return "dash"


@pytest.fixture
async def ground(tmp_path: Path, shell: str) -> AsyncIterator[Ground]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ground = Ground.on(HereRemote(path=path_with(shell, tmp_path / "bin")), HERE, str(scratch))
    yield ground
    await ground.sh(f"[ ! -e all ] || {{ {STOP} }}")


@EACH_SHELL
class TestStart(ActionContract):
    @pytest.fixture
    async def case(self, ground: Ground) -> ServiceCase:
        said = {"name": "victim", "start": START, "status": STATUS}
        case = ServiceCase(kind=SERVICE_START, ground=ground, said=said, runs_at_first=False)
        await case.settle_in()
        return case

    async def test_a_start_that_brings_nothing_up_is_told(self, case: ServiceCase) -> None:
        case.said = {**case.said, "start": "echo no such thing; exit 7", "patience": "1s"}
        status, said = await asked(case)
        assert status == 1
        assert "not started after 1 s (the command exited 7: no such thing)" in said


@EACH_SHELL
class TestStop(ActionContract):
    @pytest.fixture
    async def case(self, ground: Ground) -> ServiceCase:
        said = {"name": "victim", "stop": STOP, "status": STATUS}
        case = ServiceCase(kind=SERVICE_STOP, ground=ground, said=said, runs_at_first=True)
        await case.settle_in()
        return case


@pytest.mark.parametrize("runs", [True, False])
class TestRuns(LookContract):
    @pytest.fixture
    async def case(self, ground: Ground, runs: bool) -> ServiceCase:  # noqa: FBT001  a parameter of the test
        case = ServiceCase(
            kind=SERVICE_RUNS, ground=ground, said={"name": "victim", "status": STATUS}, runs_at_first=runs
        )
        await case.settle_in()
        return case

    async def test_it_says_what_it_sees(self, case: ServiceCase) -> None:
        assert await asked(case) == (0, "runs" if case.runs_at_first else "does not run")


async def test_a_service_that_nobody_knows_is_not_touched(ground: Ground) -> None:
    case = ServiceCase(kind=SERVICE_START, ground=ground, said={"name": "no-such-unit"}, runs_at_first=False)
    status, said = await asked(case)
    assert status == 1
    assert "nobody can tell whether no-such-unit runs" in said
