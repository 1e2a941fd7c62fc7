"""Who is not let in, whom we do not talk to, and what the reader is told to do."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.ssh import KnownHosts
from scenarios.plan import PlannedHost, SecretRef
from tests.support.hands import hands, sh
from tests.support.sshd import Sshd, new_key, public_line


async def refusal(host: PlannedHost) -> str:
    """Return why nothing was sent to `host`."""
    async with hands(host) as remote:
        answer = await sh(remote, "echo never")
    assert (answer.outcome, answer.stamps, answer.stdout) == (Outcome.FAILED, None, "")
    return answer.reason


def secret(tmp_path: Path, text: str) -> SecretRef:
    path = tmp_path / "password"
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o600)
    return SecretRef(source="file", name=str(path))


async def test_an_unknown_host_key_is_refused_and_how_to_record_it_is_told(sshd: Sshd, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    said = await refusal(sshd.host(known_hosts=empty))
    assert sshd.host_key.get_fingerprint() in said
    assert f"ssh-keyscan -p {sshd.port} 127.0.0.1 >> {empty}" in said
    assert sshd.logins == 0


async def test_a_changed_host_key_is_refused_and_said_to_have_changed(sshd: Sshd, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text(f"[127.0.0.1]:{sshd.port} {public_line(new_key())}\n")
    said = await refusal(sshd.host(known_hosts=other))
    assert "records another" in said
    assert f"ssh-keygen -R '[127.0.0.1]:{sshd.port}' -f {other}" in said
    assert sshd.logins == 0


async def test_a_host_key_that_changes_during_the_drill_is_refused(sshd: Sshd) -> None:
    async with hands(sshd.host()) as remote:
        assert (await sh(remote, "true")).outcome is Outcome.OK
        await sshd.stop()
        sshd.host_key = new_key()
        await sshd.start()
        answer = await sh(remote, "echo never")
    assert (answer.outcome, answer.stdout) == (Outcome.FAILED, "")
    assert "records another" in answer.reason


async def test_a_revoked_host_key_is_refused(sshd: Sshd, tmp_path: Path) -> None:
    revoked = tmp_path / "revoked"
    place, key = f"[127.0.0.1]:{sshd.port}", public_line(sshd.host_key)
    revoked.write_text(f"@revoked {place} {key}\n{place} {key}\n")
    assert "shows a revoked or unreadable host key" in await refusal(sshd.host(known_hosts=revoked))


async def test_a_key_recorded_after_a_refusal_is_seen(sshd: Sshd, tmp_path: Path) -> None:
    known = tmp_path / "known"
    known.touch()
    async with hands(sshd.host(known_hosts=known)) as remote:
        assert (await sh(remote, "true")).outcome is Outcome.FAILED
        known.write_bytes(sshd.known_hosts.read_bytes())
        os.utime(known, ns=(1, 1))
        assert (await sh(remote, "true")).outcome is Outcome.OK


def test_a_known_hosts_file_is_parsed_once(sshd: Sshd) -> None:
    known = KnownHosts()
    assert known.read(str(sshd.known_hosts)) is known.read(str(sshd.known_hosts))


async def test_who_asks_at_the_same_time_is_told_the_same(sshd: Sshd, tmp_path: Path) -> None:
    known, path, none = KnownHosts(), str(sshd.known_hosts), str(tmp_path / "none")
    first, second = await asyncio.gather(known.now(path), known.now(path))
    assert first is second
    told = await asyncio.gather(known.now(none), known.now(none), return_exceptions=True)
    assert [type(one) for one in told] == [FileNotFoundError, FileNotFoundError]
    assert await known.now(path) is first, "an error is forgotten, and so is who asked"


async def test_a_password_lets_in(sshd: Sshd, tmp_path: Path) -> None:
    sshd.whims.password = "päss 'word'"
    async with hands(sshd.host(password=secret(tmp_path, "päss 'word'"))) as remote:
        assert (await sh(remote, "true")).outcome is Outcome.OK


async def test_a_wrong_password_is_refused_without_showing_it(sshd: Sshd, tmp_path: Path) -> None:
    sshd.whims.password = "right one"
    said = await refusal(sshd.host(password=secret(tmp_path, "wrong-one")))
    assert f"refuses the login by password from file:{tmp_path}/password" in said
    assert "wrong-one" not in said


async def test_a_password_that_is_not_there_is_said_to_be_missing(sshd: Sshd) -> None:
    said = await refusal(sshd.host(password=SecretRef(source="env", name="NO_SUCH_PASSWORD")))
    assert said == (
        "secret env:NO_SUCH_PASSWORD: the environment variable is not set; export NO_SUCH_PASSWORD before the drill"
    )


async def test_a_key_that_the_host_does_not_know_is_refused(sshd: Sshd, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.write_bytes(new_key().export_private_key())
    said = await refusal(sshd.host(key_file=stranger))
    assert f"refuses the login by key {stranger}" in said


async def test_a_certificate_next_to_the_key_lets_in(sshd: Sshd, tmp_path: Path) -> None:
    authority, key, path = new_key(), new_key(), tmp_path / "id"
    path.write_bytes(key.export_private_key())
    certificate = authority.generate_user_certificate(key, "drill", principals=["drill"])
    (tmp_path / "id-cert.pub").write_bytes(certificate.export_certificate())
    await sshd.stop()
    sshd.authorized = f"cert-authority {public_line(authority)}\n"
    await sshd.start()
    async with hands(sshd.host(key_file=path)) as remote:
        assert (await sh(remote, "true")).outcome is Outcome.OK
    (tmp_path / "id-cert.pub").unlink()
    assert "refuses the login" in await refusal(sshd.host(key_file=path))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("no-such-key", None, "No such file or directory; check the path in the inventory"),
        ("text", b"this is no key\n", "Invalid private key; check the path in the inventory"),
    ],
)
async def test_a_key_file_that_is_none_is_refused(
    sshd: Sshd, tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    said = await refusal(sshd.host(key_file=path))
    assert f"key {path} cannot be used: {why}" in said


async def test_a_key_with_a_passphrase_is_refused(sshd: Sshd, tmp_path: Path) -> None:
    path = tmp_path / "locked"
    path.write_bytes(new_key().export_private_key(format_name="pkcs8-pem", passphrase="secret"))
    assert "use a key without a passphrase" in await refusal(sshd.host(key_file=path))


async def test_a_host_without_key_and_password_is_refused(sshd: Sshd) -> None:
    host = replace(sshd.host(), key_file=None)
    assert "has neither key nor password" in await refusal(host)


@pytest.mark.parametrize(("content", "why"), [(None, "No such file"), (b"one-word\n", "Invalid known hosts entry")])
async def test_a_known_hosts_file_that_is_none_is_refused(
    sshd: Sshd, tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "known"
    if content is not None:
        path.write_bytes(content)
    said = await refusal(sshd.host(known_hosts=path))
    assert f"known_hosts {path} cannot be used: {why}" in said


async def test_neither_the_users_ssh_config_nor_an_agent_is_asked(
    sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host *\n  User somebody\n  Port 1\n  HostName 127.9.9.9\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "no-agent"))
    async with hands(sshd.host()) as remote:
        assert (await sh(remote, "true")).outcome is Outcome.OK
