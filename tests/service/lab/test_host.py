"""A host of the lab is a real shell behind SSH: its statuses, its streams, and what outlives a channel."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh
import pytest

from service.lab.account import Account, choose_account
from service.lab.files import make_key
from service.lab.host import serve
from service.lab.settings import HostSettings
from tests.support.processes import lives, until


def make_home(account: Account, host_key: asyncssh.SSHKey, client_key: asyncssh.SSHKey) -> Path:
    """Return a new home of the account, with the keys in it."""
    home = Path(tempfile.mkdtemp(prefix="drillproof-host-test-"))
    home.chmod(0o755)
    account.own(home)
    (home / "host.key").write_bytes(host_key.export_private_key())
    (home / "client.pub").write_bytes(client_key.export_public_key())
    return home


@asynccontextmanager
async def host() -> AsyncGenerator[tuple[asyncssh.SSHClientConnection, Path]]:
    """Run a host; give a connection to it and the home of its account."""
    account = choose_account()
    keys = [make_key("host"), make_key("client")]
    home = make_home(account, *keys)
    settings = HostSettings(
        name="db-a",
        home=str(home),
        uid=account.uid,
        gid=account.gid,
        environment={"PATH": os.defpath, "HOME": str(home), "GREETING": "hello"},
        host_key=str(home / "host.key"),
        client_key=str(home / "client.pub"),
    )
    listener = socket.create_server(("127.0.0.11", 0))
    serving = asyncio.create_task(serve(settings, listener))
    try:
        address, port = listener.getsockname()
        public = keys[0].export_public_key().decode().rsplit(" ", 1)[0]
        known = asyncssh.import_known_hosts(f"[{address}]:{port} {public}\n")
        async with asyncssh.connect(
            address, port, username="drill", known_hosts=known, client_keys=[keys[1]], config=None, agent_path=None
        ) as connection:
            yield connection, home
    finally:
        serving.cancel()
        await asyncio.wait([serving])
        shutil.rmtree(home)


async def test_a_command_has_the_hosts_environment_and_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "secret")
    async with host() as (connection, home):
        done = await connection.run('printf "%s %s %s" "$GREETING" "${OURS-none}" "$(pwd)"')
        assert done.stdout == f"hello none {home}"


async def test_a_script_on_stdin_answers_with_its_own_status_and_streams() -> None:
    async with host() as (connection, _):
        done = await connection.run("sh -s", input="echo out; echo err >&2; exit 7")
        assert (done.exit_status, done.stdout, done.stderr) == (7, "out\n", "err\n")


async def test_a_command_that_kills_itself_answers_with_the_signal() -> None:
    async with host() as (connection, _):
        done = await connection.run("kill -9 $$")
        assert done.exit_signal is not None
        assert done.exit_signal[0] == "KILL"


async def test_much_output_comes_through_whole() -> None:
    async with host() as (connection, _):
        done = await connection.run("head -c 3000000 /dev/zero | tr '\\0' x")
        assert isinstance(done.stdout, str)
        assert len(done.stdout) == 3_000_000


async def test_commands_run_as_nobody_when_we_are_root() -> None:
    async with host() as (connection, _):
        done = await connection.run("id -u; id -G")
        account = choose_account()
        assert isinstance(done.stdout, str)
        assert done.stdout.splitlines()[0] == str(account.uid)
        assert "0" not in done.stdout.split() or not account.drops


async def test_a_detached_child_that_holds_the_output_delays_nothing_and_lives_on() -> None:
    async with host() as (connection, home):
        async with asyncio.timeout(30):
            await connection.run("setsid sh -c 'echo $$ >pid; exec sleep 600' & until [ -s pid ]; do sleep 0.01; done")
        detached = int((home / "pid").read_text(encoding="ascii"))
        try:
            assert lives(detached)
        finally:
            os.kill(detached, 9)


async def test_a_closed_channel_ends_the_command_but_not_what_was_detached() -> None:
    async with host() as (connection, home):
        command = "setsid sh -c 'echo $$ >timer; exec sleep 600' & echo $$ >command; sleep 600"
        process = await connection.create_process(command)
        await until(
            lambda: all((home / name).exists() and (home / name).stat().st_size for name in ("timer", "command"))
        )
        pids = {name: int((home / name).read_text(encoding="ascii")) for name in ("timer", "command")}
        process.close()
        try:
            await until(lambda: not lives(pids["command"]))
            assert lives(pids["timer"])
        finally:
            os.kill(pids["timer"], 9)
