"""Every attack at once, over SSH and on the controller: data byte for byte, and nothing of it executed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from measurements.events import CONTROLLER, Outcome
from runners.clock import SystemClock
from runners.local import LocalRemote
from runners.remote import Command, Remote
from scenarios.plan import SECOND
from tests.support.hands import hands
from tests.support.hostile import ATTACKS
from tests.support.sshd import serve


@asynccontextmanager
async def remote_of(kind: str, folder: Path) -> AsyncGenerator[tuple[Remote, str], None]:
    if kind == "controller":
        local = LocalRemote(SystemClock())
        try:
            yield local, CONTROLLER
        finally:
            await local.close()
        return
    shell = ("/bin/sh", "-c") if kind == "ssh" else (kind, "-c")
    async with serve(folder / "sshd", shell=shell) as server, hands(server.host()) as ready:
        yield ready, "db-a"


@pytest.mark.parametrize("kind", ["controller", "ssh", "bash"])
async def test_every_attack_arrives_as_data(kind: str, tmp_path: Path) -> None:
    where = tmp_path / "where"
    where.mkdir()
    env = {f"V{number}": value for number, value in enumerate(ATTACKS)}
    prints = "\n".join(f"printf %s \"$V{number}\" >'{where}/{number}'" for number in range(len(ATTACKS)))
    command = Command(script=f"cd '{where}' || exit 1\n{prints}", timeout_ns=60 * SECOND, env=env)
    async with remote_of(kind, tmp_path) as (remote, host):
        answer = await remote.run(host, command)
    assert (answer.outcome, answer.exit_status, answer.stderr) == (Outcome.OK, 0, ""), answer
    assert sorted(path.name for path in where.iterdir()) == sorted(map(str, range(len(ATTACKS))))
    told = [(where / str(number)).read_bytes() for number in range(len(ATTACKS))]
    assert told == [value.encode() for value in ATTACKS]
