"""The trust file: read once, every problem with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import indent

import pytest

from scenarios.problems import Problems
from service.keys import NOBODY, Key, new_key, read_trust


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return new_key(tmp_path / "k.pem")


def entry(key: Key, *lines: str, who: str = "王芳") -> str:
    told = "".join(f"    {line}\n" for line in lines)
    return f"  - who: {who}\n    role: auditor\n{told}    public_key: |\n{indent(key.public, ' ' * 6)}"


def written(folder: Path, text: str) -> Path:
    (folder / "trust.yaml").write_text(text, encoding="utf-8")
    return folder / "trust.yaml"


def refused(folder: Path, text: str) -> str:
    with pytest.raises(Problems) as caught:
        read_trust(written(folder, text))
    return str(caught.value)


def test_without_a_file_nobody_is_trusted() -> None:
    assert read_trust(None) is NOBODY
    assert not NOBODY.is_given


def test_who_is_trusted_from_when_to_when(tmp_path: Path, key: Key) -> None:
    lines = (f"keyid: {key.keyid}", "from: 2026-01-01", "to: 2026-12-31", "revoked: 2027-03-01")
    trust = read_trust(written(tmp_path, f"authorities: [tsa.pem]\nsigners:\n{entry(key, *lines)}"))
    found = trust.of(key.keyid)
    assert found is not None
    assert (found.who, found.role, found.start, found.end) == ("王芳", "auditor", date(2026, 1, 1), date(2026, 12, 31))
    assert found.revoked == date(2027, 3, 1)
    assert found.is_due(date(2026, 12, 31))
    assert not found.is_due(date(2025, 12, 31))
    assert trust.authorities == (tmp_path / "tsa.pem",)
    assert trust.of("0" * 64) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("signers: [{who: x, role: boss, public_key: y}]\n", "role"),
        ("signers: [{who: x, role: auditor, public_key: y}]\n", "signers[0].public_key: y is no Ed25519 public key"),
        ("signers: 3\n", "signers"),
        ("sigmers: []\n", "sigmers"),
        ("", "trust.yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    told = refused(tmp_path, text)
    assert said in told
    assert "trust.yaml:1" in told


def test_what_does_not_fit_together_is_told(tmp_path: Path, key: Key) -> None:
    told = refused(tmp_path, f"signers:\n{entry(key, 'keyid: ' + '0' * 64)}")
    assert key.keyid in told
    assert "twice" in refused(tmp_path, f"signers:\n{entry(key)}{entry(key, who='other')}")
    assert "before it begins" in refused(tmp_path, f"signers:\n{entry(key, 'from: 2026-02-01', 'to: 2026-01-31')}")
