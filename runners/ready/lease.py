"""Whether a lease works on a host: a trial one, which stands for nothing, is installed, fires by itself and is gone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from measurements.events import CONTROLLER, Outcome
from runners.errand import Errand, parameters
from runners.faults import HERE, FaultCommands, seen, trial_commands
from runners.ready.asking import NO_SH, not_so, so, speaks_sh, unknown
from runners.remote import Answer
from scenarios.plan import SECOND

_LEASE_NS: Final = 2 * SECOND
_BETWEEN_S: Final = 0.5
_SHARE_NS: Final = SECOND


async def lease_works(errand: Errand) -> Answer:
    """Begin the trial with the scripts of the real faults and wait, renewing nothing, until it is seen to be gone."""
    if not speaks_sh(errand):
        return unknown(Answer(outcome=Outcome.OK), NO_SH)
    trial = trial_commands(
        errand.step,
        HERE if errand.host == CONTROLLER else errand.plan.host(errand.host),
        errand.drill,
        errand.run,
        lease_ns=_LEASE_NS,
        within_ns=errand.timeout_ns,
        env=parameters(errand.plan, errand.step.id),
    )
    until = errand.now() + errand.timeout_ns
    begun = await errand.hands.remote.run(errand.host, trial.begin)
    if begun.outcome is not Outcome.OK or begun.exit_status != 0:
        return not_so(begun, f"the trial lease could not be installed: {begun.reason or begun.stdout.strip()}")
    gone = await _wait(errand, trial, until)
    if gone is not None and (fired := await _expired(errand, trial)):
        return so(gone, f"the trial lease was installed, {fired}, and is gone")
    undone = await errand.hands.remote.run(errand.host, replace(trial.undo, timeout_ns=5 * SECOND))
    return not_so(undone, "the trial lease did not fire by itself in time; it was taken back")


async def _wait(errand: Errand, trial: FaultCommands, until: int) -> Answer | None:
    """Return the answer that it is gone, None when the time is over before."""
    while (left := until - errand.now()) > _SHARE_NS:
        await asyncio.sleep(_BETWEEN_S)
        answer = await errand.hands.remote.run(errand.host, replace(trial.prove, timeout_ns=left))
        if seen(answer) is Outcome.OK:
            return answer
    return None


async def _expired(errand: Errand, trial: FaultCommands) -> str:
    """Return the host's word that it was the lease that ended it, "" where it says something else."""
    answer = await errand.hands.remote.run(errand.host, replace(trial.verify, timeout_ns=10 * SECOND))
    said = answer.stdout.strip()
    return said if said.startswith("the lease expired") else ""
