"""How one machine is entered: its recorded key, our keys or password, perhaps from another machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncssh

from runners import refusals
from runners.limits import Limits
from runners.refusals import Machine
from runners.secrets import SecretMissingError
from runners.ssh.keys import KeyFiles, certificate_at_fault, keys_of
from runners.ssh.rush import Rush
from runners.ssh.street import Street
from runners.ssh.trust import KnownHosts, Witness
from runners.wire import NotBegunError
from scenarios.plan import SecretRef, signed_key

_CIPHERS: Final = "^aes128-gcm@openssh.com,aes256-gcm@openssh.com"
"""These first: 1.9 times less CPU per command than the library's own first choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorman:
    """What every door of a drill needs: the host keys known, where secrets are read, how long to wait."""

    known: KnownHosts
    secret: Callable[[SecretRef], str]
    limits: Limits
    keys: KeyFiles = field(default_factory=KeyFiles)
    rush: Rush = field(default_factory=Rush)


@dataclass(frozen=True, slots=True)
class Door:
    """The way into one machine."""

    machine: Machine
    doorman: Doorman

    async def open(
        self, tunnel: asyncssh.SSHClientConnection | None = None, behind: str = ""
    ) -> asyncssh.SSHClientConnection:
        """Return a connection that is logged in, made from `tunnel` (the jump host `behind`) if given.

        Raises:
            NotBegunError: with what to do.
        """
        with self.doorman.rush.entering():
            return await self._opened(tunnel, behind)

    async def _opened(self, tunnel: asyncssh.SSHClientConnection | None, behind: str) -> asyncssh.SSHClientConnection:
        witness = Witness(await self._known_hosts())
        password = await self._secret(self.machine.password)
        signed = await self._secret(signed_key(self.machine))
        async with keys_of(self.machine, self.doorman.keys, signed) as keys:
            if password is None and not keys:
                raise NotBegunError(refusals.no_way_in(self.machine))
            return await self._connect(witness, password, keys, tunnel, behind)

    async def _connect(
        self,
        witness: Witness,
        password: str | None,
        keys: Sequence[asyncssh.SSHKeyPair],
        tunnel: asyncssh.SSHClientConnection | None,
        behind: str,
    ) -> asyncssh.SSHClientConnection:
        machine = self.machine
        try:
            return await asyncssh.connect(
                machine.address, machine.port, tunnel=tunnel or Street(), **self._options(witness, password, keys)
            )
        except asyncssh.HostKeyNotVerifiable:
            message = refusals.untrusted_key(machine, witness.shown)
        except asyncssh.PermissionDenied:
            message = ". ".join(filter(None, (refusals.refused_login(machine), certificate_at_fault(machine))))
        except (asyncssh.Error, OSError, ValueError) as error:  # ValueError: this process's own user has no name
            message = refusals.unreachable(machine, error, behind)
        raise NotBegunError(message)

    def _options(
        self, witness: Witness, password: str | None, keys: Sequence[asyncssh.SSHKeyPair]
    ) -> Mapping[str, Any]:
        """Return what the library makes its options of; made here too, they would be made twice for each machine."""
        limits = self.doorman.limits
        return {
            "config": None,
            "agent_path": None,
            "gss_host": None,
            "x509_trusted_certs": None,
            "known_hosts": witness.known,
            "client_factory": lambda: witness,
            "username": self.machine.user,
            "password": password,
            "client_keys": keys or None,
            "encryption_algs": _CIPHERS,
            "connect_timeout": limits.connect,
            "login_timeout": limits.connect,
            "keepalive_interval": limits.keepalive,
            "keepalive_count_max": limits.keepalives_missed,
        }

    async def _secret(self, ref: SecretRef | None) -> str | None:
        try:
            return None if ref is None else await asyncio.to_thread(self.doorman.secret, ref)
        except SecretMissingError as error:
            raise NotBegunError(str(error)) from None

    async def _known_hosts(self) -> asyncssh.SSHKnownHosts:
        path = self.machine.known_hosts
        try:
            return await self.doorman.known.now(path)
        except (OSError, ValueError) as error:
            raise NotBegunError(refusals.unusable_file(self.machine, "known_hosts", path, error)) from None
