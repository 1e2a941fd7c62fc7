"""Time stamps: asked of an authority of our own, checked by openssl as well, and never about anything else."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.keys.stamping import StampError, read_stamp, stamp
from tests.support.authorities import Authority, authority

STATEMENT = b'{"_type":"https://in-toto.io/Statement/v1"}'


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Generator[Authority]:
    with authority(tmp_path_factory.mktemp("tsa")) as found:
        yield found


@pytest.fixture(scope="module")
def token(ours: Authority) -> bytes:
    return stamp(STATEMENT, ours.url)


def test_an_authority_that_is_trusted_says_when(ours: Authority, token: bytes) -> None:
    found = read_stamp(token, STATEMENT, [ours.certificate])
    assert (found.is_trusted, found.why) == (True, "")
    assert abs(found.at - datetime.now(UTC)) < timedelta(hours=1)


def test_openssl_agrees(ours: Authority, token: bytes, tmp_path: Path) -> None:
    (tmp_path / "statement.json").write_bytes(STATEMENT)
    (tmp_path / "timestamp.tsr").write_bytes(token)
    asked = ["openssl", "ts", "-verify", "-data", "statement.json", "-in", "timestamp.tsr", "-CAfile"]
    done = subprocess.run([*asked, str(ours.certificate)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "OK" in done.stdout + done.stderr) == (0, True), done


def test_without_an_authority_that_is_trusted_it_is_only_told(token: bytes) -> None:
    found = read_stamp(token, STATEMENT)
    assert (found.is_trusted, found.why) == (False, "no authority is trusted here")


def test_another_authority_is_not_trusted(token: bytes, tmp_path: Path) -> None:
    with authority(tmp_path) as other:
        found = read_stamp(token, STATEMENT, [other.certificate])
    assert not found.is_trusted
    assert found.why


def test_a_stamp_of_something_else_is_refused(ours: Authority, token: bytes) -> None:
    with pytest.raises(StampError, match="not about this statement"):
        read_stamp(token, b"other", [ours.certificate])
    with pytest.raises(StampError, match="not about this statement"):
        read_stamp(token, b"other")


@pytest.mark.parametrize("content", [b"", b"\x30", b"hello", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x02"])
def test_what_is_no_stamp_is_told(content: bytes) -> None:
    with pytest.raises(StampError, match="no time stamp"):
        read_stamp(content, STATEMENT)


def test_an_authority_that_is_away_or_none_is_told(token: bytes, tmp_path: Path) -> None:
    with pytest.raises(StampError, match="stamped later"):
        stamp(STATEMENT, "http://127.0.0.1:9/tsr")
    with pytest.raises(StampError, match="can be stamped later"):
        stamp(STATEMENT, "nonsense")
    with pytest.raises(StampError, match=r"trust\.pem"):
        read_stamp(token, STATEMENT, [tmp_path / "trust.pem"])
