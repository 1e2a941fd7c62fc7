"""How the runs of a campaign moved from hand to hand, told by the database itself; and who had room when."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, text

_TOLD: Final = (
    "CREATE SCHEMA campaign",
    """CREATE TABLE campaign.moves (number bigserial PRIMARY KEY, at double precision NOT NULL, drill text NOT NULL,
    status text NOT NULL, worker text)""",
    """CREATE FUNCTION campaign.moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO campaign.moves (at, drill, status, worker)
    VALUES (extract(epoch FROM clock_timestamp()), NEW.drill, NEW.status, NEW.worker); RETURN NEW; END $$""",
    "CREATE TRIGGER campaign_moved AFTER INSERT OR UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION campaign.moved()",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A run that came to wait, to be held or to be over, at `at` (CLOCK_MONOTONIC, ns)."""

    at: int
    drill: str
    status: str
    worker: str | None = None


def let_it_tell(engine: Engine) -> None:
    """Let the database of a campaign write down every move from now on; blocking."""
    with engine.begin() as connection:
        for statement in _TOLD:
            connection.execute(text(statement))


def moves_in(engine: Engine) -> list[Move]:
    """Return every move in order; database and campaign run on one machine, so their clocks differ by a constant."""
    ahead = time.time_ns() - time.monotonic_ns()
    wanted = text("SELECT at, drill, status, worker FROM campaign.moves ORDER BY number")
    with engine.connect() as connection:
        rows = connection.execute(wanted).all()
    return [
        Move(at=int(at * 1e9) - ahead, drill=drill, status=status, worker=worker) for at, drill, status, worker in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run's way to its next worker, in CLOCK_MONOTONIC ns: when it was set free, and when it was held again.

    `roomless` is for how much of the time between no worker was there that had room for it.
    """

    freed: int
    held: int
    roomless: int


def passage(moves: Sequence[Move], drill: str, since: int, to: str, room: Mapping[str, int]) -> Passage | None:
    """Return how a drill came to worker `to` after `since`, None where the moves do not tell.

    `room` are the workers that were there for all of that time, each with how many drills it takes at most.
    """
    mine = [move for move in moves if move.drill == drill and move.at > since]
    held = next((move.at for move in mine if move.status == "held" and move.worker == to), None)
    freed = next((move.at for move in mine if move.status == "waiting"), None)
    if held is None or freed is None or freed > held:
        return None
    return Passage(freed=freed, held=held, roomless=_roomless(moves, freed, held, room))


def _roomless(moves: Sequence[Move], since: int, until: int, room: Mapping[str, int]) -> int:
    """Return for how long between two times all of these workers held as much as they take."""
    hands: dict[str, str | None] = {}
    for move in moves:
        if move.at <= since:
            hands[move.drill] = _holder(move)
    changes = [move for move in moves if since < move.at < until]
    full, before = 0, since
    for move in changes:
        full += 0 if _has_room(hands.values(), room) else move.at - before
        hands[move.drill], before = _holder(move), move.at
    return full + (0 if _has_room(hands.values(), room) else until - before)


def _holder(move: Move) -> str | None:
    return move.worker if move.status == "held" else None


def _has_room(hands: Collection[str | None], room: Mapping[str, int]) -> bool:
    return any(sum(holder == worker for holder in hands) < most for worker, most in room.items())
