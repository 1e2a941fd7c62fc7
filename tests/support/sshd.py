"""An SSH server on loopback that runs a real /bin/sh and can be told to misbehave.

It ends a session as OpenSSH does: exit status when the shell is gone, the close when nobody holds its output any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncssh
from asyncssh.constants import EXTENDED_DATA_STDERR, OPEN_CONNECT_FAILED
from asyncssh.packet import Boolean, String, UInt32

from scenarios.plan import PlannedHost, SecretRef

USER: Final = "drill"
_CHUNK: Final = 64 * 1024


@dataclass(kw_only=True)
class Whims:
    """How the server misbehaves; may be changed while it serves. Times are seconds."""

    login_takes: float = 0.0
    shell_start_takes: float = 0.0
    never_starts_shell: bool = False
    drops_link_at_exec: bool = False
    deaf_to_signals: bool = False
    never_confirms_session: bool = False
    password: str | None = None
    most_sessions: int | None = None


@dataclass(kw_only=True)
class Sshd:
    """A running server: where it listens, whom it lets in, and what it does to its guests."""

    directory: Path
    address: str
    shell: Sequence[str]
    env: Mapping[str, str]
    whims: Whims
    host_key: asyncssh.SSHKey
    authorized: str
    port: int = 0
    logins: int = 0
    commands: list[str] = field(default_factory=list[str])
    most_at_once: int = 0
    guests: set[asyncssh.SSHServerConnection] = field(default_factory=set[asyncssh.SSHServerConnection])
    sessions: set[_Session] = field(default_factory=lambda: set[_Session]())  # noqa: PLW0108  defined below
    running: set[_Session] = field(default_factory=lambda: set[_Session]())  # noqa: PLW0108
    _acceptor: asyncssh.SSHAcceptor | None = None

    @property
    def key_file(self) -> Path:
        """The private key that is let in."""
        return self.directory / "id_drill"

    @property
    def known_hosts(self) -> Path:
        """A known_hosts file that vouches for this server as it was started."""
        return self.directory / "known_hosts"

    def host(
        self,
        name: str = "db-a",
        *,
        known_hosts: Path | None = None,
        key_file: Path | None = None,
        password: SecretRef | None = None,
        env: Mapping[str, str] | None = None,
    ) -> PlannedHost:
        """Return the inventory's view of this server; by key unless a password is given."""
        return PlannedHost(
            name=name,
            address=self.address,
            port=self.port,
            user=USER,
            roles=("primary",),
            environment="test",
            site="here",
            known_hosts=str(known_hosts or self.known_hosts),
            key_file=str(key_file) if key_file else None if password else str(self.key_file),
            password=password,
            state_dir=str(self.directory / "state"),
            env=dict(env or {}),
        )

    def drop_links(self) -> None:
        """Cut every connection without a good-bye."""
        for guest in tuple(self.guests):
            guest.abort()

    async def start(self) -> None:
        """Listen (again, on the same port, with `host_key`)."""
        self._acceptor = await asyncssh.listen(
            self.address,
            self.port,
            server_factory=lambda: _Gate(self),
            server_host_keys=[self.host_key],
            authorized_client_keys=asyncssh.import_authorized_keys(self.authorized),
            encoding=None,
            reuse_address=True,
        )
        self.port = self._acceptor.get_port()

    async def stop(self) -> None:
        """Stop listening, cut every connection, end every process that was started."""
        if self._acceptor is not None:
            self._acceptor.close()
            await self._acceptor.wait_closed()
            self._acceptor = None
        self.drop_links()
        for session in tuple(self.running):
            await session.end()


@contextlib.asynccontextmanager
async def serve(
    directory: Path,
    *,
    address: str = "127.0.0.1",
    shell: Sequence[str] = ("/bin/sh", "-c"),
    env: Mapping[str, str] | None = None,
    whims: Whims | None = None,
) -> AsyncGenerator[Sshd, None]:
    """Serve on a free port of `address`; keys and a known_hosts file lie in `directory`."""
    directory.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  a test's own directory
    key = new_key()
    sshd = Sshd(
        directory=directory,
        address=address,
        shell=shell,
        env={"PATH": os.environ["PATH"], "HOME": str(directory), **(env or {})},
        whims=whims or Whims(),
        host_key=new_key(),
        authorized=key.export_public_key().decode(),
    )
    sshd.key_file.touch(mode=0o600)
    sshd.key_file.write_bytes(key.export_private_key())
    try:
        await sshd.start()
        sshd.known_hosts.write_text(f"[{address}]:{sshd.port} {public_line(sshd.host_key)}\n", encoding="ascii")
        yield sshd
    finally:
        await sshd.stop()


def new_key() -> asyncssh.SSHKey:
    """Return a new ED25519 key."""
    return asyncssh.generate_private_key("ssh-ed25519")  # pyright: ignore[reportUnknownMemberType]


def public_line(key: asyncssh.SSHKey) -> str:
    """Return the public half as one line, as known_hosts and authorized_keys want it."""
    return key.export_public_key().decode("ascii").strip()


