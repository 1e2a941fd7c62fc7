"""One drill's life in this process: begun by a pass, or gone on with where its journal ends."""

from __future__ import annotations

import asyncio

from measurements.events import InterruptionDecided
from runners.approvals import Inbox
from runners.opening import recorded_plan
from runners.state import fold
from scenarios.plan import Plan
from service.denial import Reason, deny_any
from service.firm import Firm
from service.guard.asking import Ask
from service.guard.passing import Pass
from service.guard.resuming import stood_then
from service.place import Place
from service.running.hearing import Hearing
from service.start import Runner, open_drill, resume_drill


async def begin(firm: Firm, hearing: Hearing, passed: Pass, plan: Plan, runner: Runner, inner: Inbox | None) -> None:
    """Run a new drill to its end; raises as `service.start.open_drill`, and ConflictError under an emergency stop."""
    services = [objective.service for objective in plan.objectives]
    deny_any(await asyncio.to_thread(hearing.stops.against, services))  # perhaps ordered since the guard looked
    inbox = hearing.inbox(passed.drill, plan, inner)
    await open_drill(plan, passed.drill, place_of(firm, passed.drill), inbox, passed, runner=runner)


async def go_on(firm: Firm, hearing: Hearing, drill: str, runner: Runner, inner: Inbox | None = None) -> None:
    """Take an interrupted drill up and run it to its end; raises as `service.start.resume_drill`."""
    plan = await recorded_plan(firm.journal, drill)
    inbox = hearing.inbox(drill, plan, inner)
    await inbox.settle(firm.journal)

    async def against(word: InterruptionDecided) -> tuple[Reason, ...]:
        return await against_word(firm, drill, plan, word)

    await resume_drill(drill, place_of(firm, drill), inbox, against, runner=runner)


async def against_word(firm: Firm, drill: str, plan: Plan, word: InterruptionDecided) -> tuple[Reason, ...]:
    """Return every reason of the guard against going on by this word; none against one by which nothing goes on."""
    if not word.holds_for(await interruption_of(firm, drill, plan)):
        return ()
    return await against_going_on(firm, drill, plan)


async def interruption_of(firm: Firm, drill: str, plan: Plan) -> str:
    """Return the run with which the drill's last interruption began, or the drill itself."""
    history = await firm.journal.replay(drill)
    return (await asyncio.to_thread(fold, plan, history)).interruption


async def against_going_on(firm: Firm, drill: str, plan: Plan) -> tuple[Reason, ...]:
    """Return every reason of the guard against going on with an interrupted drill now."""
    stood = stood_then(await firm.journal.replay(drill))
    dossier = None if stood is None else stood.governance.dossier
    ask = Ask(plan=plan, drill=drill, by="", path="resume", dossier=dossier)
    return (await firm.guard.opinion(ask, stood)).reasons


def place_of(firm: Firm, drill: str) -> Place:
    """Return where a drill's files are in this process's home."""
    return Place(journal=firm.journal, directory=firm.home / "drills" / drill)


async def is_begun(firm: Firm, drill: str) -> bool:
    """Tell whether a drill has its first record."""
    return await asyncio.to_thread(firm.journal.last, drill) is not None


async def is_closed(firm: Firm, drill: str) -> bool:
    """Tell whether a drill's journal is closed."""
    return bool(await asyncio.to_thread(firm.journal.records, drill, kinds=("drill_closed",)))
