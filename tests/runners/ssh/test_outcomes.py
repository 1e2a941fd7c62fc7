"""What ended, what certainly never began, and what nobody can know."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.limits import Limits
from runners.remote import Answer, Command
from runners.ssh import SSHRemote
from scenarios.plan import SECOND
from tests.support.hands import hands, sh
from tests.support.processes import lives, until
from tests.support.sshd import Sshd, mute_server, serve


def never_sent(answer: Answer) -> bool:
    return (answer.outcome, answer.exit_status, answer.stamps) == (Outcome.FAILED, None, None)


@pytest.mark.parametrize(
    ("script", "status", "stderr"),
    [
        ("sh -c 'kill -9 $$'", 137, "Killed\n"),
        ("sh -c 'kill -TERM $$'", 143, "Terminated\n"),
        ("true; )", 2, 'sh: 1: eval: Syntax error: ")" unexpected\n'),
        ("no-such-command-here", 127, None),
        ("cat; exit 4", 4, ""),
        ("set -e; false; exit 0", 1, ""),
    ],
)
async def test_whatever_way_a_script_ends_is_a_known_end(
    remote: SSHRemote, script: str, status: int, stderr: str | None
) -> None:
    answer = await sh(remote, script)
    assert (answer.outcome, answer.exit_status) == (Outcome.OK, status)
    assert stderr is None or answer.stderr == stderr


async def test_a_signal_to_the_whole_group_is_a_known_end_too(remote: SSHRemote) -> None:
    answer = await sh(remote, "echo before; kill -9 0")
    assert (answer.outcome, answer.exit_status, answer.reason) == (Outcome.OK, 137, "killed by SIGKILL")
    assert answer.stdout == "before\n"


async def test_a_shell_that_dies_while_its_script_goes_on_is_unknown(remote: SSHRemote, tmp_path: Path) -> None:
    go_on = tmp_path / "go-on"
    answer = await sh(remote, f"kill -9 $$; until test -e {go_on}; do sleep 0.05; done")
    assert (answer.outcome, answer.exit_status) == (Outcome.UNKNOWN, None)
    assert "may go on" in answer.reason
    go_on.touch()


async def test_output_that_is_not_utf_8_is_replaced(remote: SSHRemote) -> None:
    answer = await sh(remote, r"printf 'a\377b'; printf '\303' >&2")
    assert (answer.stdout, answer.stderr) == ("a\ufffdb", "\ufffd")


async def test_a_daemon_that_keeps_the_output_open_does_not_hold_the_step(remote: SSHRemote, tmp_path: Path) -> None:
    answer = await sh(remote, f"sleep 600 & echo $! > {tmp_path}/pid; echo started", seconds=20)
    assert (answer.outcome, answer.exit_status, answer.stdout) == (Outcome.OK, 0, "started\n")
    assert lives(int((tmp_path / "pid").read_text()))


async def test_a_link_that_drops_after_the_command_was_sent_is_unknown(
    sshd: Sshd, remote: SSHRemote, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(sh(remote, f"echo once >> {runs}; echo begun; sleep 600"))
        await until(runs.exists)
        sshd.drop_links()
    answer = running.result()
    assert (answer.outcome, answer.exit_status) == (Outcome.UNKNOWN, None)
    assert "lost after the command was sent" in answer.reason
    assert answer.stamps is not None
    assert (await sh(remote, "true")).outcome is Outcome.OK
    assert runs.read_text() == "once\n"


async def test_a_link_that_drops_before_the_command_was_sent_is_certain(sshd: Sshd, remote: SSHRemote) -> None:
    sshd.whims.drops_link_at_exec = True
    assert never_sent(await sh(remote, "echo never"))


async def test_a_connection_lost_between_commands_is_opened_anew(sshd: Sshd, remote: SSHRemote, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    for _ in range(3):
        assert (await sh(remote, f"echo once >> {runs}")).outcome is Outcome.OK
        sshd.drop_links()
    assert (sshd.logins, runs.read_text()) == (3, "once\n" * 3)


async def test_commands_share_one_connection(sshd: Sshd, remote: SSHRemote) -> None:
    for _ in range(3):
        await sh(remote, "true")
    assert sshd.logins == 1
    assert [guest.get_extra_info("recv_cipher") for guest in sshd.guests] == ["aes128-gcm@openssh.com"]


async def test_a_server_that_went_away_is_failed_and_certain(sshd: Sshd, remote: SSHRemote) -> None:
    await sh(remote, "true")
    await sshd.stop()
    answer = await sh(remote, "true")
    assert never_sent(answer)
    assert "cannot be reached" in answer.reason


@pytest.mark.parametrize("banner_after", [None, 1.5])
async def test_a_server_that_never_speaks_ssh_is_failed_and_certain(sshd: Sshd, banner_after: float | None) -> None:
    async with mute_server(banner_after=banner_after) as port:
        host = replace(sshd.host(), address="127.0.0.1", port=port)
        async with hands(host, limits=Limits(connect=1.0)) as remote:
            answer = await sh(remote, "true")
    assert never_sent(answer)
    assert "no answer in time" in answer.reason


async def test_a_slow_login_is_waited_for(sshd: Sshd, remote: SSHRemote) -> None:
    sshd.whims.login_takes = 0.5
    assert (await sh(remote, "true")).outcome is Outcome.OK


async def test_a_shell_that_never_starts_is_failed_and_certain(sshd: Sshd, remote: SSHRemote) -> None:
    sshd.whims.never_starts_shell = True
    answer = await sh(remote, "true", seconds=1.5)
    assert never_sent(answer)
    assert "while the login shell started; nothing was sent" in answer.reason


async def test_an_account_without_a_shell_is_failed_with_its_last_words(tmp_path: Path) -> None:
    refusing = ("/bin/sh", "-c", "echo This account is currently not available.; exit 1")
    async with serve(tmp_path, shell=refusing) as sshd, hands(sshd.host()) as remote:
        answer = await sh(remote, "true")
    assert never_sent(answer)
    assert "exit status 1, This account is currently not available." in answer.reason


async def test_a_script_out_of_time_is_unknown_and_its_group_is_ended(remote: SSHRemote, tmp_path: Path) -> None:
    answer = await sh(remote, f"sleep 600 & echo $! > {tmp_path}/pid; echo here; wait", seconds=1)
    assert (answer.outcome, answer.exit_status, answer.stdout) == (Outcome.UNKNOWN, None, "here\n")
    assert "its process group was ended; it had begun" in answer.reason
    pid = int((tmp_path / "pid").read_text())
    await until(lambda: not lives(pid))


async def test_a_script_that_ignores_sigterm_is_killed(sshd: Sshd, tmp_path: Path) -> None:
    async with hands(sshd.host(), limits=Limits(end=0.3)) as remote:
        script = f"exec sh -c 'trap \"\" TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.1; done'"
        answer = await sh(remote, script, seconds=1.5)
    assert "its process group was ended" in answer.reason
    pid = int((tmp_path / "pid").read_text())
    await until(lambda: not lives(pid))


async def test_a_script_that_cannot_be_signalled_is_said_to(sshd: Sshd) -> None:
    sshd.whims.deaf_to_signals = True
    sshd.whims.most_sessions = 1
    async with hands(sshd.host(), limits=Limits(end=0.2)) as remote:
        answer = await sh(remote, "sleep 600", seconds=1.5)
    assert answer.outcome is Outcome.UNKNOWN
    assert "was told to end, and did not confirm it" in answer.reason


async def test_a_server_without_room_passes_the_signal_on_itself(sshd: Sshd, remote: SSHRemote) -> None:
    sshd.whims.most_sessions = 1
    answer = await sh(remote, "sleep 600", seconds=1.5)
    assert "its process group was ended" in answer.reason


async def test_a_cancelled_run_ends_its_script(remote: SSHRemote, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(sh(remote, f"exec sh -c 'echo $$ > {tmp_path}/pid; exec sleep 600'"))
        await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
        running.cancel()
    pid = int((tmp_path / "pid").read_text())
    await until(lambda: not lives(pid))
    assert (await sh(remote, "true")).outcome is Outcome.OK


async def test_a_server_without_room_for_a_session_is_failed_and_certain(
    sshd: Sshd, remote: SSHRemote, tmp_path: Path
) -> None:
    sshd.whims.most_sessions = 1
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(sh(remote, f"touch {tmp_path}/one; until test -e {tmp_path}/go; do sleep 0.05; done"))
        await until((tmp_path / "one").exists)
        answer = await sh(remote, "true")
        (tmp_path / "go").touch()
    assert never_sent(answer)
    assert "MaxSessions" in answer.reason
    assert first.result().outcome is Outcome.OK


async def test_a_command_that_finds_no_free_session_in_time_was_not_sent(sshd: Sshd, tmp_path: Path) -> None:
    async with hands(sshd.host(), limits=Limits(sessions=1)) as remote, asyncio.TaskGroup() as tasks:
        tasks.create_task(sh(remote, f"touch {tmp_path}/one; until test -e {tmp_path}/go; do sleep 0.05; done"))
        await until((tmp_path / "one").exists)
        answer = await sh(remote, "true", seconds=0.3)
        (tmp_path / "go").touch()
    assert never_sent(answer)
    assert "other commands held every session" in answer.reason


async def test_twenty_commands_at_once_share_a_connection_within_its_sessions(sshd: Sshd, remote: SSHRemote) -> None:
    async with asyncio.TaskGroup() as tasks:
        runs = [tasks.create_task(sh(remote, "sleep 0.05; echo $N", N=str(n))) for n in range(20)]
    assert [run.result().stdout for run in runs] == [f"{n}\n" for n in range(20)]
    assert sshd.logins == 1
    assert sshd.most_at_once <= 9


async def test_eight_hosts_at_once(tmp_path: Path) -> None:
    async with (
        serve(tmp_path / "1", address="127.0.0.1") as a,
        serve(tmp_path / "2", address="127.0.0.2") as b,
        serve(tmp_path / "3", address="127.0.0.3") as c,
        serve(tmp_path / "4", address="127.0.0.4") as d,
    ):
        servers = {f"db-{i}": sshd for i, sshd in enumerate((a, b, c, d, a, b, c, d))}
        async with hands(*(sshd.host(name) for name, sshd in servers.items())) as remote, asyncio.TaskGroup() as tasks:
            runs = [tasks.create_task(sh(remote, "echo $HOME", host=name)) for name in servers]
        assert [run.result().stdout for run in runs] == [f"{sshd.directory}\n" for sshd in servers.values()]


async def test_the_hosts_own_environment_lies_under_the_commands(sshd: Sshd) -> None:
    async with hands(sshd.host(env={"PGDATA": "/host", "PGPORT": "1"})) as remote:
        answer = await sh(remote, "echo $PGDATA $PGPORT", PGPORT="2")
    assert answer.stdout == "/host 2\n"


@pytest.mark.parametrize(
    ("env", "script", "why"),
    [
        ({"A": "x\0y"}, "true", "the value of A holds a NUL"),
        ({}, "tr\0ue", "the script holds a NUL"),
        ({"A-B": "x"}, "true", "'A-B' cannot be an environment variable"),
        ({"A": "\ud800"}, "true", "half of a surrogate pair"),
    ],
)
async def test_what_no_shell_can_carry_is_refused(
    sshd: Sshd, remote: SSHRemote, env: dict[str, str], script: str, why: str
) -> None:
    answer = await remote.run("db-a", Command(script=script, timeout_ns=SECOND, env=env))
    assert never_sent(answer)
    assert why in answer.reason
    assert sshd.logins == 0


async def test_a_host_that_is_not_in_the_drill_is_refused(remote: SSHRemote) -> None:
    answer = await sh(remote, "true", host="elsewhere")
    assert never_sent(answer)
    assert "'elsewhere' is no host of this drill" in answer.reason


async def test_a_session_that_is_never_confirmed_is_replaced_once(sshd: Sshd) -> None:
    async with hands(sshd.host(), limits=Limits(channel=1.0)) as remote:
        await sh(remote, "true")
        sshd.whims.never_confirms_session = True
        answer = await sh(remote, "echo never")
        assert never_sent(answer)
        assert "while opening a session" in answer.reason
        assert sshd.logins == 2
        sshd.whims.never_confirms_session = False
        assert (await sh(remote, "true")).outcome is Outcome.OK
