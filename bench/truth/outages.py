"""What happens to one target: how it goes down, for how long, how it flaps, and what ends it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal, TypeAlias

Mode: TypeAlias = Literal["refuse", "error", "hang"]
"""How it is down: nobody listens, a page says 503, or requests get no answer until it is up."""

SHORTEST_S: Final = 0.2
LONGEST_S: Final = 30.0
SHORTEST_HANG_S: Final = 0.8
"""Longer than the probe's time-out: a shorter one is a slow answer to the client, and no outage."""
HOLD_S: Final = 1.0
"""The BIA's hold time in these drills; a flap is shorter than that."""
_MODES: Final[Sequence[Mode]] = ("refuse", "error", "hang")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A target's fate. `turns` are seconds from the fault to each change, first up, then down, and so on.

    With `by_failover` the last turn up waits for the failover command, and comes `turns[-1]` seconds into it.
    """

    name: str
    mode: Mode
    turns: tuple[float, ...]
    by_failover: bool
    is_fault: bool
    """Whether it is begun by a fault (with lease and undo) or by a command."""
    decision_s: float
    """Waited inside the failover command before anything is done."""
    phase_s: float
    """Waited before the fault, so that it meets the beat anywhere."""
    promised_s: float
    """The RTO that is promised: near the truth on either side, so that verdicts are put to the test."""

    @property
    def flaps(self) -> int:
        """Return how often it came up without staying up."""
        return len(self.turns) // 2


def outages(count: int, longest_s: float, rng: random.Random) -> list[Outage]:
    """Return `count` outages: lengths spread evenly over the orders of magnitude, every kind in turn."""
    return [_outage(number, longest_s, rng) for number in range(count)]


def _outage(number: int, longest_s: float, rng: random.Random) -> Outage:
    mode = _MODES[number % 3]
    shortest = SHORTEST_HANG_S if mode == "hang" else SHORTEST_S
    length = math.exp(rng.uniform(math.log(shortest), math.log(longest_s)))
    by_failover = number % 4 == 3
    flaps = 0 if by_failover else (0, 0, 1, 3)[number // 4 % 4]
    return Outage(
        name=f"s{number:03}",
        mode=mode,
        turns=(min(length, 0.5),) if by_failover else _turns(length, flaps, shortest, rng),
        decision_s=max(0.0, length - 0.5) if by_failover else 0.0,
        by_failover=by_failover,
        is_fault=number % 2 == 1,
        phase_s=rng.uniform(0, 0.1),
        promised_s=round(length * rng.uniform(0.7, 1.5), 3),
    )


def _turns(length: float, flaps: int, shortest: float, rng: random.Random) -> tuple[float, ...]:
    """Return the turns of an outage whose last one up is `length` after the fault, if the flaps find room in it."""
    downs = [rng.uniform(shortest, shortest + 0.5) for _ in range(flaps)]
    ups = [rng.uniform(SHORTEST_S, 0.9 * HOLD_S) for _ in range(flaps)]
    parts = [part for pair in zip(downs, ups, strict=True) for part in pair]
    return tuple(accumulate([*parts, max(shortest, length - sum(parts))]))
