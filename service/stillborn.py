"""Starts that were let pass and never began, because their process died: their dossiers wait again, claims are free."""

from __future__ import annotations

import asyncio

from service.book import Query
from service.dossiers import Stage
from service.dossiers.heading import NAME
from service.firm import Firm


async def let_go(firm: Firm) -> tuple[str, ...]:
    """Let go of every start that never got a first record, and return their drills."""
    page = await firm.dossiers.shelf.page(Query(family=NAME, status=(Stage.EXECUTING.value,), limit=200))
    gone: list[str] = []
    for head in page.heads:
        dossier = await firm.dossiers.shelf.get(head.stream.partition("/")[2])
        drill = dossier.drill
        if drill is None or dossier.stage is not Stage.EXECUTING:
            continue
        if await asyncio.to_thread(firm.guard.claims.is_stillborn, drill, firm.book.utc_ns()):
            await firm.dossiers.fail(dossier.id, drill, "the process that started it died before its first record")
            await asyncio.to_thread(firm.guard.claims.give_back, drill)
            gone.append(drill)
    return tuple(gone)
