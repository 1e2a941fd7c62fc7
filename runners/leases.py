"""How the leases of begun faults are kept, until somebody begins to undo them."""

from __future__ import annotations

import asyncio
from typing import Final

from measurements.events import LeaseRenewed
from runners.faults import acted
from runners.performing import Performing
from scenarios.plan import SECOND, Inject, PlannedStep

_PER_LEASE: Final = 3
"""Renewals in the time of one lease, so that two may fail before the target undoes the fault by itself."""


async def keep_lease(performing: Performing, step: PlannedStep, host: str, *, at_once: bool) -> None:
    """Renew the lease of a begun fault, first now (`at_once`, after a restart) or when a third of it is over."""
    if not isinstance(step.action, Inject):
        return
    pause = step.action.lease_ns / SECOND / _PER_LEASE
    if not at_once:
        await asyncio.sleep(pause)
    while _is_wanted(performing, step, host):
        await _renew(performing, step, host, step.action.lease_ns // _PER_LEASE)
        await asyncio.sleep(pause)


def _is_wanted(performing: Performing, step: PlannedStep, host: str) -> bool:
    act = performing.recorder.state.faults[step.id, host]
    return not (act.tries.count or act.last_tries.count or act.is_gone)


async def _renew(performing: Performing, step: PlannedStep, host: str, timeout_ns: int) -> None:
    answer = await performing.send(step, host, "renew", timeout_ns)
    now = performing.hands.clock.now()
    await performing.recorder.tell(  # a journal that is away must not let a lease run out
        LeaseRenewed(at=now, step=step.id, host=host, outcome=acted(answer), reason=answer.reason)
    )
