"""The secrets of one drill, and the keys that are made and signed for it alone: they live in memory and nowhere else.

A certificate is asked for the longest that the drill may last, undoing included, and not for longer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import asyncssh
from asyncssh.public_key import SSHOpenSSHCertificate

from runners.beat import SECOND
from runners.clock import Clock
from runners.secrets import SecretMissingError, resolve
from scenarios.plan import JumpHost, Plan, PlannedHost, SecretRef, signed_key

_MARGIN_NS: Final = 600 * SECOND
"""For what comes before the drill's first and after its last second, and for clocks that differ."""
_END: Final = "-----END OPENSSH PRIVATE KEY-----\n"


class Keyring:
    """Reads the secrets of one drill. May wait for Vault; may be called from several threads."""

    def __init__(self, plan: Plan, clock: Clock, environ: Mapping[str, str] = os.environ) -> None:
        """Make no key yet."""
        self._clock = clock
        self._environ = environ
        self._read: Callable[[SecretRef], str] = partial(resolve, environ=environ)
        self._holds_ns = plan.safeguards.longest_ns + plan.safeguards.undo_within_ns + _MARGIN_NS
        self._ways = {ref: way for way in _ways(plan) if (ref := signed_key(way)) is not None}
        self._made: dict[SecretRef, str] = {}
        self._turn = threading.Lock()

    def __call__(self, ref: SecretRef) -> str:
        """Return a secret; a signed key is made when it is first asked for. Raises SecretMissingError."""
        if ref.source != "signed":
            return self._read(ref)
        with self._turn:
            if ref not in self._made:
                self._made[ref] = self._make(ref)
            return self._made[ref]

    def _make(self, ref: SecretRef) -> str:
        way = self._ways.get(ref)
        if way is None or way.authority is None:
            raise SecretMissingError(ref, "belongs to no host of this drill", "plan the drill again")
        key = asyncssh.generate_private_key("ssh-ed25519", comment="drillproof")  # pyright: ignore[reportUnknownMemberType]
        line = self._signed(way.authority, key, way.user)
        text = f"{key.export_private_key().decode()}{line.strip()}\n"
        self._check(ref, text, way.user)
        return text

    def _signed(self, authority: SecretRef, key: asyncssh.SSHKey, user: str) -> str:
        if authority.source != "vault":
            return self._signed_here(authority, key, user)
        from runners import vault  # noqa: PLC0415  its client takes long to load, and few firms need it

        public = key.export_public_key("openssh").decode().strip()
        try:
            client = vault.vault_of(vault.settings(self._environ))
            return client.sign(authority.name, public, user, self._holds_ns // SECOND)
        except vault.VaultError as error:
            raise SecretMissingError(authority, error.what, error.repair) from None

    def _signed_here(self, authority: SecretRef, key: asyncssh.SSHKey, user: str) -> str:
        """Return the certificate by a local authority: for this user, for no terminal and no agent."""
        now = self._clock.utc_ns() // SECOND
        try:
            signer = asyncssh.import_private_key(self._read(authority))
            certificate = signer.generate_user_certificate(
                key,
                f"drillproof {user}",
                principals=[user],
                valid_after=now - _MARGIN_NS // SECOND,
                valid_before=now + self._holds_ns // SECOND,
                permit_x11_forwarding=False,
                permit_agent_forwarding=False,
                permit_pty=False,
                permit_user_rc=False,
            )
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, asyncssh.KeyGenerationError, ValueError):
            what = "is no private key of an authority that can be used"
            raise SecretMissingError(authority, what, "name one without a passphrase (ssh-keygen -t ed25519)") from None
        return certificate.export_certificate("openssh").decode()

    def _check(self, ref: SecretRef, text: str, user: str) -> None:
        """Raise SecretMissingError for a certificate that would not do: of another key, user, or time."""
        try:
            certificate = asyncssh.import_certificate(text.partition(_END)[2])
            unpacked(text)
            assert isinstance(certificate, SSHOpenSSHCertificate)  # noqa: S101  the only kind in that form
            certificate.validate(1, user)
        except (ValueError, AssertionError) as error:
            repair = f"let the authority sign user certificates for {user}"
            raise SecretMissingError(ref, f"was signed in a way that does not do: {error}", repair) from None
        ends = certificate._valid_before  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  it has no other door
        needed = self._clock.utc_ns() // SECOND + (self._holds_ns - _MARGIN_NS) // SECOND
        if ends < needed:
            what = f"was signed for {needed - ends} s less than the drill may take"
            raise SecretMissingError(ref, what, "raise the role's max_ttl, or shorten safeguards.longest")


def unpacked(text: str) -> Sequence[asyncssh.SSHKeyPair]:
    """Return a signed key with its certificate; raises ValueError where the two do not belong together."""
    private, end, line = text.partition(_END)
    key, certificate = asyncssh.import_private_key(private + end), asyncssh.import_certificate(line)
    return asyncssh.load_keypairs([(key, certificate)])


def _ways(plan: Plan) -> Iterator[PlannedHost | JumpHost]:
    for host in plan.hosts:
        yield from (host, *host.jump)
