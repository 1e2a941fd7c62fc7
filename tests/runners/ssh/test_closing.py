"""Once the hands let go of their hosts, nothing is opened any more."""

from __future__ import annotations

import asyncio

from measurements.events import Outcome
from runners.remote import Command
from tests.support.hands import hands
from tests.support.sshd import Sshd

SECOND = 1_000_000_000


async def test_a_command_after_closing_is_refused_and_opens_no_connection(sshd: Sshd) -> None:
    async with hands(sshd.host()) as remote:
        await remote.close()
        answer = await remote.run("db-a", Command(script="exit 0", timeout_ns=5 * SECOND))
    assert answer.outcome is Outcome.FAILED
    assert sshd.logins == 0


async def test_a_connection_that_is_being_opened_when_the_hands_let_go_is_given_up(sshd: Sshd) -> None:
    sshd.whims.login_takes = 0.5
    async with hands(sshd.host()) as remote:
        running = asyncio.create_task(remote.run("db-a", Command(script="exit 0", timeout_ns=20 * SECOND)))
        await asyncio.sleep(0.1)
        await remote.close()
        answer = await running
    assert answer.outcome is Outcome.FAILED
    assert answer.stamps is None
    assert not sshd.commands