class _Gate(asyncssh.SSHServer):
    """Lets in who has the key, or the password where one is set."""

    def __init__(self, sshd: Sshd) -> None:
        self._sshd = sshd
        self._guest: asyncssh.SSHServerConnection | None = None
        self._left = asyncio.Event()

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._guest = conn
        self._sshd.guests.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._left.set()
        if self._guest is not None:
            self._sshd.guests.discard(self._guest)

    async def begin_auth(self, username: str) -> bool:
        del username
        await asyncio.sleep(self._sshd.whims.login_takes)
        return True

    def auth_completed(self) -> None:
        self._sshd.logins += 1

    def password_auth_supported(self) -> bool:
        return self._sshd.whims.password is not None

    def validate_password(self, username: str, password: str) -> bool:
        return username == USER and password == self._sshd.whims.password

    def session_requested(
        self,
    ) -> asyncssh.SSHServerSession[bytes] | bool | Awaitable[asyncssh.SSHServerSession[bytes]]:
        if self._sshd.whims.never_confirms_session:
            return self._never()
        most = self._sshd.whims.most_sessions
        if most is not None and len(self._sshd.sessions) >= most:
            return False
        return _Session(self._sshd)

    async def _never(self) -> asyncssh.SSHServerSession[bytes]:
        await self._left.wait()
        raise asyncssh.ChannelOpenError(OPEN_CONNECT_FAILED, "the guest left")


class _Session(asyncssh.SSHServerSession[bytes]):
    """One command in a process group of its own."""

    def __init__(self, sshd: Sshd) -> None:
        self._sshd = sshd
        self._command = ""
        self._chan: asyncssh.SSHServerChannel[bytes] | None = None
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._task: asyncio.Task[None] | None = None
        self._child: asyncio.subprocess.Process | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._chan = chan
        self._sshd.sessions.add(self)
        self._sshd.most_at_once = max(self._sshd.most_at_once, len(self._sshd.sessions))

    def exec_requested(self, command: str) -> bool:
        self._command = command
        self._sshd.commands.append(command)
        return True

    def session_started(self) -> None:
        if self._sshd.whims.drops_link_at_exec:
            self._sshd.drop_links()
            return
        self._task = asyncio.get_running_loop().create_task(self._run())

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        del datatype
        self._input.put_nowait(data)

    def eof_received(self) -> bool:
        self._input.put_nowait(b"")
        return True

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def signal_received(self, signal: str) -> None:
        if not self._sshd.whims.deaf_to_signals:
            self._signal_group(signal)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._sshd.sessions.discard(self)
        self._input.put_nowait(b"")
        self._may_write.set()
        if self._child is None and self._task is not None:
            self._task.cancel()

    async def end(self) -> None:
        """End the process group and what serves it."""
        self._signal_group("KILL")
        if self._child is not None:
            await _exit_status(
                self._child
            )  # before its transport is closed, which would take the status from the watcher
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _signal_group(self, name: str) -> None:
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.Signals[f"SIG{name}"])

    async def _run(self) -> None:
        self._sshd.running.add(self)
        whims = self._sshd.whims
        try:
            await asyncio.sleep(3600 if whims.never_starts_shell else whims.shell_start_takes)
            self._child = await self._spawn()
            await self._serve(self._child)
        finally:
            self._sshd.running.discard(self)
            if self._child is not None:
                transport: asyncio.SubprocessTransport = vars(self._child)["_transport"]
                transport.close()  # a setsid process may hold the pipes for ever

    async def _spawn(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *self._sshd.shell,
            self._command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=dict(self._sshd.env),
            start_new_session=True,
        )

    async def _serve(self, child: asyncio.subprocess.Process) -> None:
        async with asyncio.TaskGroup() as pumps:
            feeding = pumps.create_task(self._feed(child))
            pumps.create_task(self._carry(child.stdout, None))
            pumps.create_task(self._carry(child.stderr, EXTENDED_DATA_STDERR))
            status = await _exit_status(child)
            feeding.cancel()
            self._report(status)
        if self._chan is not None:
            self._chan.close()

    async def _feed(self, child: asyncio.subprocess.Process) -> None:
        stdin = child.stdin
        assert stdin is not None
        with contextlib.suppress(OSError):
            while data := await self._input.get():
                stdin.write(data)
                await stdin.drain()
            stdin.close()

    async def _carry(self, stream: asyncio.StreamReader | None, datatype: int | None) -> None:
        assert stream is not None
        while data := await stream.read(_CHUNK):
            await self._may_write.wait()
            with contextlib.suppress(OSError):
                if self._chan is not None:
                    self._chan.write(data, datatype)  # pyright: ignore[reportUnknownMemberType]

    def _report(self, status: int) -> None:
        """Send the exit status and leave the channel open, which the library's `exit` would close."""
        chan = self._chan
        if chan is None or chan.is_closing():
            return
        if status >= 0:
            chan._send_request(b"exit-status", UInt32(status))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            return
        name = signal.Signals(-status).name.removeprefix("SIG")
        body = (String(name), Boolean(value=False), String(""), String(""))
        chan._send_request(b"exit-signal", *body)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


async def _exit_status(child: asyncio.subprocess.Process) -> int:
    """Return it when the process is gone; `child.wait` would also wait for whoever holds its pipes."""
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    with contextlib.suppress(ProcessLookupError):
        process = os.pidfd_open(child.pid)
        loop.add_reader(process, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(process)
            os.close(process)
    while (status := child.returncode) is None:  # noqa: ASYNC110  the library is just about to set it
        await asyncio.sleep(0.001)
    return status


@contextlib.asynccontextmanager
async def mute_server(*, banner_after: float | None = None) -> AsyncGenerator[int, None]:
    """Accept TCP on a free port and say nothing, or only a banner, late; yields the port."""
    writers: list[asyncio.StreamWriter] = []

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        if banner_after is not None:
            await asyncio.sleep(banner_after)
            writer.write(b"SSH-2.0-late\r\n")
        await reader.read()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()
