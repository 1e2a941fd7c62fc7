"""What a machine is entered with: a key signed for the drill, one of a file, its certificate, an agent's keys."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncGenerator, Sequence
from copy import copy
from pathlib import Path

import asyncssh
from asyncssh.public_key import SSHOpenSSHCertificate

from runners import refusals
from runners.refusals import Machine
from runners.ssh.keyring import unpacked
from runners.ssh.shared import Shared
from runners.wire import NotBegunError

_USER_CERTIFICATE = 1


class KeyFiles:
    """Private keys with their certificates, as their files have them whenever somebody asks."""

    def __init__(self) -> None:
        self._shared = Shared(_read)

    async def now(self, path: str, certificate: str | None) -> Sequence[asyncssh.SSHKeyPair]:
        """Return the key, before it its certificate: the one named, or that which lies next to it as `<key>-cert.pub`.

        Each who asks has pairs of their own: a connection notes in them what its machine understands. Raises OSError or
        ValueError.
        """
        return [copy(pair) for pair in await self._shared.now((path, certificate))]


def _read(files: tuple[str, str | None]) -> Sequence[asyncssh.SSHKeyPair]:
    path, certificate = files
    return asyncssh.load_keypairs(path, certlist=[certificate] if certificate else ())


@contextlib.asynccontextmanager
async def keys_of(
    machine: Machine, files: KeyFiles, signed: str | None = None
) -> AsyncGenerator[Sequence[asyncssh.SSHKeyPair], None]:
    """Hold the keys of `machine`: `signed` or its file's, then those of an agent, which sign while they are held.

    Raises:
        NotBegunError: a file cannot be used, or only an agent could help and none does.
    """
    from_file = await _from_file(machine, files) if signed is None else unpacked(signed)
    async with contextlib.AsyncExitStack() as held:
        from_agent: Sequence[asyncssh.SSHKeyPair] = ()
        if machine.agent:
            needed = not from_file and machine.password is None
            from_agent = await _from_agent(machine, held, needed=needed)
        yield [*from_file, *from_agent]  # no tuple: to the library that is a key and its certificate


async def _from_file(machine: Machine, files: KeyFiles) -> Sequence[asyncssh.SSHKeyPair]:
    path, certificate = machine.key_file, machine.certificate_file
    if path is None:
        return ()
    try:
        pairs = await files.now(path, certificate)
    except (OSError, ValueError) as error:
        if machine.agent and "assphrase" in str(error):
            return ()  # the agent is there to hold what this file keeps locked
        what, at_fault = _at_fault(path, certificate)
        raise NotBegunError(refusals.unusable_file(machine, what, at_fault, error)) from None
    if certificate is not None and not any(pair.has_cert for pair in pairs):
        raise NotBegunError(refusals.strange_certificate(machine))
    return pairs


def _at_fault(path: str, certificate: str | None) -> tuple[str, str]:
    """Return which of the two files cannot be read."""
    if certificate is not None:
        try:
            asyncssh.read_certificate(certificate)
        except (OSError, ValueError):
            return "certificate", certificate
    return "key", path


async def _from_agent(
    machine: Machine, held: contextlib.AsyncExitStack, *, needed: bool
) -> Sequence[asyncssh.SSHKeyPair]:
    socket = os.environ.get("SSH_AUTH_SOCK") or "/nonexistent"
    try:
        agent = await asyncssh.connect_agent(socket)
        held.callback(agent.close)
        pairs = await agent.get_keys()
    except (OSError, ValueError, asyncssh.Error):
        if needed:
            raise NotBegunError(refusals.no_agent(machine)) from None
        return ()
    if needed and not pairs:
        raise NotBegunError(refusals.empty_agent(machine))
    return list(pairs)


def certificate_at_fault(machine: Machine) -> str:
    """Return what is wrong with the certificate of a machine that refused the login; empty where nothing shows."""
    path = machine.certificate_file or (f"{machine.key_file}-cert.pub" if machine.key_file else "")
    if not path or not Path(path).is_file():
        return ""
    try:
        certificate = asyncssh.read_certificate(path)
    except (OSError, ValueError):
        return ""
    return _fault_of(certificate, path, machine.user) if isinstance(certificate, SSHOpenSSHCertificate) else ""


def _fault_of(certificate: SSHOpenSSHCertificate, path: str, user: str) -> str:
    try:
        certificate.validate(_USER_CERTIFICATE, user)
    except ValueError as error:
        return refusals.certificate_at_fault(path, str(error), user, ", ".join(certificate.principals))
    return ""
