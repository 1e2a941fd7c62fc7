"""What must hold for every fault, on every shell and over every transport."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields, replace

import pytest

from measurements.events import Outcome
from runners.faults import FaultCommands, acted, fault_commands, seen
from runners.remote import Answer, Command
from scenarios.plan import SECOND, FaultSpec, Inject, Phase, PlannedStep, Text
from tests.support.victims.base import Ground, Victim

LONG = 120 * SECOND
SHORT = 1 * SECOND


def commands(
    ground: Ground, fault: FaultSpec, *, drill: str = "d1", step: str = "harm", lease_ns: int = LONG
) -> FaultCommands:
    """Return what a drill would send to `ground` for `fault`."""
    planned = PlannedStep(
        id=step,
        phase=Phase.INJECT,
        action=Inject(fault=fault, lease_ns=lease_ns),
        hosts=(ground.host.name,),
        needs=(),
        within_ns=30 * SECOND,
        title=Text(zh="", en=""),
    )
    made = fault_commands(planned, ground.host, drill, "run-1", 30 * SECOND)
    return recorded_at(ground.host.state_dir, made) if fault.on_controller else made


def recorded_at(state_dir: str, made: FaultCommands) -> FaultCommands:
    """Return commands of the controller as they would be were `state_dir` its own."""
    verbs = {field.name: getattr(made, field.name) for field in fields(made)}
    return FaultCommands(
        **{verb: replace(command, env={**command.env, "FAULT_STATE": state_dir}) for verb, command in verbs.items()}
    )


def dying(command: Command, when: str) -> Command:
    """Return `command` with a death at one place: right after the function `when` did its work."""
    last_words = f'{when}() {{ command_{when} "$@"; kill -9 "$my_pid"; }}'
    kept = command.script.replace(f"\n{when}() {{", f"\ncommand_{when}() {{")
    assert kept != command.script
    return replace(command, script=kept.replace("\nmain\n", f"\n{last_words}\nmain\n"))


@dataclass(frozen=True, slots=True)
class Hurt:
    """A fault on a ground, and the victim's own word on it."""

    ground: Ground
    victim: Victim
    commands: FaultCommands

    async def begin(self) -> Answer:
        answer = await self.ground.do(self.commands.begin)
        assert acted(answer) is Outcome.OK, answer
        return answer

    async def undo(self) -> Answer:
        answer = await self.ground.do(self.commands.undo)
        assert acted(answer) is Outcome.OK, answer
        return answer

    async def renew(self) -> Outcome:
        return acted(await self.ground.do(self.commands.renew))

    async def took(self) -> Outcome:
        return seen(await self.ground.do(self.commands.verify))

    async def proved(self) -> Outcome:
        return seen(await self.ground.do(self.commands.prove))

    async def is_on(self) -> bool:
        return await self.victim.is_harmed(self.ground)

    async def is_undone_by_its_timer(self, seconds: float = 30) -> None:
        env = self.commands.prove.env
        undone = f"{env['FAULT_STATE']}/{env['FAULT_DRILL']}/{env['FAULT_STEP']}/undone"
        async with asyncio.timeout(seconds):
            while not await self.ground.says_yes(f"[ -e '{undone}' ]"):  # noqa: ASYNC110  the host cannot call us
                await asyncio.sleep(0.1)


class FaultContract:
    """To be inherited where the fixtures `ground` and `victim` exist; `victim` is whole at first."""

    async def test_it_takes_is_seen_and_is_gone_after_the_undo(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await hurt.begin()
        assert await hurt.is_on()
        assert await hurt.took() is Outcome.OK
        assert await hurt.proved() is Outcome.FAILED
        await hurt.undo()
        assert not await hurt.is_on()
        assert await hurt.proved() is Outcome.OK
        assert await hurt.took() is Outcome.FAILED

    async def test_a_second_begin_does_nothing(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await hurt.begin()
        await victim.mend(ground)
        assert (await hurt.begin()).stdout == "already begun\n"
        assert not await hurt.is_on()
        await hurt.undo()

    async def test_of_two_begins_at_once_one_acts(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        async with asyncio.TaskGroup() as group:
            begins = [group.create_task(hurt.begin()) for _ in range(3)]
        assert sum(begin.result().stdout == "already begun\n" for begin in begins) == 2
        assert await hurt.took() is Outcome.OK
        await hurt.undo()

    async def test_a_begin_after_the_undo_does_nothing(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await hurt.begin()
        await hurt.undo()
        await hurt.begin()
        assert not await hurt.is_on()
        assert await hurt.proved() is Outcome.OK

    async def test_an_undo_before_the_begin_forestalls_it(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await hurt.undo()
        await hurt.begin()
        assert not await hurt.is_on()
        assert await hurt.took() is Outcome.FAILED
        assert await hurt.proved() is Outcome.OK

    async def test_a_second_undo_changes_nothing(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await hurt.begin()
        await hurt.undo()
        assert "already undone" in (await hurt.undo()).stdout
        assert not await hurt.is_on()
        assert await hurt.proved() is Outcome.OK

    async def test_a_begin_that_died_before_it_acted_is_undone(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await ground.do(dying(hurt.commands.begin, "hold"))
        await hurt.undo()
        assert not await hurt.is_on()
        assert await hurt.proved() is Outcome.OK

    async def test_a_begin_that_died_after_it_acted_is_undone(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault))
        await ground.do(dying(hurt.commands.begin, "apply"))
        assert await hurt.is_on()
        await hurt.undo()
        assert not await hurt.is_on()
        assert await hurt.proved() is Outcome.OK


@pytest.mark.slow
class LeaseContract:
    """What the lease promises; each of these waits for one to run out."""

    async def test_nobody_renews_so_it_heals_by_itself(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault, lease_ns=SHORT))
        await hurt.begin()
        await hurt.is_undone_by_its_timer()
        assert not await hurt.is_on()
        assert await hurt.took() is Outcome.FAILED
        assert await hurt.renew() is Outcome.FAILED
        assert await hurt.proved() is Outcome.OK
        assert "the lease expired at" in (await hurt.undo()).stdout

    async def test_renewals_keep_it_and_their_end_heals_it(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault, lease_ns=4 * SECOND))
        await hurt.begin()
        for _ in range(12):
            assert await hurt.renew() is Outcome.OK
            await asyncio.sleep(0.4)
        assert await hurt.is_on()
        assert await hurt.took() is Outcome.OK
        await hurt.is_undone_by_its_timer()
        assert not await hurt.is_on()

    async def test_a_stale_timer_leaves_the_next_drill_alone(self, ground: Ground, victim: Victim) -> None:
        stale = Hurt(ground, victim, commands(ground, victim.fault, drill="a", lease_ns=2 * SECOND))
        await stale.begin()
        await victim.mend(ground)
        current = Hurt(ground, victim, commands(ground, victim.fault, drill="b"))
        await current.begin()
        await stale.is_undone_by_its_timer()
        assert await current.is_on()
        assert await current.took() is Outcome.OK
        assert await stale.proved() is Outcome.OK
        await current.undo()
        assert not await current.is_on()
        assert await current.proved() is Outcome.OK

    async def test_an_undo_that_died_half_way_is_finished_by_the_timer(self, ground: Ground, victim: Victim) -> None:
        hurt = Hurt(ground, victim, commands(ground, victim.fault, lease_ns=2 * SECOND))
        await hurt.begin()
        await ground.do(dying(hurt.commands.undo, "lock"))
        assert await hurt.renew() is Outcome.FAILED
        await hurt.is_undone_by_its_timer()
        assert not await hurt.is_on()
        assert await hurt.proved() is Outcome.OK
