"""How the lab itself runs a command of a host: in the host's environment, under its account, without SSH."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE

from service.lab.errors import CommandFailedError
from service.lab.files import environment_of
from service.lab.state import LabHost, LabState


async def run_at(state: LabState, host: LabHost, command: str, stdin: str = "") -> str:
    """Run one of the host's commands and return what it printed. Raises CommandFailedError when it fails."""
    child = await asyncio.create_subprocess_exec(
        "/bin/sh",
        "-c",
        command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=state.home(host),
        env=environment_of(state, host),
        start_new_session=True,
        **state.account.credentials(),
    )
    out, errors = await child.communicate(stdin.encode())
    if child.returncode != 0:
        raise CommandFailedError(host.name, command, errors.decode(errors="replace"))
    return out.decode(errors="replace").strip()
