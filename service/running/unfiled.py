"""Drills that a process closed here and then died before it filed them: filed and told when the service comes up."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from sqlmodel import col, select

from runners.database import reading
from runners.journal import EventRow
from runners.opening import DrillUnknownError, recorded_plan
from service.book.tables import HeadRow
from service.elsewhere import runs_elsewhere
from service.firm import Firm
from service.index.heads import FAMILY, OPEN, stream_of
from service.running.door import Door
from service.running.ends import dossier_of, tell_end
from service.running.holding import AWAY

_CLOSING: Final = "drill_closed"
_LEFT: Final = (DrillUnknownError, ValueError, KeyError, TypeError)
"""What keeps one drill from being filed; the list of drills (service.index) tries it again later, and says why."""


async def file_unfiled(firm: Firm, door: Door) -> None:
    """File every drill that is closed, that nobody was told of, and that nobody is about to file."""
    with suppress(*AWAY):
        for drill in await asyncio.to_thread(_closed_untold, firm):
            if drill not in door.running and not await asyncio.to_thread(runs_elsewhere, firm.journal, drill):
                with suppress(*_LEFT):
                    await asyncio.to_thread(firm.guard.claims.settle, drill)
                    await tell_end(firm, drill, await dossier_of(firm, drill), await recorded_plan(firm.journal, drill))


def _closed_untold(firm: Firm) -> list[str]:
    closed = select(EventRow.drill).where(EventRow.kind == _CLOSING)
    told = select(HeadRow.stream).where(HeadRow.family == FAMILY, col(HeadRow.status) != OPEN)
    with reading(firm.journal.engine) as session:
        known = set(session.exec(told))
        return sorted(drill for drill in session.exec(closed) if stream_of(drill) not in known)
