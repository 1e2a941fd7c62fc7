"""Signatures over statements: what openssl says of them, several signers, and how each stands with whom we trust."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.keys import NOBODY, Key, Signer, Standing, Trust, Trusted, new_key, signed, signers
from service.keys.signing import EnvelopeError, envelope_of

STATEMENT = b'{"_type":"https://in-toto.io/Statement/v1"}'
DAY = date(2026, 11, 22)


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return new_key(tmp_path / "operator.pem")


@pytest.fixture
def auditor(tmp_path: Path) -> Key:
    return new_key(tmp_path / "auditor.pem")


def trusted(key: Key) -> Trusted:
    return Trusted(keyid=key.keyid, who="张三", role="operator", public_key=key.public)


def standings(
    envelope: bytes, *keys: Key, trust: Trust = NOBODY, proved: date | None = None, told: date | None = DAY
) -> list[Standing]:
    carried = {key.keyid: key.public.encode() for key in keys}
    return [one.standing for one in signers(envelope_of(envelope), carried.get, trust, proved, told)]


def test_openssl_finds_the_signature_good_over_the_bytes_that_dsse_says(key: Key, tmp_path: Path) -> None:
    told = json.loads(signed(STATEMENT, [key]))
    payload = base64.b64decode(told["payload"])
    kind = told["payloadType"].encode()
    (tmp_path / "pae").write_bytes(b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload))
    (tmp_path / "sig").write_bytes(base64.b64decode(told["signatures"][0]["sig"]))
    (tmp_path / "pub.pem").write_text(key.public, encoding="utf-8")
    asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", "pae", "-sigfile", "sig"]
    good = subprocess.run(asked, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert (good.returncode, payload) == (0, STATEMENT), good
    (tmp_path / "pae").write_bytes(b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload[:-1] + b" "))
    assert subprocess.run(asked, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_a_key_is_named_by_what_openssl_and_sha256sum_print(key: Key, tmp_path: Path) -> None:
    asked = ["openssl", "pkey", "-pubin", "-in", "operator.pub.pem", "-outform", "DER", "-out", "der"]
    subprocess.run(asked, cwd=tmp_path, check=True)
    told = subprocess.run(["sha256sum", "der"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert told.stdout.split()[0] == key.keyid


def test_the_same_key_signs_the_same_bytes(key: Key) -> None:
    assert signed(STATEMENT, [key]) == signed(STATEMENT, [key])


def test_an_auditor_adds_a_signature_and_the_first_one_stays(key: Key, auditor: Key) -> None:
    first = signed(STATEMENT, [key])
    both = signed(STATEMENT, [auditor], first)
    assert standings(both, key, auditor) == [Standing.STRANGER, Standing.STRANGER]
    assert json.loads(both)["signatures"][0] == json.loads(first)["signatures"][0]


def test_an_envelope_of_another_statement_takes_no_signature(key: Key, auditor: Key) -> None:
    with pytest.raises(EnvelopeError, match="another statement"):
        signed(b"other", [auditor], signed(STATEMENT, [key]))


def test_whose_a_signature_is_comes_from_the_trust_file(key: Key) -> None:
    envelope = envelope_of(signed(STATEMENT, [key]))
    [found] = signers(envelope, lambda _: None, Trust(signers=[trusted(key)]), None, DAY)
    assert found == Signer(keyid=key.keyid, standing=Standing.VALID, who="张三", role="operator")


def test_a_key_that_nobody_has_leaves_it_unchecked(key: Key) -> None:
    assert standings(signed(STATEMENT, [key])) == [Standing.UNCHECKED]


def test_a_key_that_came_along_and_is_another_is_found(key: Key, auditor: Key) -> None:
    envelope = envelope_of(signed(STATEMENT, [key]))
    [found] = signers(envelope, lambda _: auditor.public.encode(), NOBODY, None, DAY)
    assert found.standing is Standing.FOREIGN_KEY


@pytest.mark.parametrize("trust", [True, False])
def test_a_signature_over_something_else_is_wrong(key: Key, *, trust: bool) -> None:
    told: dict[str, Any] = json.loads(signed(STATEMENT, [key]))
    told["payload"] = base64.b64encode(b"{}").decode()
    envelope = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    known = Trust(signers=[trusted(key)]) if trust else NOBODY
    assert standings(envelope, key, trust=known) == [Standing.WRONG]


@pytest.mark.parametrize(
    ("start", "end", "revoked", "proved", "standing"),
    [
        (None, None, None, None, Standing.VALID),
        (DAY, DAY, None, None, Standing.VALID),
        (date(2026, 11, 23), None, None, None, Standing.OUT_OF_TIME),
        (None, date(2026, 11, 21), None, None, Standing.OUT_OF_TIME),
        (None, date(2026, 11, 21), None, date(2026, 11, 21), Standing.VALID),
        (None, None, date(2027, 1, 1), None, Standing.REVOKED),
        (None, None, date(2027, 1, 1), date(2026, 12, 31), Standing.VALID),
        (None, None, date(2027, 1, 1), date(2027, 1, 1), Standing.REVOKED),
    ],
)
def test_a_key_counts_in_its_time_and_a_revoked_one_only_before_a_proved_day(
    key: Key, start: date | None, end: date | None, revoked: date | None, proved: date | None, standing: Standing
) -> None:
    known = replace(trusted(key), start=start, end=end, revoked=revoked)
    envelope = signed(STATEMENT, [key])
    assert standings(envelope, key, trust=Trust(signers=[known]), proved=proved) == [standing]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"payload":"","payloadType":"x","signatures":[]}',
        b'{"payload":"","payloadType":"x","signatures":[1]}',
        b'{"payload":1,"payloadType":"x","signatures":[]}',
        b'{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"keyid":"a","sig":"!"}]}',
        b'{"payload":"e30=", "payloadType":"application/vnd.in-toto+json","signatures":[]}',
    ],
)
def test_what_is_no_envelope_is_told_and_no_crash(content: bytes) -> None:
    with pytest.raises(EnvelopeError):
        envelope_of(content)


def test_any_changed_byte_of_an_envelope_is_noticed(key: Key) -> None:
    whole = signed(STATEMENT, [key])
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        try:
            found = envelope_of(changed)
        except EnvelopeError:
            continue
        is_same = found.payload == STATEMENT and list(found.signatures) == [key.keyid]
        assert not is_same or standings(changed, key) == [Standing.WRONG], place
