"""Disks, processors, memory, clocks and files: what is refused, what is never more than asked, what stays of others."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.faults import acted
from scenarios.faults.clocks import clock_skew
from scenarios.faults.damage import damaged_file
from scenarios.faults.disks import disk_full
from scenarios.faults.pressure import cpu_pressure, memory_pressure
from scenarios.plan import SECOND, FaultSpec
from tests.contracts.faults import Hurt, commands
from tests.support.shells import HereRemote
from tests.support.victims.base import Ground, Victim
from tests.support.victims.hosts import MIB, busied, cut_off, deleted, eaten, filled, mistimed

pytestmark = pytest.mark.slow


def on(maker: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", [maker], ids=lambda make: make.__name__, indirect=True)


async def refused(ground: Ground, fault: FaultSpec, said: str) -> None:
    """Begin, and be told why not; nothing is left to undo."""
    made = commands(ground, fault, step=f"refused-{uuid.uuid4().hex}")
    begun = await ground.do(made.begin)
    assert acted(begun) is Outcome.FAILED, begun
    assert said in begun.stdout
    assert (await ground.do(made.prove)).stdout == "this step put nothing here\n"


@on(filled)
async def test_what_is_to_be_left_is_left(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    _, free = await ground.sh("df -P -k disk | awk 'NR == 2 { print $4 }'")
    assert 2048 <= int(free) <= 2048 + 64
    await refused(ground, victim.fault, "nothing to fill")
    await hurt.undo()
    assert (await ground.sh("ls -A disk; cat disk/theirs"))[1] == "theirs\nhere\n"


AFRESH = """\
rm -r disk/state
for n in $(seq 100); do umount disk && break; sleep 0.1; done  # a timer that was told to end has it open for a second
mount -t tmpfs -o size=16m none disk && echo here >disk/theirs
"""


@on(filled)
async def test_a_disk_that_holds_our_own_records_keeps_room_for_them(ground: Ground, victim: Victim) -> None:
    del victim
    disk = f"{ground.scratch}/disk"
    there = replace(ground, host=replace(ground.host, state_dir=f"{disk}/state"))
    await refused(there, disk_full(path=disk), "our own records lie there too")
    await refused(ground, disk_full(path=f"{disk}/theirs"), "is no directory")
    made = commands(there, disk_full(path=disk, leave=MIB))
    assert acted(await there.do(made.begin)) is Outcome.OK
    assert acted(await there.do(made.undo)) is Outcome.OK
    await ground.sh(AFRESH)


@on(eaten)
async def test_memory_that_is_not_there_is_not_taken(ground: Ground, victim: Victim) -> None:
    del victim
    await refused(ground, memory_pressure(take=1 << 50), "bytes are available; take less")
    await refused(ground, memory_pressure(leave=1 << 50), "nothing to take")


@on(busied)
async def test_as_many_are_busy_as_were_asked_for(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, cpu_pressure(workers=3, nice=19)))
    assert "3 processes are busy" in (await hurt.begin()).stdout
    await hurt.undo()
    assert not await hurt.is_on()


@on(mistimed)
async def test_who_may_not_set_the_clock_is_told_so_and_nothing_begins(ground: Ground, victim: Victim) -> None:
    del victim
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is not installed: apt-get install util-linux")
    assert isinstance(ground.hands, HereRemote)
    powers = () if os.geteuid() != 0 else ("--bounding-set", "-sys_time", "--inh-caps", "-sys_time")
    bound = replace(ground, hands=replace(ground.hands, prefix=(setpriv, *powers)))
    await refused(bound, clock_skew(ahead=60 * SECOND), "may not set the clock of this host")


CLOCK = """\
#!/bin/sh
# A clock that can be set: the real one and a shift in milliseconds.
shift=$(cat "$SCRATCH/shift" 2>/dev/null || echo 0)
now=$(($(/bin/date +%s%N) / 1000000))
case $* in
('+%s%N') echo "$((now + shift))000000" ;;
('-u -s @'*)
    to=${3#@}
    whole=${to%.*} part=${to#*.}
    echo "$((whole * 1000 + 1$part - 1000 - now))" >"$SCRATCH/shift"
    ;;
(*) exec /bin/date "$@" ;;
esac
"""


async def shift_of(ground: Ground) -> int:
    return int((await ground.sh("cat shift"))[1])


@on(mistimed)
@pytest.mark.parametrize("seconds", [90, -3600])
async def test_a_clock_goes_back_to_where_it_would_have_been(
    ground: Ground, victim: Victim, tmp_path: Path, seconds: int
) -> None:
    if os.geteuid() != 0:
        pytest.skip("not root: nobody else may set a clock")
    date = tmp_path / "bin" / "date"
    date.write_text(CLOCK)
    date.chmod(0o755)
    ahead, behind = (seconds * SECOND, None) if seconds > 0 else (None, -seconds * SECOND)
    hurt = Hurt(ground, victim, commands(ground, clock_skew(ahead=ahead, behind=behind)))
    await hurt.begin()
    assert abs(await shift_of(ground) - seconds * 1000) < 1000
    assert await hurt.took() is Outcome.OK
    assert await hurt.proved() is Outcome.FAILED
    await asyncio.sleep(1.2)
    await hurt.undo()
    assert abs(await shift_of(ground)) < 1000
    assert await hurt.proved() is Outcome.OK


@on(mistimed)
async def test_a_clock_that_somebody_set_right_is_left_alone(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await ground.sh("echo +7 >faketime")
    await hurt.undo()
    assert (await ground.sh("cat faketime"))[1] == "+7\n"
    await refused(ground, victim.fault, "already limited by somebody else")


@on(cut_off)
async def test_what_was_added_to_a_file_meanwhile_is_kept(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await ground.sh("echo since >>file")
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    assert await ground.says_yes("cmp -s file whole && grep -q since state/d1/harm/since")


@on(deleted)
async def test_a_file_that_a_recovery_brought_back_stays_as_it_is(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await ground.sh("echo restored >file")
    await hurt.undo()
    assert (await ground.sh("cat file"))[1] == "restored\n"
    assert await hurt.proved() is Outcome.OK


@on(deleted)
async def test_a_file_that_cannot_come_back_whole_is_not_touched(ground: Ground, victim: Victim) -> None:
    del victim
    await ground.sh("ln file twin; ln -s file link")
    await refused(ground, damaged_file(path=f"{ground.scratch}/file", how="delete"), "other names (hard links)")
    await refused(ground, damaged_file(path=f"{ground.scratch}/link", how="delete"), "is a link")
    await refused(ground, damaged_file(path=f"{ground.scratch}/gone", how="delete"), "is no file")
    await refused(
        ground, damaged_file(path=f"{ground.scratch}/file", how="truncate", length=9999), "has only 3000 bytes"
    )


@on(cut_off)
async def test_what_another_step_damaged_is_not_damaged_further(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    begun = await ground.do(commands(ground, victim.fault, drill="b").begin)
    assert acted(begun) is Outcome.FAILED
    await hurt.undo()
    assert not await hurt.is_on()
