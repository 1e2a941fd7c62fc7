"""A runner that cannot be sure of its drill sends nothing that acts; one that has lost it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from measurements.events import CONTROLLER, Exchange, Outcome
from runners.clock import SystemClock
from runners.fencing import FencedRemote, TakenOverError
from runners.local import LocalRemote
from runners.remote import Answer, Command
from scenarios.plan import SECOND

DRILL: Final = "drill-1"


@dataclass
class Doubt:
    """A hold that is sure when it is told so."""

    is_sure_now: bool = False
    is_lost: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def is_sure(self) -> bool:
        return self.is_sure_now

    async def sure(self) -> None:
        while not self.is_sure_now:
            if self.is_lost:
                raise TakenOverError(DRILL)
            await self.news.wait()


@dataclass
class Wire:
    """A remote that only notes what reaches it."""

    sent: list[str] = field(default_factory=list[str])

    async def run(self, host: str, command: Command) -> Answer:
        del host
        self.sent.append(command.script)
        return Answer(outcome=Outcome.OK, exit_status=0)

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        del host, count
        return ()

    async def close(self) -> None:
        self.sent.append("closed")


def act(timeout_ns: int = 20 * SECOND, *, harmless: bool = False) -> Command:
    return Command(script="act", timeout_ns=timeout_ns, harmless=harmless)


async def test_an_act_waits_until_the_drill_is_surely_ours() -> None:
    doubt, wire = Doubt(), Wire()
    acting = asyncio.create_task(FencedRemote(wire, doubt).run("a", act()))
    await asyncio.sleep(0.05)
    assert wire.sent == []
    doubt.is_sure_now = True
    doubt.news.set()
    assert (await asyncio.wait_for(acting, 5)).outcome is Outcome.OK
    assert wire.sent == ["act"]


async def test_an_act_that_waited_for_its_whole_time_was_certainly_not_sent() -> None:
    wire = Wire()
    answer = await FencedRemote(wire, Doubt()).run("a", act(SECOND // 20))
    assert (answer.outcome, answer.exit_status, wire.sent) == (Outcome.FAILED, None, [])


async def test_the_renewal_of_a_lease_goes_out_in_any_case() -> None:
    wire = Wire()
    await FencedRemote(wire, Doubt(is_lost=True)).run("a", act(harmless=True))
    assert wire.sent == ["act"]


async def test_a_runner_that_has_lost_the_drill_ends() -> None:
    wire = Wire()
    with pytest.raises(TakenOverError, match="taken over"):
        await FencedRemote(wire, Doubt(is_lost=True)).run("a", act())
    assert wire.sent == []


async def test_doubt_that_comes_while_the_way_to_the_host_is_opened_still_holds_the_act_back(tmp_path: Path) -> None:
    done = tmp_path / "done"
    remote, asked = LocalRemote(SystemClock()), list[bool]()

    class Late(Doubt):
        def is_sure(self) -> bool:
            asked.append(True)
            return False

    command = Command(script=f"touch {done}", timeout_ns=20 * SECOND)
    answer = await FencedRemote(remote, Late(is_sure_now=True)).run(CONTROLLER, command)
    await remote.close()
    assert (answer.outcome, answer.exit_status) == (Outcome.FAILED, None)
    assert asked == [True]
    assert not done.exists()
