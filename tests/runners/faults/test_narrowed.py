"""The instant of a fault is the instant of its harm, not of the script around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.events import Outcome, Stamps
from runners.faults import narrowed
from runners.remote import Answer

AROUND = Stamps(sent=1, opened=0, received=9, remote_start=1000, remote_end=9000)


def answered(stdout: str, stamps: Stamps | None = AROUND) -> Answer:
    return Answer(outcome=Outcome.OK, exit_status=0, stdout=stdout, stamps=stamps)


def test_the_stamps_shrink_to_the_harm_and_its_lines_go() -> None:
    told = narrowed(answered("acted 3000 4000\nacted 3000 4500\nkilled: 7\n"))
    assert told.stamps == replace(AROUND, remote_start=3000, remote_end=4500)
    assert told.stdout == "killed: 7\n"


@pytest.mark.parametrize(
    "stdout",
    [
        "killed: 7\n",  # nothing was told
        "acted ? \nkilled: 7\n",  # a host without nanoseconds
        "acted 3000 %N\nkilled: 7\n",
        "acted 500 4000\nkilled: 7\n",  # before the script began: the clock was set meanwhile
        "acted 3000 9500\nkilled: 7\n",
    ],
)
def test_what_does_not_fit_leaves_the_stamps_around_the_script(stdout: str) -> None:
    told = narrowed(answered(stdout))
    assert told.stamps == AROUND
    assert told.stdout == "killed: 7\n"


def test_an_answer_without_stamps_stays_without() -> None:
    assert narrowed(answered("acted 3000 4000\n", None)).stamps is None
