"""Marker, lock, lease and tombstone where things go wrong."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.faults import acted, seen
from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.services import stop_service
from scenarios.plan import SECOND
from tests.contracts.faults import SHORT, Hurt, commands
from tests.support.shells import EACH_SHELL, HereRemote
from tests.support.victims.base import Ground, Victim
from tests.support.victims.network import throttled
from tests.support.victims.processes import START, STATUS, STOP, frozen, stopped

pytestmark = EACH_SHELL
RELAY = pytest.mark.parametrize("make", [throttled], ids=["throttled"], indirect=True)
FREEZE = pytest.mark.parametrize("make", [frozen], ids=["frozen"], indirect=True)
SERVICE = pytest.mark.parametrize("make", [stopped], ids=["stopped"], indirect=True)


def place(ground: Ground) -> Path:
    return Path(ground.scratch) / "state" / "d1" / "harm"


@RELAY
async def test_the_marker_is_for_nobody_else_to_read(ground: Ground, victim: Victim) -> None:
    await Hurt(ground, victim, commands(ground, victim.fault)).begin()
    assert {
        path.stat().st_mode & 0o077 for path in (place(ground), place(ground).parent, *place(ground).iterdir())
    } == {0}


@RELAY
async def test_two_hosts_that_share_a_state_directory_are_told_apart(ground: Ground, victim: Victim) -> None:
    await Hurt(ground, victim, commands(ground, victim.fault)).begin()
    other = replace(ground, host=replace(ground.host, name="there"))
    begun = await other.do(commands(other, victim.fault).begin)
    assert acted(begun) is Outcome.FAILED
    assert "belongs to host here" in begun.stdout


@RELAY
async def test_a_state_directory_that_cannot_be_made_is_said(ground: Ground, victim: Victim) -> None:
    (Path(ground.scratch) / "state").write_text("a file stands in the way")
    begun = await ground.do(commands(ground, victim.fault).begin)
    assert acted(begun) is Outcome.FAILED
    assert "give the host another state_dir" in begun.stdout
    assert not await victim.is_harmed(ground)


@RELAY
@pytest.mark.parametrize(
    "trap", ["mkdir other; ln -s other state", "mkdir -m 0777 state", "mkdir state; chown 64999 state"]
)
async def test_a_state_directory_that_others_could_swap_is_refused(ground: Ground, victim: Victim, trap: str) -> None:
    if "chown" in trap and os.geteuid() != 0:
        pytest.skip("not root: cannot give a directory away")
    await ground.sh(trap)
    begun = await ground.do(commands(ground, victim.fault).begin)
    assert acted(begun) is Outcome.FAILED
    assert "is a link, or somebody else's, or open to all" in begun.stdout
    assert not await victim.is_harmed(ground)


@RELAY
async def test_names_that_would_lead_elsewhere_stay_in_the_state_directory(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault, drill="../..", step="a b/$(touch x)'\"*"))
    await hurt.begin()
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    assert len([path for path in (Path(ground.scratch) / "state").glob("*/*") if path.is_dir()]) == 1
    assert not (Path(ground.scratch) / "x").exists()


@RELAY
async def test_without_its_timer_a_lease_cannot_be_renewed(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await ground.sh('kill "$(cut -d " " -f 1 state/d1/harm/timer)"')
    async with asyncio.timeout(10):
        while await hurt.renew() is Outcome.OK:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.05)
    assert await hurt.took() is Outcome.OK
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK


@RELAY
async def test_an_undo_that_ends_the_timer_before_it_was_seen_forestalls_the_begin(
    ground: Ground, victim: Victim
) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    meanwhile = 'detach() { command_detach "$@"; within 100 timer_lives "$dir"; (undo); within 50 timer_ended; }'
    script = hurt.commands.begin.script.replace("\ndetach() {", "\ncommand_detach() {")
    begin = replace(hurt.commands.begin, script=script.replace("\nmain\n", f"\n{meanwhile}\nmain\n"))
    begun = await ground.do(begin)
    assert acted(begun) is Outcome.OK, begun
    assert begun.stdout.endswith("already begun, and already to be undone; nothing was done\n")
    assert not await hurt.is_on()
    assert await hurt.proved() is Outcome.OK


@RELAY
async def test_a_reused_pid_is_not_taken_for_the_timer(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await ground.sh(
        'read -r pid start <state/d1/harm/timer; kill "$pid"; sleep 1000.5 >/dev/null 2>&1 &\n'
        'echo "$! $start" >timer; echo $! >all'
    )
    (Path(ground.scratch) / "timer").replace(place(ground) / "timer")
    assert await hurt.renew() is Outcome.FAILED
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    assert await ground.lives((Path(ground.scratch) / "all").read_text().strip())
    await ground.sh("xargs kill <all")


@RELAY
async def test_no_wall_clock_hastens_the_lease(ground: Ground, victim: Victim, tmp_path: Path) -> None:
    date = tmp_path / "bin" / "date"
    date.unlink(missing_ok=True)
    date.write_text("#!/bin/sh\necho 9999999999999999999\n")
    date.chmod(0o755)
    hurt = Hurt(ground, victim, commands(ground, victim.fault, lease_ns=3 * SECOND))
    await hurt.begin()
    for _ in range(5):
        assert await hurt.renew() is Outcome.OK
        os.utime(place(ground) / "renewed", (0, 0)) if (place(ground) / "renewed").exists() else None
        await asyncio.sleep(0.3)
    assert await hurt.is_on()
    await hurt.is_undone_by_its_timer()


@RELAY
async def test_a_claim_of_the_dead_is_no_lock(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    (place(ground) / "lock.7").write_text(f"{os.getpid()} 1\n")
    await hurt.undo()
    assert (place(ground) / "lock.8").exists()
    assert await hurt.proved() is Outcome.OK


@SERVICE
async def test_a_begin_that_hangs_does_not_keep_the_undo_out(ground: Ground, victim: Victim) -> None:
    fault = stop_service(name="victim", stop=f"{STOP}\necho $$ >hung; sleep 1000.5; exit", start=START, status=STATUS)
    patient = commands(ground, fault)
    hasty = replace(patient, undo=replace(patient.undo, env={**patient.undo.env, "FAULT_PATIENCE": "5"}))
    hurt = Hurt(ground, victim, hasty)
    begin = asyncio.create_task(ground.do(replace(hasty.begin, timeout_ns=20 * SECOND)))
    async with asyncio.timeout(15):
        while not await hurt.is_on():  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.05)
    await hurt.undo()
    assert not await hurt.is_on()
    assert await hurt.proved() is Outcome.OK
    assert not await ground.lives((Path(ground.scratch) / "hung").read_text().strip())
    await begin


@SERVICE
async def test_two_drills_stop_the_same_and_the_last_one_starts_it(ground: Ground, victim: Victim) -> None:
    first = Hurt(ground, victim, commands(ground, victim.fault, drill="a"))
    second = Hurt(ground, victim, commands(ground, victim.fault, drill="b"))
    await first.begin()
    await second.begin()
    await first.undo()
    assert await first.proved() is Outcome.OK
    assert await second.took() is Outcome.OK
    await second.undo()
    assert not await second.is_on()


@SERVICE
async def test_a_service_that_did_not_run_is_not_started(ground: Ground, victim: Victim) -> None:
    await ground.sh(STOP)
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    begun = await ground.do(hurt.commands.begin)
    assert acted(begun) is Outcome.FAILED
    assert "does not run" in begun.stdout
    await hurt.undo()
    assert await hurt.is_on()
    assert await hurt.proved() is Outcome.OK


@SERVICE
async def test_a_status_that_cannot_tell_proves_nothing(ground: Ground, victim: Victim) -> None:
    blind = f'[ ! -e "$SCRATCH/blind" ] || exit 4; {STATUS}'
    fault = stop_service(name="victim", stop=STOP, start=START, status=blind)
    hurt = Hurt(ground, victim, commands(ground, fault))
    await hurt.begin()
    await ground.sh("touch blind")
    assert await hurt.took() is Outcome.UNKNOWN
    assert await hurt.proved() is Outcome.UNKNOWN
    await ground.sh("rm blind")
    await hurt.undo()
    await ground.sh("touch blind")
    assert await hurt.proved() is Outcome.UNKNOWN


@SERVICE
async def test_systemctl_is_asked_where_no_commands_are_given(ground: Ground, victim: Victim, tmp_path: Path) -> None:
    unit = tmp_path / "bin" / "systemctl"
    unit.write_text(
        "#!/bin/sh\n"
        'case "$1 $2 $3" in\n'
        f"('stop -- pg main') {STOP} ;;\n"
        f"('start -- pg main') {START} ;;\n"
        f"('is-active -- pg main') ( {STATUS} ) && echo active || {{ echo inactive; exit 3; }} ;;\n"
        "(*) exit 1 ;;\n"
        "esac\n"
    )
    unit.chmod(0o755)
    hurt = Hurt(ground, victim, commands(ground, stop_service(name="pg main")))
    await hurt.begin()
    assert await hurt.is_on()
    assert await hurt.took() is Outcome.OK
    await hurt.undo()
    assert not await hurt.is_on()
    assert await hurt.proved() is Outcome.OK


@FREEZE
async def test_a_full_disk_does_not_keep_an_undo_from_healing(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    assert isinstance(ground.hands, HereRemote)
    no_more_bytes = ("/bin/sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh")
    full = replace(ground, hands=replace(ground.hands, prefix=no_more_bytes))
    await full.do(hurt.commands.undo)
    assert not await hurt.is_on()
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK


@RELAY
@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
async def test_where_it_may_not_look_it_proves_nothing(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    place(ground).parent.chmod(0)
    assert seen(await ground.do(hurt.commands.prove)) is Outcome.UNKNOWN
    place(ground).parent.chmod(0o700)
    await hurt.undo()


@RELAY
async def test_a_begin_that_was_refused_needs_no_timer(ground: Ground, victim: Victim) -> None:
    await victim.leave(ground)
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    begun = await ground.do(hurt.commands.begin)
    assert acted(begun) is Outcome.FAILED
    assert "is no control file" in begun.stdout
    assert await hurt.proved() is Outcome.OK


@RELAY
async def test_limits_on_one_relay_stack_and_the_last_to_leave_restores(ground: Ground, victim: Victim) -> None:
    control = Path(ground.scratch) / "control"
    control.write_text("9000\n")
    first = Hurt(ground, victim, commands(ground, victim.fault, drill="a"))
    second = Hurt(
        ground, victim, commands(ground, limit_bandwidth(kbit=100, control=f"{ground.scratch}/control"), drill="b")
    )
    await first.begin()
    await second.begin()
    await second.undo()
    assert control.read_text() == "400\n"
    assert await second.proved() is Outcome.OK
    await first.undo()
    assert control.read_text() == "9000\n"
    assert await first.proved() is Outcome.OK


@RELAY
async def test_the_next_drill_keeps_its_limit_and_knows_the_first_setting(ground: Ground, victim: Victim) -> None:
    control = Path(ground.scratch) / "control"
    control.write_text("9000\n")
    first = Hurt(ground, victim, commands(ground, victim.fault, drill="a", lease_ns=SHORT))
    second = Hurt(
        ground, victim, commands(ground, limit_bandwidth(kbit=100, control=f"{ground.scratch}/control"), drill="b")
    )
    await first.begin()
    await second.begin()
    await first.is_undone_by_its_timer()
    assert control.read_text() == "100\n"
    assert await first.proved() is Outcome.OK
    await second.undo()
    assert control.read_text() == "9000\n"
