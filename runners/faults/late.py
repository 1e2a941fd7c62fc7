"""Harm that comes a moment after its answer, because it cuts the very way by which the answer goes out.

The host promises (scenarios/faults/strike.sh) that it comes within so many milliseconds of the answer, or not at all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from runners.remote import Answer

_PROMISE: Final = re.compile(r"^the way in is cut within ([0-9]{1,6}) ms of this answer", re.MULTILINE)
_MS: Final = 1_000_000
WAY_IN: Final = ("way_in", "cut")
"""What the journal keeps of such a begin, as a step keeps what it captured."""


def later_ns(answer: Answer) -> int:
    """Return how long after its answer the harm may come, in nanoseconds; 0 where all was done before it."""
    promised = _PROMISE.search(answer.stdout)
    return int(promised[1]) * _MS if promised and answer.exit_status == 0 else 0


def outlasted(answer: Answer, received: int) -> Answer:
    """Return the answer with stamps that hold the harm too, once it must have come: `received` is the time now."""
    if answer.stamps is None:
        return answer
    end = answer.stamps.remote_end
    later = None if end is None else end + later_ns(answer)
    return replace(answer, stamps=replace(answer.stamps, received=received, remote_end=later))
