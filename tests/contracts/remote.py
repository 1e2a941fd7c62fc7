"""What every Remote promises; the fake and the real one both inherit these tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pytest

from measurements.events import Outcome
from runners.remote import Command, Remote
from scenarios.plan import SECOND

LONG = 20 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A script and what a host does with it. A real host needs no telling; a fake plays it."""

    script: str
    stdout: str = ""
    stderr: str = ""
    exit_status: int = 0
    hangs: bool = False


class Stage(Protocol):
    """A remote and a host of it. `missing` is the name of a host that cannot be reached."""

    remote: Remote
    host: str
    missing: str

    def rehearse(self, play: Play) -> None:
        """Tell a fake what will happen; a real host ignores it."""
        ...


class RemoteContract:
    """Inherit, and give a `stage` fixture."""

    @pytest.mark.parametrize(
        "play",
        [
            Play(script="echo hello; echo oops >&2", stdout="hello\n", stderr="oops\n"),
            Play(script="exit 7", exit_status=7),
            Play(script="printf 'no line end'", stdout="no line end"),
        ],
    )
    async def test_a_script_that_exits_is_ok_whatever_its_status(self, stage: Stage, play: Play) -> None:
        stage.rehearse(play)
        answer = await stage.remote.run(stage.host, Command(script=play.script, timeout_ns=LONG))
        assert (answer.outcome, answer.exit_status) == (Outcome.OK, play.exit_status)
        assert (answer.stdout, answer.stderr, answer.truncated) == (play.stdout, play.stderr, False)

    async def test_an_answer_carries_stamps_in_order(self, stage: Stage) -> None:
        stage.rehearse(Play(script="true"))
        answer = await stage.remote.run(stage.host, Command(script="true", timeout_ns=LONG))
        assert answer.stamps is not None
        assert answer.stamps.opened <= answer.stamps.sent <= answer.stamps.received
        start, end = answer.stamps.remote_start, answer.stamps.remote_end
        assert start is None or end is None or start <= end

    async def test_a_script_that_does_not_end_in_time_is_unknown(self, stage: Stage) -> None:
        stage.rehearse(Play(script="sleep 600", hangs=True))
        answer = await stage.remote.run(stage.host, Command(script="sleep 600", timeout_ns=3 * SECOND))
        assert (answer.outcome, answer.exit_status) == (Outcome.UNKNOWN, None)
        assert answer.reason
        assert answer.stamps is not None

    async def test_a_host_that_cannot_be_reached_is_failed_and_certain(self, stage: Stage) -> None:
        answer = await stage.remote.run(stage.missing, Command(script="true", timeout_ns=LONG))
        assert (answer.outcome, answer.exit_status, answer.stamps) == (Outcome.FAILED, None, None)
        assert answer.reason

    async def test_clock_exchanges_are_at_most_as_many_as_asked_for_and_in_order(self, stage: Stage) -> None:
        exchanges = await stage.remote.exchange_clocks(stage.host, 3)
        assert len(exchanges) <= 3
        assert all(exchange.c1 <= exchange.c2 for exchange in exchanges)
        assert list(exchanges) == sorted(exchanges, key=lambda exchange: exchange.c1)
        assert await stage.remote.exchange_clocks(stage.missing, 3) == ()

    async def test_closing_twice_does_no_harm(self, stage: Stage) -> None:
        await stage.remote.close()
        await stage.remote.close()
