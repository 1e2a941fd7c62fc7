"""Which drill the wall shows by itself: what runs, what needs somebody, and for a while what ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from service.cards import Card, Status
from service.console.room.choosing import HELD_NS, TURN_NS, choose
from service.index.listing import Line

NOW: Final = 1_795_400_000 * 10**9
SECOND: Final = 10**9


def at(ago_s: float) -> str:
    """Return so many seconds before NOW as cards have it."""
    return datetime.fromtimestamp(NOW / 10**9 - ago_s, UTC).isoformat()


def line(name: str, status: Status, began_s: float, ended_s: float | None = None) -> Line:
    """Return a drill that began and ended so many seconds ago."""
    card = Card(
        id=name,
        scenario="crash",
        status=status,
        plan_sha256="",
        opened_by="olga",
        started_at=at(began_s),
        ended_at=None if ended_s is None else at(ended_s),
        restored=None,
        verdict=None,
        questions=(),
        events=1,
    )
    return Line(card=card, title=None, dossier=None, services=("trading-db",), figures=())


ENDED: Final = line("ended", "completed", 300, 60)
CUT_SINCE: Final = line("cut", "interrupted", 100)
CUT_BEFORE: Final = line("forgotten", "interrupted", 90_000)
RUNS: Final = line("runs", "running", 200)


@pytest.mark.parametrize(
    ("under_way", "shown"),
    [
        ((), "ended"),
        ((RUNS,), "runs"),
        ((CUT_SINCE,), "cut"),
        ((CUT_BEFORE,), "ended"),
        ((CUT_SINCE, CUT_BEFORE), "cut"),
        ((CUT_SINCE, RUNS, CUT_BEFORE), "runs"),
    ],
)
def test_what_runs_goes_first_then_what_was_interrupted_since_then_the_newest_end(
    under_way: tuple[Line, ...], shown: str
) -> None:
    assert choose(under_way, ENDED, None, NOW).drill == shown


def test_an_end_stays_for_ten_minutes_and_then_what_lies_interrupted_is_shown_or_nothing() -> None:
    last_moment = NOW - 60 * SECOND + HELD_NS
    assert choose((), ENDED, None, last_moment).drill == "ended"
    assert choose((), ENDED, None, last_moment + 1).drill is None
    assert choose((CUT_BEFORE,), ENDED, None, last_moment + 1).drill == "forgotten"
    assert choose((), None, None, NOW).drill is None


def test_several_that_run_are_shown_in_turns_and_the_others_are_named() -> None:
    other = line("other", "waiting", 150)
    turns = [choose((other, RUNS), ENDED, None, NOW + turn * TURN_NS) for turn in range(2)]
    assert {turn.drill for turn in turns} == {"runs", "other"}
    assert all({turn.drill, turn.others[0].card.id} == {"runs", "other"} for turn in turns)


def test_a_wanted_drill_is_shown_while_it_is_under_way_and_for_a_while_after_its_end() -> None:
    assert choose((RUNS, CUT_BEFORE), ENDED, "forgotten", NOW).drill == "forgotten"
    assert choose((RUNS,), ENDED, "ended", NOW).drill == "ended"
    assert choose((RUNS,), ENDED, "ended", NOW + HELD_NS).drill == "runs"
    assert choose((RUNS,), ENDED, "never-heard-of", NOW).drill == "runs"
