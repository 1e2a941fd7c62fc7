"""A spool: whole lines or none, whatever the writer's end."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from runners import spool
from runners.spool import SpoolReader, SpoolWriter, pad


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "entry.samples"


def test_lines_come_out_in_order_and_once(path: Path) -> None:
    reader, writer = SpoolReader(path), SpoolWriter(path)
    assert reader.read() == []
    assert writer.append([1, "可用"])
    assert writer.append([2])
    assert reader.read() == [[1, "可用"], [2]]
    assert writer.append([3])
    assert reader.read() == [[3]]
    writer.close()


def test_the_file_is_private(path: Path) -> None:
    SpoolWriter(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_spool_that_is_not_there_yet_is_empty(path: Path) -> None:
    assert SpoolReader(path).read() == []


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_half_written_last_line_waits_for_its_rest(path: Path, cut: int) -> None:
    text = b"[1,2]\n"
    reader = SpoolReader(path)
    path.write_bytes(b"[0]\n" + text[:cut])
    assert reader.read() == [[0]]
    path.write_bytes(b"[0]\n" + text)
    assert reader.read() == [[1, 2]]


def test_a_torn_end_costs_only_itself(path: Path) -> None:
    reader = SpoolReader(path)
    path.write_bytes(b"[0]\n[1,")
    assert reader.read() == [[0]]
    writer = SpoolWriter(path)
    writer.append([2])
    writer.close()
    assert reader.read() == [[2]]
    assert SpoolReader(path).read() == [[0], [2]]


@pytest.mark.parametrize("rubbish", [b"\0\0\0\n", b"{}\n", b"12\n", b"\xff\xfe\n", b"\n"])
def test_what_is_no_line_is_left_out(path: Path, rubbish: bytes) -> None:
    path.write_bytes(b"[0]\n" + rubbish + b"[1]\n")
    assert SpoolReader(path).read() == [[0], [1]]


def test_a_full_disk_is_told_once_nothing_more_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_KEPT", 1)
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    writer = SpoolWriter(Path("/dev/full"))
    assert writer.append([0])
    assert not writer.append([1])
    assert not writer.append([2])


def test_filling_counts_and_says_nothing(path: Path) -> None:
    pad(path, 2)
    assert SpoolReader(path).read() == [None, None]
