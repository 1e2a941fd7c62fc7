"""Hands on hosts over SSH: one connection per host and drill, host keys always checked, honest about what was sent."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import asyncssh
from asyncssh.constants import EXTENDED_DATA_STDERR

from measurements.events import Exchange, Outcome
from runners import refusals
from runners.clock import Clock
from runners.limits import Limits
from runners.offsets import Ticker, tightest
from runners.remote import Answer, Command
from runners.script import Delivery, UnsendableError, ending, wrap
from runners.secrets import SecretMissingError, resolve
from runners.shell import Errand, Shell
from runners.wire import NotBegunError, Talk
from scenarios.plan import SECOND, PlannedHost, SecretRef

_CIPHERS: Final = "^aes128-gcm@openssh.com,aes256-gcm@openssh.com"
"""These first: 1.9 times less CPU per command than the library's own first choice."""
_SHELL: Final = "exec sh -s"
"""`exec`, so that the shell leads the process group and its end is the session's."""
_TRIES_PER_EXCHANGE: Final = 3


class SSHRemote:
    """`runners.remote.Remote` over asyncssh.

    A command goes out only when the host's shell has said that it listens; until then every failure is FAILED and
    certain. From then on only an exit status or signal is a known end, and anything else is UNKNOWN. Nothing is
    ever sent twice.
    """

    def __init__(
        self,
        hosts: Sequence[PlannedHost],
        clock: Clock,
        *,
        secret: Callable[[SecretRef], str] = resolve,
        limits: Limits | None = None,
    ) -> None:
        self._limits = limits or Limits()
        known = KnownHosts()
        self._links = {host.name: _Link(host, known, secret, self._limits, clock) for host in hosts}

    async def run(self, host: str, command: Command) -> Answer:
        """Run `command` on `host`, with the host's own `env` under the command's; see `Remote.run`."""
        deadline = asyncio.get_running_loop().time() + command.timeout_ns / SECOND
        try:
            link = self._link(host)
            delivery = wrap(replace(command, env={**link.host.env, **command.env}), secrets.token_hex(16))
            async with link.slot(deadline):
                shell = await link.begin(delivery, deadline)
                with contextlib.closing(shell):
                    return await shell.finish(deadline)
        except (NotBegunError, UnsendableError) as error:
            return Answer(outcome=Outcome.FAILED, reason=str(error))

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Return the `count` shortest of three times as many exchanges; see `Remote.exchange_clocks`."""
        made: list[Exchange] = []
        with contextlib.suppress(NotBegunError, TimeoutError):
            async with asyncio.timeout(self._limits.clocks), self._link(host).ticker() as ticker:
                for _ in range(count * _TRIES_PER_EXCHANGE):
                    made.append(await ticker.exchange())  # noqa: PERF401  what was made before the time ran out counts
        return tightest(made, count)

    async def close(self) -> None:
        """Close every connection, at the latest after `Limits.close` each."""
        async with asyncio.TaskGroup() as closing:
            for link in self._links.values():
                closing.create_task(link.close())

    def _link(self, host: str) -> _Link:
        if host not in self._links:
            message = f"{host!r} is no host of this drill; nothing was sent"
            raise NotBegunError(message)
        return self._links[host]


class _Link:
    """The connection to one host: opened when first needed, and anew after a loss."""

    def __init__(
        self,
        host: PlannedHost,
        known: KnownHosts,
        secret: Callable[[SecretRef], str],
        limits: Limits,
        clock: Clock,
    ) -> None:
        self.host = host
        self._door = _Door(host, known, secret, limits)
        self._limits, self._clock = limits, clock
        self._slots = asyncio.Semaphore(limits.sessions)
        self._opening, self._ticking, self._signalling = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
        self._connection: asyncssh.SSHClientConnection | None = None
        self._opened: list[asyncssh.SSHClientConnection] = []
        self._ticker: Ticker | None = None
        self._is_closing = False

    @contextlib.asynccontextmanager
    async def slot(self, deadline: float) -> AsyncGenerator[None, None]:
        """Hold one of the connection's sessions, or raise NotBegunError when none became free in time."""
        try:
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except TimeoutError:
            message = refusals.too_late(self.host, "while other commands held every session of the connection")
            raise NotBegunError(message) from None
        try:
            yield
        finally:
            self._slots.release()

    async def begin(self, delivery: Delivery, deadline: float) -> Shell:
        """Return a shell that listens.

        A connection that turns out to be dead is replaced once: nothing was sent on it, so this repeats nothing.
        """
        reused = self._is_up()
        try:
            return await self._begin(delivery, deadline)
        except NotBegunError:
            if not reused or self._is_up():
                raise
        return await self._begin(delivery, deadline)

    @contextlib.asynccontextmanager
    async def ticker(self) -> AsyncGenerator[Ticker, None]:
        """Hold the clock loop, started if none runs on this connection; one that fails is not used again."""
        async with self._ticking:
            ticker = self._ticker if self._ticker and self._ticker.is_open() else await self._start_ticker()
            self._ticker = None
            try:
                yield ticker
            except BaseException:
                ticker.close()
                raise
            self._ticker = ticker

    async def close(self) -> None:
        """Close what was opened, in good order if the host answers, else by force; nothing is opened from now on."""
        self._is_closing = True
        for connection in self._opened:
            connection.close()
        try:
            async with asyncio.timeout(self._limits.close):
                for connection in self._opened:
                    await connection.wait_closed()
        except TimeoutError:
            for connection in self._opened:
                connection.abort()

    def _is_up(self) -> bool:
        return self._connection is not None and not self._connection.is_closed()

    async def _connected(self, deadline: float) -> asyncssh.SSHClientConnection:
        try:
            async with asyncio.timeout_at(deadline), self._opening:
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._open()
                return self._connection
        except TimeoutError:
            raise NotBegunError(refusals.too_late(self.host, "while connecting")) from None

    async def _open(self) -> asyncssh.SSHClientConnection:
        self._opened = [each for each in self._opened if not each.is_closed()]
        if not self._is_closing:
            connection = await self._door.open()
            self._opened.append(connection)
            if not self._is_closing:
                return connection
            connection.abort()
        raise NotBegunError(refusals.let_go(self.host))

    async def _begin(self, delivery: Delivery, deadline: float) -> Shell:
        shell = Shell(self.host, delivery, self._clock, self._limits, self._signal)
        try:
            await self._open_session(shell, deadline)
            await shell.listens(deadline)
        except BaseException:
            shell.close()
            raise
        return shell

    async def _signal(self, group: int, name: str) -> bool:
        """Signal a process group on the host; return whether that was done."""
        errand = Errand()
        try:
            async with asyncio.timeout(self._limits.errand), self._signalling:
                await self._open_session(
                    errand, asyncio.get_running_loop().time() + self._limits.errand, ending(group, name)
                )
                return await errand.succeeds()
        except (NotBegunError, TimeoutError):
            return False
        finally:
            errand.close()

    async def _open_session(self, talk: Talk, deadline: float, command: str = _SHELL) -> None:
        connection = await self._connected(deadline)
        soon = min(deadline, asyncio.get_running_loop().time() + self._limits.channel)
        try:
            async with asyncio.timeout_at(soon):
                await connection.create_session(  # pyright: ignore[reportUnknownMemberType]  the library leaves it open
                    lambda: _Session(talk), command, encoding=None
                )
        except TimeoutError:
            if soon < deadline and self._connection is connection:
                self._connection = None  # it does not answer; what runs on it keeps it until it is lost or closed
            raise NotBegunError(refusals.too_late(self.host, "while opening a session")) from None
        except (asyncssh.Error, OSError) as error:
            raise NotBegunError(refusals.lost_early(self.host, str(error))) from None

    async def _start_ticker(self) -> Ticker:
        ticker = Ticker(self._clock)
        try:
            await self._open_session(ticker, asyncio.get_running_loop().time() + self._limits.clocks)
            await ticker.start()
        except BaseException:
            ticker.close()
            raise
        return ticker


