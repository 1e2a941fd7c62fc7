"""Whether a runner goes on where the one before left a drill on purpose, with nothing to ask anybody. Pure."""

from __future__ import annotations

from measurements.events import RunnerHandedOver


def was_seamless(left: RunnerHandedOver, at: int, leases_ns: tuple[int, ...]) -> bool:
    """Tell whether a runner that came at `at` goes on where the one before left, with nothing to ask anybody.

    Nothing may be unknown: what was under way had ended, and no lease of a standing fault (`leases_ns`) can have run
    out meanwhile. Each had two thirds of its time left at least, unless a renewal had failed, and then one.
    """
    gone = at - left.at
    return not left.unfinished and all(gone < lease // 3 for lease in leases_ns)
