"""Work in a process beside the service: what it raises crosses, and a process that was ended is followed by another."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from pathlib import Path

import pytest

from runners.journal import ChainBrokenError, JournalAwayError, JournalError
from service.aside import Aside, AsideEndedError, done
from service.evidence.bundle import BundleError
from service.evidence.bundling import BundleThereError
from service.report.records import RecordsError


def raising(error: Exception) -> None:
    raise error


def ended(marks: Path, most: int) -> int:
    """End this process without a word, as often as that; return how often it was ended."""
    times = len(list(marks.iterdir()))
    if times < most:
        (marks / str(times)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return times


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        (ChainBrokenError("d", 3), JournalError, "record 3"),
        (JournalAwayError("away"), JournalAwayError, "away"),
        (BundleThereError("is there"), BundleError, "is there"),
        (RecordsError(7, "odd"), ValueError, "record 7: odd"),
        (FileNotFoundError(2, "gone", "/x"), FileNotFoundError, "/x"),
        (KeyError("x"), RuntimeError, "KeyError: 'x'"),
    ],
)
def test_what_work_raises_can_be_made_anew_from_its_text(raised: Exception, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as told:
        done(partial(raising, raised))
    assert type(told.value) is kind


@pytest.mark.slow(20)
async def test_a_process_that_was_ended_is_followed_by_one_more_and_not_for_ever(tmp_path: Path) -> None:
    beside = Aside()
    once, often = tmp_path / "once", tmp_path / "often"
    once.mkdir()
    often.mkdir()
    try:
        assert await beside.do("trial", partial(ended, once, 1)) == 1
        assert beside.wait("trial", os.getpid) != os.getpid()
        with pytest.raises(AsideEndedError, match="trial"):
            beside.wait("trial", partial(ended, often, 9))
        with pytest.raises(RuntimeError, match="KeyError"):
            await beside.do("trial", partial(raising, KeyError("x")))
    finally:
        beside.close()


def write_once_asked(pipe: Path, to: Path) -> None:
    to.write_text(pipe.read_text())


@pytest.mark.slow(20)
def test_whoever_closes_waits_until_nobody_writes_any_more(tmp_path: Path) -> None:
    """Else what is cleared away behind it is written anew."""
    beside, pipe, written = Aside(), tmp_path / "pipe", tmp_path / "written"
    os.mkfifo(pipe)
    doing = threading.Thread(target=beside.wait, args=("trial", partial(write_once_asked, pipe, written)))
    doing.start()
    asked = os.open(pipe, os.O_WRONLY)  # opens once the work reads
    closing = threading.Thread(target=beside.close)
    closing.start()
    assert not written.exists()
    os.write(asked, b"done")
    os.close(asked)
    closing.join()
    assert written.read_text() == "done"
    doing.join()
