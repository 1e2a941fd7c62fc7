"""Reconciling a ledger: read back, list what is lost, write it again where that is wanted, read back again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from measurements.events import Outcome, WriteOutcome
from measurements.ledger import lost
from runners.errand import Errand
from runners.remote import Answer
from runners.watch import WatchError
from scenarios.plan import Reconcile

_SETTLE_S: Final = 5.0
"""How long the last acknowledged writes may take from the ledger's spool to the journal."""
_LOOK_S: Final = 0.05
_SHOWN: Final = 50
"""Most lost numbers that are named one by one; all of them stand in the history."""


async def reconcile(errand: Errand, action: Reconcile) -> Answer:
    """Do it all; OK when everything could be read, and nothing is missing any more where it was written again."""
    try:
        found = await read_back(errand, action.ledger)
        acknowledged = await _acknowledged(errand, action.ledger)
        missing = lost(acknowledged, found)
        counts = f"{len(acknowledged)} acknowledged, {len(found)} rows found\n{_listed(missing, 'lost')}"
        if not (action.replay and missing):
            return Answer(outcome=Outcome.OK, stdout=counts)
        written = await _replay(errand, action, missing)
        still = lost(missing, await read_back(errand, action.ledger, replayed=True))
    except WatchError as error:
        return Answer(outcome=Outcome.FAILED, reason=str(error))
    told = f"{counts}\n{written} written again\n{_listed(still, 'still missing')}"
    reason = f"{len(still)} writes are missing though they were written again" if still else ""
    return Answer(outcome=Outcome.FAILED if still else Outcome.OK, reason=reason, stdout=told)


async def read_back(errand: Errand, ledger: str, *, replayed: bool = False) -> list[int]:
    """Write a whole read-back down and return the numbers that it found. Raises WatchError."""
    found: list[int] = []
    last = False
    async for chunk in errand.hands.watch.read_ledger(ledger, errand.step.id):
        await errand.write(replace(chunk, replayed=replayed))
        found += chunk.number
        last = chunk.last
    if not last:
        message = f"ledger {ledger}: the read-back broke off after {len(found)} rows"
        raise WatchError(message)
    return found


async def _acknowledged(errand: Errand, ledger: str) -> Sequence[int]:
    """Return every acknowledged write, once the journal has them all: the ledger says "stopped" after its last."""
    stream = errand.recorder.state.streams[ledger]
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_S):
            while not stream.is_stopped:  # noqa: ASYNC110  the journal is folded by another task, many times a second
                await asyncio.sleep(_LOOK_S)
    return errand.recorder.state.acknowledged.get(ledger, ())


async def _replay(errand: Errand, action: Reconcile, missing: Sequence[int]) -> int:
    """Write what is missing again and return how many of these writes were acknowledged. Raises WatchError."""
    written = 0
    async for chunk in errand.hands.watch.replay_ledger(action.ledger, errand.step.id, missing):
        await errand.write(chunk)
        written += sum(outcome is WriteOutcome.OK for outcome in chunk.outcome)
    return written


def _listed(numbers: Sequence[int], what: str) -> str:
    if not numbers:
        return f"0 {what}"
    named = ", ".join(str(number) for number in numbers[:_SHOWN])
    return f"{len(numbers)} {what}: {named}" + (", …" if len(numbers) > _SHOWN else "")
