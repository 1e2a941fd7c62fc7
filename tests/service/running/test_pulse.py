"""Who is dead is judged by numbers that stand still while somebody looks; never too early, and soon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import SECOND
from service.running.pulse import Bounds, Pulse
from service.settings.model import default_settings

BOUNDS = Bounds()


def test_a_worker_that_stands_still_is_dead_after_five_seconds_of_looking() -> None:
    pulse = Pulse(BOUNDS)
    deaths = [look / 2 for look in range(30) if pulse.look(look / 2, {"w": 7})]
    assert deaths[0] == pytest.approx(5.0)


def test_a_database_that_was_away_for_a_minute_makes_nobody_look_dead() -> None:
    pulse = Pulse(BOUNDS)
    for look in range(10):
        pulse.look(look / 2, {"w": 7})
    pulse.missed()
    assert not pulse.look(65.0, {"w": 7})
    assert pulse.stood_s("w") == 0


def test_the_time_for_which_the_watcher_itself_was_frozen_counts_for_little() -> None:
    pulse = Pulse(BOUNDS)
    for look in range(7):
        pulse.look(look / 2, {"w": 7})
    assert not pulse.look(30.0, {"w": 7})
    assert pulse.stood_s("w") == pytest.approx(3.0 + BOUNDS.takeover_s / 3)


def test_a_row_that_was_taken_away_and_came_back_counts_from_anew() -> None:
    pulse = Pulse(BOUNDS)
    for look in range(10):
        pulse.look(look / 2, {"w": 7})
    pulse.look(5.0, {})
    assert not pulse.look(5.5, {"w": 7})


@pytest.mark.parametrize("bounds", [{"act_s": 4.5}, {"beat_s": 3.0}, {"beat_s": 0.0}, {"takeover_s": 3.5}])
def test_bounds_with_which_two_could_act_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="two workers could act"):
        Bounds(**bounds)


@given(
    gaps=st.lists(st.floats(0.05, 20), min_size=1, max_size=80),
    failing=st.lists(st.booleans(), min_size=80, max_size=80),
    beat=st.floats(0.1, 4.0),
)
def test_a_worker_that_beats_is_never_dead_whatever_happens_to_the_watcher(
    gaps: list[float], failing: list[bool], beat: float
) -> None:
    pulse, now = Pulse(BOUNDS), 0.0
    for gap, fails in zip(gaps, failing, strict=False):
        now += gap
        if fails:
            pulse.missed()
        else:
            assert not pulse.look(now, {"w": int(now / beat)})


@given(
    looks=st.lists(st.tuples(st.floats(0.01, 3.0), st.booleans(), st.booleans()), min_size=1, max_size=120),
)
def test_whoever_is_dead_has_not_beaten_for_as_long_as_the_bounds_say(looks: list[tuple[float, bool, bool]]) -> None:
    """The safe side of a take-over: at every death the last number is at least that old."""
    pulse, now, beats, beaten = Pulse(BOUNDS), 0.0, 0, 0.0
    for gap, beats_now, fails in looks:
        now += gap
        if beats_now:
            beats, beaten = beats + 1, now
        if fails:
            pulse.missed()
        elif pulse.look(now, {"w": beats}):
            assert now - beaten >= BOUNDS.takeover_s - 1e-9


SLOW_S = 1.2
"""Longer than a look at the list of workers takes on a machine with ten times the work that it can do."""


@given(
    looks=st.lists(st.tuples(st.floats(0, SLOW_S), st.floats(0, 1)), min_size=200, max_size=200),
    beats_at=st.floats(0, 1),
    died=st.floats(0, 12),
)
def test_a_death_is_found_within_the_bounds_and_two_pauses_and_three_looks(
    looks: list[tuple[float, float]], beats_at: float, died: float
) -> None:
    """Each look takes so long, and reads the number somewhere in its course; the last beat is of before the death."""
    pulse, now = Pulse(BOUNDS), 0.0
    for takes, share in looks:
        read = min(now + share * takes, died)
        now += takes
        if pulse.look(now, {"w": int((read - beats_at) // BOUNDS.beat_s)}):
            break
        now += BOUNDS.look_s
    assert now >= died - BOUNDS.beat_s + BOUNDS.takeover_s - 1e-9
    assert now <= died + BOUNDS.takeover_s + 2 * BOUNDS.look_s + 3 * SLOW_S


def test_a_worker_that_has_room_has_a_second_left_to_take_over_within_ten() -> None:
    assert BOUNDS.takeover_s + 2 * BOUNDS.look_s + 3 * SLOW_S <= 9.2
    assert BOUNDS.look_s + SLOW_S <= BOUNDS.takeover_s / 3, "such looks count in full"


def test_what_is_set_by_default_are_the_bounds() -> None:
    told = default_settings().takeover
    assert [told.beat, told.act, told.after] == [
        int(one * SECOND) for one in (BOUNDS.beat_s, BOUNDS.act_s, BOUNDS.takeover_s)
    ]