class _Door:
    """How one host is entered: its recorded key, our key or password."""

    def __init__(
        self, host: PlannedHost, known: KnownHosts, secret: Callable[[SecretRef], str], limits: Limits
    ) -> None:
        self._host, self._known, self._secret, self._limits = host, known, secret, limits

    async def open(self) -> asyncssh.SSHClientConnection:
        """Return a connection that is logged in; raises NotBegunError with what to do."""
        host = self._host
        witness = _Witness(await self._known_hosts())
        password, keys = self._password(), await self._keys()
        if password is None and not keys:
            raise NotBegunError(refusals.no_way_in(host))
        try:
            options = self._options(witness, password, keys)
            return await asyncssh.connect(host.address, host.port, config=None, options=options)
        except asyncssh.HostKeyNotVerifiable:
            message = refusals.untrusted_key(host, witness.shown)
        except asyncssh.PermissionDenied:
            message = refusals.refused_login(host)
        except (asyncssh.Error, OSError, ValueError) as error:  # ValueError: this process's own user has no name
            message = refusals.unreachable(host, error)
        raise NotBegunError(message)

    def _options(
        self, witness: _Witness, password: str | None, keys: Sequence[asyncssh.SSHKeyPair]
    ) -> asyncssh.SSHClientConnectionOptions:
        limits = self._limits
        return asyncssh.SSHClientConnectionOptions(
            config=None,
            agent_path=None,
            gss_host=None,
            x509_trusted_certs=None,
            known_hosts=witness.known,
            client_factory=lambda: witness,
            username=self._host.user,
            password=password,
            client_keys=keys or None,
            encryption_algs=_CIPHERS,
            connect_timeout=limits.connect,
            login_timeout=limits.connect,
            keepalive_interval=limits.keepalive,
            keepalive_count_max=limits.keepalives_missed,
        )

    def _password(self) -> str | None:
        try:
            return self._secret(self._host.password) if self._host.password else None
        except SecretMissingError as error:
            raise NotBegunError(str(error)) from None

    async def _keys(self) -> Sequence[asyncssh.SSHKeyPair]:
        """Return the key, before it the certificate that lies next to it as `<key>-cert.pub`."""
        path = self._host.key_file
        if path is None:
            return ()
        try:
            return await asyncio.to_thread(asyncssh.load_keypairs, path)
        except (OSError, ValueError) as error:
            raise NotBegunError(refusals.unusable_file(self._host, "key", path, error)) from None

    async def _known_hosts(self) -> asyncssh.SSHKnownHosts:
        path = self._host.known_hosts
        try:
            return await asyncio.to_thread(self._known.read, path)
        except (OSError, ValueError) as error:
            raise NotBegunError(refusals.unusable_file(self._host, "known_hosts", path, error)) from None


