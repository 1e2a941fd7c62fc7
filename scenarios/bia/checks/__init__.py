"""Everything that a register is held against, each check a pure function with its own messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from scenarios.bia.checks.impact import impact_grows
from scenarios.bia.checks.levels import levels_fit
from scenarios.bia.checks.order import no_cycles, priorities_follow
from scenarios.bia.checks.promises import (
    contracts_run,
    no_faster_than_dependencies,
    objectives_are_known,
    room_for_response,
    rto_below_mtpd,
    suppliers_keep_up,
)
from scenarios.bia.checks.references import everything_is_needed, names_are_known
from scenarios.bia.model import BiaInput
from scenarios.bia.register import Register
from scenarios.problems import Problem

Check: TypeAlias = Callable[[Register, BiaInput], Iterator[Problem]]
CHECKS: Final[tuple[Check, ...]] = (
    names_are_known,
    everything_is_needed,
    no_cycles,
    objectives_are_known,
    rto_below_mtpd,
    no_faster_than_dependencies,
    room_for_response,
    suppliers_keep_up,
    contracts_run,
    priorities_follow,
    levels_fit,
    impact_grows,
)


def findings(register: Register) -> Iterator[Problem]:
    """Yield what every check finds in those parts of the register that are right in themselves."""
    if register.bia is not None:
        for check in CHECKS:
            yield from check(register, register.bia)
