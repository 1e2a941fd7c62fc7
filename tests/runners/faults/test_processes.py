"""Which processes a fault takes, and which it leaves."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.faults import acted
from scenarios.faults.processes import freeze_process, kill_process
from scenarios.plan import SECOND
from tests.contracts.faults import Hurt, commands
from tests.support.processes import threads
from tests.support.shells import EACH_SHELL, HereRemote
from tests.support.victims.base import END_TIMERS, Ground, Victim
from tests.support.victims.processes import START, STOP, frozen, killed

pytestmark = [
    pytest.mark.parametrize("make", [killed], ids=["killed"], indirect=True),
    EACH_SHELL,
]
THREADS = "import ctypes, os, threading, time; [threading.Thread(target=time.sleep, args=(60,)).start() for _ in 'abc']"
RESTART = f"rm -f $SCRATCH/pid; {START}"


@pytest.fixture
async def twins(ground: Ground, victim: Victim) -> AsyncIterator[str]:
    """Two sleepers in the background; a text that only their command lines hold."""
    del victim
    await ground.sh(
        "for n in 1 2; do sh -c 'echo $$ >>twins; while :; do sleep 0.1; done' \"$SCRATCH/one two/\" "
        '>/dev/null 2>&1 </dev/null & done; while [ "$(wc -l <twins)" -lt 2 ]; do sleep 0.05; done'
    )
    yield f"^sh -c .*{ground.scratch}/one tw[o]/$"
    await ground.sh("xargs kill -9 <twins")


async def living_twins(ground: Ground) -> int:
    return sum([await ground.lives(pid) for pid in (Path(ground.scratch) / "twins").read_text().split()])


async def test_a_match_is_an_extended_regular_expression_on_the_whole_command_line(ground: Ground, twins: str) -> None:
    hurt = commands(ground, kill_process(match=twins, restart="exit 3"))
    begun = await ground.do(hurt.begin)
    assert acted(begun) is Outcome.OK, begun
    assert await living_twins(ground) == 0


async def test_what_does_not_match_is_left(ground: Ground, twins: str) -> None:
    begun = await ground.do(commands(ground, kill_process(match=twins.replace("tw[o]", "two+o"), restart="")).begin)
    assert acted(begun) is Outcome.FAILED
    assert "nothing runs that fits" in begun.stdout
    assert await living_twins(ground) == 2


async def test_a_fault_never_takes_its_own_shell(ground: Ground) -> None:
    mark = f"own-shell-of-{ground.scratch}"
    assert isinstance(ground.hands, HereRemote)
    marked = replace(ground, hands=replace(ground.hands, arguments=(mark,)))
    assert "own-shell" in (await marked.sh("tr '\\0' ' ' </proc/$$/cmdline"))[1]
    begun = await marked.do(commands(ground, kill_process(match=mark, restart="")).begin)
    assert acted(begun) is Outcome.FAILED
    assert "nothing runs that fits" in begun.stdout


async def test_what_is_no_regular_expression_is_said(ground: Ground) -> None:
    kill = commands(ground, kill_process(match="a(b", restart=""))
    begun = await ground.do(kill.begin)
    assert acted(begun) is Outcome.FAILED
    assert "cannot search for a(b" in begun.stdout
    assert (await ground.do(kill.prove)).stdout == "this step put nothing here\n"


async def test_the_whole_family_dies_also_while_it_grows(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    family = (Path(ground.scratch) / "all").read_text().split()
    await hurt.begin()
    assert len(family) == 4
    for pid in family:
        assert not await ground.lives(pid)


async def test_nothing_to_kill_is_no_fault_and_nothing_to_undo(ground: Ground, victim: Victim) -> None:
    await ground.sh(STOP)
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    assert acted(await ground.do(hurt.commands.begin)) is Outcome.FAILED
    assert await hurt.took() is Outcome.FAILED
    await hurt.undo()
    assert await hurt.is_on()
    assert await hurt.proved() is Outcome.OK


async def test_what_was_started_meanwhile_is_not_started_twice(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await victim.mend(ground)
    before = (Path(ground.scratch) / "pid").read_text()
    await hurt.undo()
    assert (Path(ground.scratch) / "pid").read_text() == before


async def test_a_restart_that_fails_is_tried_again_by_the_next_undo(ground: Ground, victim: Victim) -> None:
    fault = kill_process(restart=f'[ -e "$SCRATCH/ready" ] || exit 7; {RESTART}', pid_file=f"{ground.scratch}/pid")
    hurt = Hurt(ground, victim, commands(ground, fault))
    await hurt.begin()
    failed = await ground.do(hurt.commands.undo)
    assert acted(failed) is Outcome.FAILED
    assert "nothing runs that fits" in failed.stdout
    assert await hurt.proved() is Outcome.FAILED
    await ground.sh("touch ready")
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK


async def test_the_restart_sees_the_drill_and_the_host_but_nothing_of_ours(ground: Ground, victim: Victim) -> None:
    tell = 'env >"$SCRATCH/env"; umask >"$SCRATCH/umask"; '
    fault = kill_process(restart=tell + RESTART, pid_file=f"{ground.scratch}/pid")
    hurt = Hurt(ground, victim, commands(ground, fault, drill="d7"))
    await hurt.begin()
    await hurt.undo()
    told = (Path(ground.scratch) / "env").read_text().splitlines()
    assert "DRILL=d7" in told
    assert f"SCRATCH={ground.scratch}" in told
    assert not [line for line in told if line.startswith(("FAULT_", "AUTHORED"))]
    assert int((Path(ground.scratch) / "umask").read_text(), 8) != 0o077


async def test_who_waits_for_a_stopped_child_counts_as_stopped_and_is_thawed(ground: Ground, victim: Victim) -> None:
    del victim
    # In a vforked child until it becomes another program; its parent cannot even be stopped as long as that takes.
    program = (
        "import ctypes, os, time; open('waits', 'w').write(str(os.getpid())); ctypes.CDLL(None).vfork(); time.sleep(60)"
    )
    await ground.sh(f'ulimit -c 0; {sys.executable} -c "{program}" >/dev/null 2>&1 </dev/null &')
    await ground.sh('until grep -qs "^State:.D" "/proc/$(cat waits)/status"; do sleep 0.05; done')
    fault = freeze_process(pid_file=f"{ground.scratch}/waits")
    begun = await ground.do(commands(ground, fault).begin)
    assert acted(begun) is Outcome.OK, begun
    thawed = await ground.do(commands(ground, fault).undo)
    assert acted(thawed) is Outcome.OK, thawed
    assert not await ground.says_yes('grep -q "^State:.T" "/proc/$(cat waits)/status"')
    assert not await ground.says_yes('grep "^S..Pnd:" "/proc/$(cat waits)/status" | grep -q "[4567c-f]....$"')
    await ground.sh('kill -9 $(cat "/proc/$(cat waits)/task/$(cat waits)/children") $(cat waits)')


async def test_a_process_is_frozen_when_all_of_its_threads_are(ground: Ground, victim: Victim) -> None:
    del victim
    program = f"{THREADS}; open('many', 'w').write(str(os.getpid())); time.sleep(60)"
    await ground.sh(
        f'{sys.executable} -c "{program}" >/dev/null 2>&1 </dev/null & until [ -s many ]; do sleep 0.05; done'
    )
    begun = await ground.do(commands(ground, freeze_process(pid_file=f"{ground.scratch}/many")).begin)
    states = threads(int((Path(ground.scratch) / "many").read_text()))
    await ground.sh('kill -9 "$(cat many)"')
    assert (acted(begun), states) == (Outcome.OK, "TTTT"), begun


async def test_a_process_whose_other_threads_run_on_is_not_frozen(ground: Ground, victim: Victim) -> None:
    del victim
    # As above, its first thread cannot take the signal; so nobody stops the others.
    program = f"{THREADS}; open('many', 'w').write(str(os.getpid())); ctypes.CDLL(None).vfork(); time.sleep(60)"
    await ground.sh(f'ulimit -c 0; {sys.executable} -c "{program}" >/dev/null 2>&1 </dev/null &')
    await ground.sh('until grep -qs "^State:.D" "/proc/$(cat many)/status"; do sleep 0.05; done')
    made = commands(ground, freeze_process(pid_file=f"{ground.scratch}/many"))
    begun, undone = await ground.do(made.begin), await ground.do(made.undo)
    await ground.sh('kill -9 $(cat "/proc/$(cat many)/task/$(cat many)/children") $(cat many)')
    assert (acted(begun), acted(undone)) == (Outcome.FAILED, Outcome.OK), (begun, undone)
    assert "none of the processes is stopped" in begun.stdout or "stopped only" in begun.stdout


async def test_what_somebody_else_stopped_stays_stopped(ground: Ground, victim: Victim) -> None:
    fault = freeze_process(pid_file=f"{ground.scratch}/pid")
    await ground.sh('kill -STOP "$(cat pid)"')
    hurt = Hurt(ground, victim, commands(ground, fault))
    await hurt.begin()
    await hurt.undo()
    assert await ground.says_yes('grep -q "^State:.T" "/proc/$(cat pid)/status"')
    await ground.sh('kill -CONT "$(cat pid)"')


async def test_two_drills_freeze_the_same_and_the_last_one_thaws_it(ground: Ground, victim: Victim) -> None:
    frost = frozen(ground)
    first = Hurt(ground, frost, commands(ground, frost.fault, drill="a"))
    second = Hurt(ground, frost, commands(ground, frost.fault, drill="b"))
    await first.begin()
    await second.begin()
    await first.undo()
    assert await first.proved() is Outcome.OK
    assert await second.took() is Outcome.OK
    assert await second.is_on()
    await second.undo()
    assert not await victim.is_harmed(ground)


async def test_a_frozen_process_that_died_is_nothing_to_undo(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, frozen(ground).fault))
    await hurt.begin()
    await ground.sh(STOP)
    assert await hurt.took() is Outcome.FAILED
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK


async def test_timers_of_ended_tests_are_ended(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault, lease_ns=60 * SECOND))
    await hurt.begin()
    await ground.sh(END_TIMERS)
    assert await hurt.renew() is Outcome.FAILED
