"""Keys that are made and signed for one drill: whom they let in, for how long, and that they lie nowhere."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest
from asyncssh.public_key import SSHOpenSSHCertificate

from measurements.events import Outcome
from runners.clock import SystemClock
from runners.ledgers.opening import opening_of
from runners.prober import prober_secrets
from runners.secrets import SecretMissingError, masker_for, secrets_of
from runners.ssh import Keyring
from scenarios.plan import (
    SECOND,
    FileStoreSpec,
    Plan,
    PlannedHost,
    PlannedLedger,
    Safeguards,
    SecretRef,
    Text,
    signed_key,
)
from service.start import StartRefusedError, check_secrets
from tests.support.hands import hands, sh
from tests.support.openssh import OpenSSH, openssh
from tests.support.sshd import new_key, public_line
from tests.support.vaults import LONGEST_S, ROLE, SmallVault, small_vault

ME = getpass.getuser()
BY_VAULT = SecretRef(source="vault", name=f"ssh/{ROLE}")


def host(authority: SecretRef, user: str = ME) -> PlannedHost:
    return PlannedHost(
        name="db-a",
        address="127.0.0.1",
        port=22,
        user=user,
        roles=(),
        environment="test",
        site="here",
        known_hosts="k",
        authority=authority,
    )


def plan(*hosts: PlannedHost, longest_s: int = 600) -> Plan:
    return Plan(
        scenario="s",
        title=Text(zh="s", en="s"),
        form="live",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=(),
        hosts=hosts,
        parameters={},
        probes=(),
        ledgers=(),
        safeguards=Safeguards(
            environments=("test",),
            longest_ns=longest_s * SECOND,
            lease_ns=SECOND,
            undo_within_ns=60 * SECOND,
        ),
        on_interruption="restore",
        steps=(),
    )


def locked(path: Path) -> None:
    """Put a passphrase on a key."""
    keygen = shutil.which("ssh-keygen")
    if keygen is None:
        pytest.skip("no ssh-keygen: apt-get install openssh-client")
    command = [keygen, "-q", "-p", "-P", "", "-N", "open sesame", "-f", str(path)]
    subprocess.run(command, check=True, timeout=30, capture_output=True)


def written(folder: Path, key: asyncssh.SSHKey) -> SecretRef:
    """Keep the private key of an authority in a file."""
    (folder / "ca").touch(mode=0o600)
    (folder / "ca").write_bytes(key.export_private_key())
    return SecretRef(source="file", name=str(folder / "ca"))


def keyring(made: Plan, vault: SmallVault | None = None) -> Keyring:
    environ = {} if vault is None else {"VAULT_ADDR": vault.address, "VAULT_TOKEN": vault.token}
    return Keyring(made, SystemClock(), environ)


def certificate_of(text: str) -> SSHOpenSSHCertificate:
    made = asyncssh.import_certificate(text.splitlines()[-1])
    assert isinstance(made, SSHOpenSSHCertificate)
    return made


@pytest.fixture
def vault() -> Iterator[SmallVault]:
    with small_vault() as made:
        yield made


class TestOnARealServer:
    """OpenSSH's own server, which trusts an authority and no key by itself."""

    @pytest.fixture
    def key(self) -> asyncssh.SSHKey:
        return new_key()

    @pytest.fixture
    async def trusting(self, tmp_path: Path, key: asyncssh.SSHKey) -> AsyncGenerator[OpenSSH, None]:
        (tmp_path / "ca.pub").write_text(public_line(key) + "\n", encoding="ascii")
        async with openssh(tmp_path / "sshd", more=f"TrustedUserCAKeys {tmp_path}/ca.pub\n") as made:
            (made.directory / "authorized_keys").write_text("")
            yield made

    @pytest.mark.lab
    async def test_a_local_authority_lets_in(self, trusting: OpenSSH, tmp_path: Path, key: asyncssh.SSHKey) -> None:
        entered = replace(trusting.host, key_file=None, authority=written(tmp_path, key))
        async with hands(entered, secret=keyring(plan(entered))) as remote:
            assert (await sh(remote, "echo in")).stdout == "in\n"
        assert "CA ED25519" in trusting.log

    @pytest.mark.lab
    async def test_vault_lets_in_and_through_a_jump_host(
        self, trusting: OpenSSH, key: asyncssh.SSHKey, vault: SmallVault
    ) -> None:
        vault.key = key
        jump = replace(trusting.as_jump(name="gate", key_file=None), authority=BY_VAULT)
        entered = replace(trusting.host, key_file=None, authority=BY_VAULT, jump=(jump,))
        async with hands(entered, secret=keyring(plan(entered), vault)) as remote:
            assert (await sh(remote, "echo in")).stdout == "in\n"
        assert vault.asked == [f"POST /v1/ssh/sign/{ROLE}"], "one key serves the whole drill"

    @pytest.mark.lab
    async def test_another_authority_does_not_and_the_refusal_says_what_to_do(
        self, trusting: OpenSSH, tmp_path: Path
    ) -> None:
        entered = replace(trusting.host, key_file=None, authority=written(tmp_path, new_key()))
        async with hands(entered, secret=keyring(plan(entered))) as remote:
            answer = await sh(remote, "true")
        assert answer.outcome is Outcome.FAILED
        assert "TrustedUserCAKeys" in answer.reason


