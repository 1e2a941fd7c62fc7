"""Whether a host's clock is surely near the controller's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from measurements.events import ClockRead, ClocksExchanged, Exchange, Outcome
from runners.errand import Errand
from runners.ready.asking import not_so, so, unknown
from runners.remote import Answer
from runners.timekeeping import read_clocks
from scenarios.plan import ClockOffset

_EXCHANGES: Final = 8
_NONE: Final = Answer(outcome=Outcome.OK)


async def clock_offset(errand: Errand, check: ClockOffset) -> Answer:
    """Compare the clocks and keep the exchanges as evidence."""
    exchanges = await errand.hands.remote.exchange_clocks(errand.host, _EXCHANGES)
    if not exchanges:
        return unknown(_NONE, "the host could not be asked for its clock")
    read = read_clocks(errand.hands.clock)
    await errand.write(read, ClocksExchanged(at=errand.now(), host=errand.host, exchanges=exchanges))
    least, most = offset_bounds(exchanges, read)
    seen = f"the host's clock is {_ms(least)} to {_ms(most)} ms ahead of the controller's"
    if max(abs(least), abs(most)) < check.below_ns:
        return so(_NONE, seen)
    if least >= check.below_ns or most <= -check.below_ns:
        return not_so(_NONE, f"{seen}; {_ms(check.below_ns)} ms are allowed")
    return unknown(_NONE, f"{seen}; that is not surely within {_ms(check.below_ns)} ms")


def offset_bounds(exchanges: Iterable[Exchange], read: ClockRead) -> tuple[int, int]:
    """Return how far the host's clock is surely ahead of the controller's, at least and at most, in nanoseconds.

    The host answered within [c1, c2]; the controller's UTC was `utc_ns` within [before, at]. Where exchanges
    contradict each other (a clock was set meanwhile), the bounds are as wide as all of them together.
    """
    bounds = [
        (one.remote - (read.utc_ns + one.c2 - read.before), one.remote - (read.utc_ns + one.c1 - read.at))
        for one in exchanges
    ]
    least, most = max(low for low, _ in bounds), min(high for _, high in bounds)
    return (least, most) if least <= most else (min(low for low, _ in bounds), max(high for _, high in bounds))


def _ms(nanoseconds: int) -> str:
    return f"{nanoseconds / 1_000_000:.3f}"
