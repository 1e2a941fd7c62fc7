"""What failed rests for ever longer, up to a limit; whoever succeeded once begins anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.running.resting import Rests

LONGEST_S = 60.0


@given(fails=st.integers(1, 12))
def test_each_failure_doubles_the_pause_up_to_the_longest(fails: int) -> None:
    rests, now = Rests(LONGEST_S), 100.0
    for number in range(fails):
        assert not rests.is_resting("a", now)
        rests.put_off("a", now)
        pause = min(LONGEST_S, 2.0**number)
        assert rests.is_resting("a", now + pause - 0.001)
        now += pause
    assert not rests.is_resting("a", now)
    assert not rests.is_resting("b", 100.0), "the others do not rest"


def test_a_success_makes_the_next_pause_short_again() -> None:
    rests = Rests(LONGEST_S)
    for now in (0.0, 10.0, 20.0):
        rests.put_off("a", now)
    rests.forget("a")
    rests.put_off("a", 100.0)
    assert rests.is_resting("a", 100.9)
    assert not rests.is_resting("a", 101.0)
