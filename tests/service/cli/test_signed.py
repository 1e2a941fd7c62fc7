"""A whole drill that enters its host by a key made for it: the host knows the authority and no key at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command import drillproof
from tests.support.small_drill import SmallDrill, small_drill
from tests.support.sshd import new_key, public_line

pytestmark = pytest.mark.slow(15)


def keep(path: Path, secret: bytes) -> None:
    """Write a file that nobody else can read."""
    path.touch(mode=0o600)
    path.write_bytes(secret)


async def trust(drill: SmallDrill, ca: Path) -> None:
    """Let the host forget its key and trust an authority, whose own key lies at `ca`; the inventory says so."""
    key = new_key()
    keep(ca, key.export_private_key())
    await drill.sshd.stop()
    drill.sshd.authorized = f"cert-authority {public_line(key)}\n"
    await drill.sshd.start()
    text = drill.inventory.read_text(encoding="utf-8")
    drill.inventory.write_text(re.sub(r"key: .*", f"authority: {{file: {ca}}}", text), encoding="utf-8")


async def test_a_drill_enters_by_a_key_of_its_own_and_leaves_none_behind(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        await trust(drill, tmp_path / "ca")
        told = await drillproof("run", *drill.files, "--out", str(tmp_path / "out"), "--yes")
        assert told.code == 0, told.out + told.err
        left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
        assert left
        assert not [path for path in left if b"OPENSSH PRIVATE KEY" in path.read_bytes()]


async def test_without_its_authority_nothing_is_touched(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        await trust(drill, tmp_path / "ca")
        (tmp_path / "ca").unlink()
        told = await drillproof("run", *drill.files, "--out", str(tmp_path / "out"), "--yes")
        assert told.code == 4
        assert "create the file with mode 600" in told.out + told.err
        assert drill.is_serving()
