"""Starts that were let pass and never began, because their process died: their dossiers wait again, claims are free."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from service.book import Query
from service.denial import DeniedError
from service.dossiers import Stage
from service.dossiers.heading import NAME
from service.firm import Firm
from service.running.runs import Runs

_WHY: Final = "the process that started it died before its first record"
_A_MOMENT_NS: Final = 60 * 10**9
"""Between its note and its claims a start is not looked at."""


async def let_go(firm: Firm) -> tuple[str, ...]:
    """Let go of every start that never got a first record and never will, and return their drills."""
    await _tidy(firm)
    return (*await _let_go_of_left(firm), *await _let_go_of_old(firm))


async def give_up(firm: Firm, drill: str, dossier: str | None, why: str) -> None:
    """Let the dossier of a drill that was never begun wait again, and give back what the drill claimed."""
    if dossier is not None:
        with suppress(DeniedError):  # it waits again already, or had not come to execute it
            await firm.dossiers.fail(dossier, drill, why)
    await asyncio.to_thread(firm.guard.claims.give_back, drill)


async def _let_go_of_left(firm: Firm) -> tuple[str, ...]:
    """Let go of starts whose process is known to be dead; what workers are to run has its own end."""
    gone: list[str] = []
    for left in await asyncio.to_thread(firm.guard.starting.left):
        if not await asyncio.to_thread(_lives_on, firm, left.drill):
            await give_up(firm, left.drill, left.dossier, _WHY)
            gone.append(left.drill)
        await asyncio.to_thread(firm.guard.starting.end, left.drill)
    return tuple(gone)


def _lives_on(firm: Firm, drill: str) -> bool:
    return firm.journal.last(drill) is not None or Runs(firm.journal.engine).of(drill) is not None


async def _let_go_of_old(firm: Firm) -> tuple[str, ...]:
    """Let go of starts so old that nobody can be at them any more."""
    page = await firm.dossiers.shelf.page(Query(family=NAME, status=(Stage.EXECUTING.value,), limit=200))
    gone: list[str] = []
    for head in page.heads:
        dossier = await firm.dossiers.shelf.get(head.stream.partition("/")[2])
        drill = dossier.drill
        if drill is None or dossier.stage is not Stage.EXECUTING:
            continue
        if await asyncio.to_thread(firm.guard.claims.is_stillborn, drill, firm.book.utc_ns()):
            await give_up(firm, drill, dossier.id, _WHY)
            gone.append(drill)
    return tuple(gone)


async def _tidy(firm: Firm) -> None:
    """Forget this process's own starts that have begun, or whose claims were given back."""
    guard, now = firm.guard, firm.book.utc_ns()
    for drill, since_ns in guard.starting.mine:
        is_begun = await asyncio.to_thread(firm.journal.last, drill) is not None
        if is_begun or (
            since_ns + _A_MOMENT_NS < now and await asyncio.to_thread(guard.claims.is_stillborn, drill, now)
        ):
            await asyncio.to_thread(guard.starting.end, drill)
