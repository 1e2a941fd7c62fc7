"""Raises the lab: sockets first, then files, processes, a primary and its standby, and a proof that it all works."""

from __future__ import annotations

import asyncio
import secrets
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import asyncssh

from runners.clock import SystemClock
from service.lab.account import Account, choose_account
from service.lab.components import start_components
from service.lab.down import lower
from service.lab.errors import CommandFailedError, LabNeedsLinuxError, TooSlowError
from service.lab.files import USER, make_password, write_controls, write_face, write_home, write_host_keys
from service.lab.install import find_install, reach_install
from service.lab.place import held, open_to
from service.lab.shell import run_at
from service.lab.sockets import Sockets, open_sockets
from service.lab.state import LabHost, LabState, default_directory, read_state, write_state

_DEADLINE_S: Final = 60
_ASK: Final = "pg-replicating"
_STREAMING: Final = "streaming"


async def lab_up(directory: Path | None = None) -> LabState:
    """Raise the lab in `directory` and return it; one that is up already is returned as it is.

    What an earlier lab left there is cleared first. Raises LabError, after taking down what was begun.
    """
    if sys.platform != "linux":
        raise LabNeedsLinuxError
    place = (directory or default_directory()).absolute()
    with held(place):
        found = read_state(place)
        if found is not None and found.is_whole():
            return found
        account = choose_account()
        open_to(place, account)
        await lower(place, found, keep_directory=True)
        return await _raise_or_clear(place, account)


async def _raise_or_clear(place: Path, account: Account) -> LabState:
    try:
        async with asyncio.timeout(_DEADLINE_S):
            return await _raise(place, account)
    except BaseException as error:
        await lower(place, read_state(place))
        if isinstance(error, TimeoutError):
            raise TooSlowError(_DEADLINE_S) from error
        raise


async def _raise(place: Path, account: Account) -> LabState:
    admin, service = make_password(), make_password()
    with ExitStack() as stack:
        sockets = open_sockets(stack)
        state = _describe(place, account, sockets)
        write_state(state)  # before the first process, so that a `down` after our death finds them all
        _write_files(state, account, admin, service)
        state = replace(state, components=start_components(state, sockets))
    write_state(state)
    await _start_pair(state, f"{admin}\n{service}\n")
    await _prove(state)
    return state


def _describe(place: Path, account: Account, sockets: Sockets) -> LabState:
    return LabState(
        directory=place,
        token=secrets.token_hex(16),
        boot_id=SystemClock().boot_id(),
        uid=account.uid,
        gid=account.gid,
        postgres_bin=reach_install(find_install(), account, place / "postgres") / "bin",
        entry_address=sockets.entry.getsockname()[0],
        entry_port=sockets.entry.getsockname()[1],
        hosts=tuple(item.host for item in sockets.hosts),
    )


def _write_files(state: LabState, account: Account, admin: str, service: str) -> None:
    (state.directory / "log").mkdir(mode=0o700)
    write_face(state, service)
    write_host_keys(state)
    write_controls(state, account)
    for host in state.hosts:
        write_home(state, host, account, admin)


async def _start_pair(state: LabState, passwords: str) -> None:
    """Make the first host's database the primary and the second one's its standby."""
    primary, standby = state.hosts
    await run_at(state, primary, "pg-init", passwords)
    await run_at(state, standby, "pg-rebuild")


async def _prove(state: LabState) -> None:
    """Ask both hosts over SSH, as a drill will, whether replication streams."""
    async with asyncio.TaskGroup() as group:
        for host in state.hosts:
            group.create_task(_prove_host(state, host))


async def _prove_host(state: LabState, host: LabHost) -> None:
    async with asyncssh.connect(
        host.address,
        host.ssh_port,
        username=USER,
        known_hosts=str(state.directory / "known_hosts"),
        client_keys=[str(state.directory / "key")],
        config=None,
        agent_path=None,
    ) as connection:
        answer = await connection.run(_ASK)
    if str(answer.stdout).strip() != _STREAMING:
        raise CommandFailedError(host.name, _ASK, f"{answer.stdout} {answer.stderr}")
