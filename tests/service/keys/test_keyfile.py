"""Key files: made once, for their owner alone, and clear words for every file that is none."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from service.health.key import complaint
from service.keys import KeyFileError, keyid_of, new_key, open_key, open_locked_key, public_key_of
from service.keys.keyfile import public_file


def refused(path: Path, password: str | None = None) -> str:
    with pytest.raises(KeyFileError) as caught:
        open_key(path, password)
    return f"{caught.value.reason}: {caught.value}"


def test_a_new_key_opens_again_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    made = new_key(tmp_path / "keys/operator.pem")
    assert open_key(tmp_path / "keys/operator.pem").keyid == made.keyid
    assert stat.S_IMODE((tmp_path / "keys/operator.pem").stat().st_mode) == 0o600
    public = public_key_of(public_file(tmp_path / "keys/operator.pem").read_bytes())
    assert public is not None
    assert keyid_of(public) == made.keyid


def locked(folder: Path, line: bytes, mode: int = 0o600) -> tuple[Path, Path]:
    """Return a key with the password `word`, and a file that is said to hold it."""
    new_key(folder / "k.pem", "word")
    (folder / "p.txt").write_bytes(line)
    (folder / "p.txt").chmod(mode)
    return folder / "k.pem", folder / "p.txt"


@pytest.mark.parametrize("line", [b"word", b"word\n", b"word\r\nmore"])
def test_a_key_is_opened_by_the_first_line_of_a_file(tmp_path: Path, line: bytes) -> None:
    key, password_file = locked(tmp_path, line)
    assert open_locked_key(key, password_file) is not None
    assert complaint(key, password_file) == ""


@pytest.mark.parametrize(
    ("line", "mode", "reason", "named"),
    [
        (b"other", 0o600, "no_key", "k.pem"),
        (b"\nword", 0o600, "no_password", "p.txt"),
        (b"\xff", 0o600, "no_password", "p.txt"),
        (b"word", 0o644, "open_to_others", "p.txt"),
    ],
)
def test_a_password_that_does_not_open_it_is_told_by_health_too(
    tmp_path: Path, line: bytes, mode: int, reason: str, named: str
) -> None:
    key, password_file = locked(tmp_path, line, mode)
    with pytest.raises(KeyFileError) as caught:
        open_locked_key(key, password_file)
    assert caught.value.reason == reason
    told = complaint(key, password_file) or ""
    assert told == str(caught.value)
    assert named in str(told)
    assert "word" not in str(told).replace("password", "")


def test_a_password_file_that_is_not_there_and_a_key_without_password_are_told(tmp_path: Path) -> None:
    key, password_file = locked(tmp_path, b"word")
    assert "is encrypted" in (complaint(key) or "")
    assert "gone.txt: " in (complaint(key, tmp_path / "gone.txt") or "")
    new_key(tmp_path / "plain.pem")
    assert "is not encrypted" in (complaint(tmp_path / "plain.pem", password_file) or "")


def test_a_key_does_not_show_itself_where_it_is_printed(tmp_path: Path) -> None:
    assert "private" not in repr(new_key(tmp_path / "k.pem"))


def test_an_encrypted_key_needs_its_password(tmp_path: Path) -> None:
    made = new_key(tmp_path / "k.pem", "秘密 x")
    assert open_key(tmp_path / "k.pem", "秘密 x").keyid == made.keyid
    assert refused(tmp_path / "k.pem").startswith("password_missing")
    assert refused(tmp_path / "k.pem", "other").startswith("no_key")
    assert b"ENCRYPTED" in (tmp_path / "k.pem").read_bytes()


def test_a_password_for_a_key_that_has_none_is_refused(tmp_path: Path) -> None:
    new_key(tmp_path / "k.pem")
    assert refused(tmp_path / "k.pem", "x").startswith("password_idle")


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    first = new_key(tmp_path / "k.pem")
    with pytest.raises(KeyFileError, match="overwritten"):
        new_key(tmp_path / "k.pem")
    assert open_key(tmp_path / "k.pem").keyid == first.keyid


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    new_key(tmp_path / "k.pem")
    (tmp_path / "k.pem").chmod(0o640)
    assert "chmod 600" in refused(tmp_path / "k.pem")


def test_a_file_that_is_no_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "k.pem").write_text("hello", encoding="utf-8")
    (tmp_path / "k.pem").chmod(0o600)
    assert refused(tmp_path / "k.pem").startswith("no_key")
    assert refused(tmp_path / "gone.pem").startswith("unreadable")


def test_a_key_of_another_kind_is_told(tmp_path: Path) -> None:
    asked = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem"]
    subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "ec.pem").chmod(0o600)
    assert refused(tmp_path / "ec.pem").startswith("other_kind")


def test_a_key_that_openssl_made_is_taken(tmp_path: Path) -> None:
    asked = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", "k.pem"]
    subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "k.pem").chmod(0o600)
    assert len(open_key(tmp_path / "k.pem").keyid) == 64
