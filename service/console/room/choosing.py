"""Which drill the wall screen shows: nobody touches it, so it goes on by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.index.heads import utc_ns_of
from service.index.listing import Line

TURN_NS: Final = 30 * 10**9
"""Of several drills that run each is shown for so long."""
HELD_NS: Final = 600 * 10**9
"""A drill's end stays for so long, unless another drill runs."""
_LIVE: Final = frozenset(("running", "waiting"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown; `drill` None: nothing runs. `others` are the drills that run besides, `last` the newest end."""

    drill: str | None
    others: tuple[Line, ...] = ()
    last: Line | None = None


def choose(under_way: Sequence[Line], last: Line | None, wanted: str | None, now_ns: int) -> Choice:
    """Return what to show at `now_ns` (UTC).

    The wanted drill while it is under way, and for a while after its end; else what runs, in turns; else what was
    interrupted since the newest drill that ended; else that end for a while; else what lies interrupted since longer.
    """
    live = sorted((line for line in under_way if line.card.status in _LIVE), key=lambda one: one.card.started_at)
    is_held = last is not None and _age(last, now_ns) <= HELD_NS
    is_wanted = wanted in {line.card.id for line in under_way} or (is_held and last and last.card.id == wanted)
    if wanted is not None and is_wanted:
        chosen = wanted
    elif live:
        chosen = live[now_ns // TURN_NS % len(live)].card.id
    elif is_held and last is not None and not (under_way and _is_later(under_way[0], last)):
        chosen = last.card.id
    else:
        chosen = under_way[0].card.id if under_way else None
    others = tuple(line for line in live if line.card.id != chosen)
    return Choice(drill=chosen, others=others, last=last)


def _is_later(line: Line, than: Line) -> bool:
    return line.card.started_at > than.card.started_at


def _age(line: Line, now_ns: int) -> int:
    """Return how long ago a drill ended, for ever where it has not."""
    return 2 * HELD_NS if line.card.ended_at is None else now_ns - utc_ns_of(line.card.ended_at)
