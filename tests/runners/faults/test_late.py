"""Stamps of harm that comes after its answer hold the harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.clock import instant
from measurements.events import Exchange, Outcome, Stamps
from runners.faults import elsewhere
from runners.faults.late import later_ns, outlasted
from runners.remote import Answer
from scenarios.plan import SECOND

PROMISE = "the way in is cut within 2000 ms of this answer, for one lease: nobody can renew it\n"


def answer(stdout: str = PROMISE, status: int = 0, stamps: Stamps | None = None) -> Answer:
    return Answer(outcome=Outcome.OK, exit_status=status, stdout=stdout, stamps=stamps)


@pytest.mark.parametrize(
    ("said", "later"),
    [
        (answer(), 2 * SECOND),
        (answer(f"before\n{PROMISE}"), 2 * SECOND),
        (answer("already begun\n"), 0),
        (answer(status=1), 0),
        (answer(f"it printed: {PROMISE}"), 0),
    ],
)
def test_only_a_promise_is_waited_for(said: Answer, later: int) -> None:
    assert later_ns(said) == later


@given(
    offset=st.integers(-(10**15), 10**15),
    began=st.integers(1_000, 10**9),
    took=st.integers(1_000, 10**9),
    late=st.integers(0, 2 * SECOND),
)
def test_the_stamps_hold_whatever_comes_within_the_promise(offset: int, began: int, took: int, late: int) -> None:
    sent, end = 10**12, 10**12 + began + took
    exchange = Exchange(c1=sent, remote=sent + offset, c2=sent + 1)
    stamps = Stamps(
        sent=sent, opened=sent, received=end + 5, remote_start=sent + began + offset, remote_end=end + offset
    )
    waited = outlasted(answer(stamps=stamps), end + 5 + 2 * SECOND)
    assert waited.stamps is not None
    start, last = instant(waited.stamps, [exchange])
    assert start.lower <= end + late <= last.upper


@given(offset=st.integers(-(10**15), 10**15), began=st.integers(0, 10**9), took=st.integers(0, 10**9))
def test_what_the_controller_did_is_stamped_in_its_own_time(offset: int, began: int, took: int) -> None:
    sent = 10**12
    end = sent + began + took
    stamps = Stamps(
        sent=sent, opened=sent, received=end + 7, remote_start=sent + began + offset, remote_end=end + offset
    )
    told = elsewhere(answer(stamps=stamps), [Exchange(c1=sent, remote=sent + offset, c2=sent + 1)]).stamps
    assert told is not None
    assert (told.remote_start, told.remote_end) == (None, None)
    assert sent <= told.sent <= sent + began <= end <= told.received <= end + 7
