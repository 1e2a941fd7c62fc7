"""A disk that is full: what was seen is kept and written once there is room, and what could not be kept is said."""

from __future__ import annotations

import resource
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners import spool
from runners.batches import SAMPLE_FORM, Batches
from runners.spool import SpoolReader, SpoolWriter
from runners.watch import Mark


@contextmanager
def room_for(size: int) -> Generator[None]:
    """Let no file of this process grow beyond `size` bytes, as a full disk would not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@given(size=st.integers(0, 120), count=st.integers(1, 30))
def test_whatever_room_there_is_every_line_comes_out_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, size: int, count: int
) -> None:
    path = tmp_path_factory.mktemp("spool") / "entry.samples"
    writer, reader = SpoolWriter(path), SpoolReader(path)
    with room_for(size):
        assert all(writer.append([number, "x" * (number % 7)]) for number in range(count))
        writer.tend()
        before = reader.read()
    writer.tend()
    writer.append([count, ""])
    writer.close()
    numbers = [line[0] for line in (*before, *reader.read()) if line is not None]
    assert numbers == list(range(count + 1))


def test_what_cannot_be_kept_is_counted_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_KEPT", 3)
    writer = SpoolWriter(tmp_path / "entry.samples")
    with room_for(0):
        told = [writer.append([number, number, number, True, ""]) for number in range(5)]
        assert told == [True, True, True, False, False]
        assert not writer.has_room
    writer.tend()
    writer.close()
    batches = Batches(name="entry", form=SAMPLE_FORM, directory=tmp_path, mark=Mark())
    event = batches.take(1, everything=True)
    assert event is not None
    assert event.due == (0, 1, 2)
    assert batches.lost == 2


def test_a_runner_that_comes_later_does_not_tell_again_what_was_told(tmp_path: Path) -> None:
    path = tmp_path / "entry.samples"
    path.write_text('[0,0,0,true,""]\n[7]\n[1,1,1,true,""]\n')
    later = Batches(name="entry", form=SAMPLE_FORM, directory=tmp_path, mark=Mark(batch=1, lines=2))
    assert later.take(1, everything=True) is None
    assert later.lost == 0
