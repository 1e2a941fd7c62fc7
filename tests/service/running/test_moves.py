"""How a campaign tells a takeover that had to wait for room from one that a worker with room was late for."""

from __future__ import annotations

import pytest

from tests.support.campaign.judge import Presence, Seen
from tests.support.campaign.moves import Move, Passage, passage
from tests.support.campaign.processes import Blow

S = 10**9
ROOM = {"b": 2}


def moved(at: float, drill: str, status: str, worker: str | None = None) -> Move:
    return Move(at=int(at * S), drill=drill, status=status, worker=worker)


BEFORE = [moved(1, "mine", "held", "a"), moved(2, "one", "held", "b")]


@pytest.mark.parametrize(
    ("between", "roomless"),
    [
        ([], 0),
        ([moved(16, "two", "held", "b")], 2),
        ([moved(3, "two", "held", "b"), moved(17.5, "two", "ended")], 2.5),
        ([moved(3, "two", "held", "b"), moved(16, "one", "ended"), moved(17, "three", "held", "b")], 2),
        ([moved(3, "two", "held", "c")], 0),
    ],
)
def test_time_in_which_nobody_had_room_is_told_apart(between: list[Move], roomless: float) -> None:
    moves = sorted(
        [*BEFORE, *between, moved(15, "mine", "waiting"), moved(18, "mine", "held", "b")], key=lambda move: move.at
    )
    assert passage(moves, "mine", 10 * S, "b", ROOM) == Passage(freed=15 * S, held=18 * S, roomless=int(roomless * S))


def test_a_drill_that_was_never_set_free_tells_nothing() -> None:
    assert passage(BEFORE, "mine", 10 * S, "b", ROOM) is None


def looks(*rooms: dict[str, int] | None) -> list[Presence]:
    return [Presence(at=number * S, room=room) for number, room in enumerate(rooms)]


BOTH = {"a": 3, "b": 3}


@pytest.mark.parametrize(
    ("rooms", "there"),
    [
        ([BOTH, BOTH, {"b": 3}], "b"),
        ([BOTH, {"a": 3}, {"b": 3}], ""),
        ([BOTH, None, {"b": 3}], ""),
        ([{"a": 3}, BOTH, BOTH], ""),
    ],
)
def test_only_who_was_seen_at_every_look_was_there(rooms: list[dict[str, int] | None], there: str) -> None:
    assert set(Seen(looks=looks(*rooms)).always(0, 3 * S, "a")) == set(there)


def test_while_the_database_is_restarted_nobody_counts_as_there() -> None:
    blow = Blow(at=S, name="postgres", pid=0, kind="fast", seconds=0.5)
    assert Seen(blows=[blow], looks=looks(BOTH, BOTH, BOTH)).always(0, 3 * S, "a") == {}
