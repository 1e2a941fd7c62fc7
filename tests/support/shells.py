"""Which shells there are to try scripts on, and hands that run a command here as SSH would deliver it there."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.remote import Answer, Command
from runners.script import unwrap, wrap
from scenarios.plan import SECOND

SHELLS = ("dash", "bash", "busybox")
"""bash called as sh is POSIX mode; busybox brings its own grep, sleep, cat and all the rest."""
EACH_SHELL = pytest.mark.parametrize(
    "shell", [SHELLS[0], *(pytest.param(shell, marks=pytest.mark.slow) for shell in SHELLS[1:])]
)


def path_with(shell: str, where: Path) -> str:
    """Make a directory in which `sh` is `shell`; return the PATH that begins there, or skip."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    where.mkdir()
    if shell == "busybox":
        applets = subprocess.run([program, "--list"], capture_output=True, text=True, check=True, timeout=10).stdout
        for applet in applets.split():
            (where / applet).symlink_to(program)
        return str(where)
    (where / "sh").symlink_to(program)
    return f"{where}:{os.environ['PATH']}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HereRemote:
    """`Remote.run` on this machine: the same text on the stdin of `sh -s`, reached through `prefix` (nsenter, say).

    The `arguments` mean nothing to the script; they stand in the shell's command line.
    """

    path: str
    prefix: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    async def run(self, host: str, command: Command) -> Answer:  # noqa: ARG002  there is only one host here
        """Run `command`; UNKNOWN when it was killed or took too long."""
        process = await self.start()
        token = secrets.token_hex(16)
        delivery = wrap(command, token)
        try:
            async with asyncio.timeout(command.timeout_ns / SECOND):
                stdout, stderr = await process.communicate(delivery.opening + delivery.body)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            return Answer(outcome=Outcome.UNKNOWN, reason="timed out")
        out, err = (unwrap(text.decode(), token).text for text in (stdout, stderr))
        status = process.returncode
        if status is None or status < 0:
            return Answer(outcome=Outcome.UNKNOWN, reason=f"killed by signal {status}", stdout=out, stderr=err)
        return Answer(outcome=Outcome.OK, exit_status=status, stdout=out, stderr=err)

    async def start(self) -> asyncio.subprocess.Process:
        """Start a shell that reads its script from stdin, as the leader of a session of its own."""
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(*self.prefix, "sh", "-s", *self.arguments),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env={"PATH": self.path, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
