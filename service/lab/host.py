"""One host of the lab: an SSH server that runs a real /bin/sh for each command, under the uid of the host's account.

`python -m service.lab.host --settings FILE --fd N`. Like sshd it keeps its own uid and drops it for every command.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
from asyncio.subprocess import PIPE, SubprocessStreamProtocol
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, cast

import asyncssh

from service.lab.account import Account
from service.lab.settings import HostSettings, read_settings

_CHUNK: Final = 64 * 1024
_LINGER_S: Final = 0.5  # how long output may still come from what a finished command left behind

Process = asyncssh.SSHServerProcess[bytes]


class Shell(SubprocessStreamProtocol):
    """A running command; knows its end at once, also when a detached child still holds its pipes."""

    def __init__(self) -> None:
        super().__init__(limit=_CHUNK, loop=asyncio.get_running_loop())
        self.ended = asyncio.Event()

    def process_exited(self) -> None:
        """Note the end."""
        super().process_exited()
        self.ended.set()


async def start_shell(settings: HostSettings, command: str | None) -> tuple[asyncio.SubprocessTransport, Shell]:
    """Start /bin/sh for a command (or to read one from stdin) in a session of its own, at home."""
    account = Account(uid=settings.uid, gid=settings.gid, drops=settings.uid != os.geteuid())
    return await asyncio.get_running_loop().subprocess_exec(
        Shell,
        *(("/bin/sh",) if command is None else ("/bin/sh", "-c", command)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=settings.home,
        env=settings.environment,
        start_new_session=True,
        **account.credentials(),
    )


async def run_command(settings: HostSettings, process: Process) -> None:
    """Run what the client asked for, pass everything through, and answer with its exit status.

    When the channel is closed first, the command's process group is killed; what left the group (setsid) lives on.
    """
    transport, shell = await start_shell(settings, process.command)
    try:
        await converse(process, shell)
        if not shell.ended.is_set():
            os.killpg(transport.get_pid(), signal.SIGKILL)
            await shell.ended.wait()
    finally:
        transport.close()
    _answer(process, cast("int", transport.get_returncode()))


def _answer(process: Process, status: int) -> None:
    with suppress(OSError):
        if status >= 0:
            process.exit(status)
        else:
            process.exit_with_signal(signal.Signals(-status).name.removeprefix("SIG"))


async def converse(process: Process, shell: Shell) -> None:
    """Pass input and output until the command has ended and its output is through, or the channel is closed."""
    async with asyncio.TaskGroup() as group:
        outputs = (
            group.create_task(_carry(cast("asyncio.StreamReader", shell.stdout), process.stdout)),
            group.create_task(_carry(cast("asyncio.StreamReader", shell.stderr), process.stderr)),
        )
        feed = group.create_task(_feed(process, cast("asyncio.StreamWriter", shell.stdin)))
        ends = (group.create_task(shell.ended.wait()), group.create_task(process.channel.wait_closed()))
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if shell.ended.is_set():
            await asyncio.wait(outputs, timeout=_LINGER_S)
        for task in (*outputs, feed, *ends):
            task.cancel()


async def _carry(source: asyncio.StreamReader, sink: asyncssh.SSHWriter[bytes]) -> None:
    with suppress(OSError):
        while data := await source.read(_CHUNK):
            sink.write(data)
            await sink.drain()


async def _feed(process: Process, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError, asyncssh.BreakReceived, asyncssh.SignalReceived):
        while data := await process.stdin.read(_CHUNK):
            sink.write(data)
            await sink.drain()
    sink.close()


async def serve(settings: HostSettings, listener: socket.socket) -> None:
    """Serve SSH for ever; no forwarding, no sftp, keys only."""
    async with await asyncssh.listen(
        sock=listener,
        server_host_keys=[settings.host_key],
        authorized_client_keys=settings.client_key,
        process_factory=partial(run_command, settings),
        encoding=None,
        line_editor=False,
        allow_pty=False,
        password_auth=False,
        kbdint_auth=False,
    ) as server:
        await server.wait_closed()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--fd", type=int, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(read_settings(arguments.settings), socket.socket(fileno=arguments.fd)))


if __name__ == "__main__":
    main()