class _Session(asyncssh.SSHClientSession[bytes]):
    """Passes on what the library reports of one session."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self._talk.opened(chan)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        self._talk.heard(data, on_stderr=datatype == EXTENDED_DATA_STDERR)

    def eof_received(self) -> bool:
        return True  # the exit status is still to come

    def exit_status_received(self, status: int) -> None:
        self._talk.exited(status)

    def exit_signal_received(self, signal: str, core_dumped: bool, msg: str, lang: str) -> None:  # noqa: FBT001  theirs
        del core_dumped, msg, lang
        self._talk.killed(signal)

    def connection_lost(self, exc: Exception | None) -> None:
        self._talk.lost(cut=exc is not None)


class KnownHosts:
    """known_hosts files; each is parsed once, and again only when it was changed."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, int], asyncssh.SSHKnownHosts] = {}

    def read(self, path: str) -> asyncssh.SSHKnownHosts:
        """Return what `path` records; raises OSError or ValueError."""
        version = (path, Path(path).stat().st_mtime_ns)
        if version not in self._parsed:
            self._parsed[version] = asyncssh.import_known_hosts(Path(path).read_text(encoding="utf-8"))
        return self._parsed[version]


class _Witness(asyncssh.SSHClient):
    """Trusts no key that known_hosts does not vouch for, and remembers what was shown."""

    def __init__(self, known: asyncssh.SSHKnownHosts) -> None:
        self.known = known
        self.shown: refusals.ShownKey | None = None

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        recorded = self.known.match(host, addr, port)
        self.shown = refusals.ShownKey(
            algorithm=key.get_algorithm(), fingerprint=key.get_fingerprint(), recorded=any(recorded)
        )
        return False