@pytest.mark.parametrize("by", ["file", "vault"])
def test_a_certificate_holds_for_the_drill_and_no_longer(tmp_path: Path, vault: SmallVault, by: str) -> None:
    authority = written(tmp_path, new_key()) if by == "file" else BY_VAULT
    made = plan(host(authority))
    ref = signed_key(made.hosts[0])
    assert ref is not None
    certificate = certificate_of(keyring(made, vault)(ref))
    ends = certificate._valid_before - SystemClock().utc_ns() // SECOND  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    assert 660 <= ends <= 660 + 600 + 5
    assert certificate.principals == [ME]


def test_a_local_authority_gives_no_terminal_no_agent_and_no_rc(tmp_path: Path) -> None:
    made = plan(host(written(tmp_path, new_key())))
    ref = signed_key(made.hosts[0])
    assert ref is not None
    assert set(certificate_of(keyring(made)(ref)).options) == {"permit-port-forwarding"}


def test_every_drill_has_a_key_of_its_own_and_one_drill_one(tmp_path: Path) -> None:
    made = plan(host(written(tmp_path, new_key())))
    ref = signed_key(made.hosts[0])
    assert ref is not None
    first, second = keyring(made), keyring(made)
    assert first(ref) == first(ref) != second(ref)


def test_the_key_lies_in_no_file_and_is_masked(tmp_path: Path) -> None:
    made = plan(host(written(tmp_path, new_key())))
    ref = signed_key(made.hosts[0])
    assert ref is not None
    ring = keyring(made)
    private = ring(ref).splitlines()[3]
    found = [path for path in tmp_path.rglob("*") if path.is_file() and private in path.read_text(encoding="utf-8")]
    assert not found
    told = masker_for(made, ring).mask(f"a {private} b {(tmp_path / 'ca').read_text(encoding='ascii')}")
    assert private not in told
    assert (tmp_path / "ca").read_text(encoding="ascii").splitlines()[3] not in told


def test_prober_and_ledger_are_told_the_key_but_never_the_authority(tmp_path: Path) -> None:
    made = plan(host(written(tmp_path, new_key())))
    ref = signed_key(made.hosts[0])
    assert ref is not None
    assert set(prober_secrets((), made.hosts)) == {ref}
    store = FileStoreSpec(host="db-a", path="/srv/x", become=False)
    ledger = PlannedLedger(name="l", service="s", store=store, every_ns=SECOND, timeout_ns=SECOND)
    opening = opening_of("d", made, ledger, keyring(made))
    assert list(opening.secrets) == [f"signed:{ref.name}"]


SPOILED: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.unlink(), "create the file"),
    (lambda path: path.write_text("no key\n"), "is no private key"),
    (lambda path: path.write_bytes(new_key().export_public_key()), "is no private key"),
    (locked, "without a passphrase"),
]


@pytest.mark.parametrize(("spoil", "told"), SPOILED)
def test_an_authority_that_cannot_sign_refuses_the_start(
    tmp_path: Path, spoil: Callable[[Path], object], told: str
) -> None:
    made = plan(host(written(tmp_path, new_key())))
    spoil(tmp_path / "ca")
    with pytest.raises(StartRefusedError, match=told):
        check_secrets(made, keyring(made))


def test_a_role_that_signs_for_less_than_the_drill_may_take_refuses_the_start(vault: SmallVault) -> None:
    made = plan(host(BY_VAULT), longest_s=2 * LONGEST_S)
    with pytest.raises(StartRefusedError, match="less than the drill may take; raise the role's max_ttl"):
        check_secrets(made, keyring(made, vault))


def test_a_vault_that_is_away_refuses_the_start_and_tells_of_every_secret(vault: SmallVault) -> None:
    vault.sealed = True
    password = SecretRef(source="vault", name="secret/db#password")
    made = plan(replace(host(BY_VAULT), password=password))
    with pytest.raises(StartRefusedError) as caught:
        check_secrets(made, keyring(made, vault))
    assert len(caught.value.reasons) == len(secrets_of(made)) == 2
    assert all("does not answer" in reason for reason in caught.value.reasons)


def test_a_certificate_for_somebody_else_is_not_taken(vault: SmallVault) -> None:
    made = plan(host(BY_VAULT))
    ref = signed_key(made.hosts[0])
    assert ref is not None
    sign = vault.answer

    def for_another(method: str, path: str, token: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        return sign(method, path, token, {**body, "valid_principals": "somebody"})

    vault.answer = for_another  # pyright: ignore[reportAttributeAccessIssue]  the same, with another body
    with pytest.raises(SecretMissingError, match=f"let the authority sign user certificates for {ME}"):
        keyring(made, vault)(ref)


def test_a_key_of_no_host_of_the_drill_is_not_made(tmp_path: Path) -> None:
    stranger = signed_key(host(written(tmp_path, new_key()), user="stranger"))
    assert stranger is not None
    with pytest.raises(SecretMissingError, match="belongs to no host"):
        keyring(plan())(stranger)
