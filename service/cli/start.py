"""`start`: the drill of a dossier, in the name of whoever the token stands for; the guard is the service's own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer

from measurements.codec import decode
from measurements.events import DrillClosed
from measurements.report import Report
from runners.approvals import Inbox
from runners.journal import Journal
from scenarios.plan import Plan
from service.access import Caller
from service.cli.drill import confirm, until_closed
from service.cli.gates import TerminalInbox
from service.cli.output import AsJson, Language, RefusedError, is_person, language
from service.cli.results import exit_code, print_results
from service.cli.store import WHERE, Database, PolicyFile, home_of, opened
from service.cli.view import View, followed, view
from service.denial import DeniedError
from service.desk import Desk, desk_of
from service.evidence.judged import judged
from service.firm import Firm, open_firm
from service.happenings import DrillEnded, Happening
from service.policy import read_policy
from service.settings import read_settings
from service.words import Lang, in_language

TOKEN: Final = "DRILLPROOF_TOKEN"  # noqa: S105  the name of a variable
_NO: Final = frozenset({"no", "n", "否"})


@dataclass(slots=True)
class _Ending:
    """Hears of the one drill's end."""

    report: Report | None = field(default=None)

    async def hear(self, what: Happening) -> None:
        """Keep its report."""
        if isinstance(what, DrillEnded):
            self.report = what.report


def start(
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="The dossier whose drill is to start.")],
    db: Database = WHERE,
    policy: PolicyFile = None,
    root: Annotated[list[Path] | None, typer.Option("--root", help="A folder whose files dossiers may name.")] = None,
    lang: Language = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before starting; no gate is passed by this.")] = False,
    as_json: AsJson = False,
) -> int:
    """Start the drill of a dossier here, and follow it to its end; whoever DRILLPROOF_TOKEN stands for starts it.

    The guard is the same as in the API. What is answered at this terminal is said by that account alone.
    """
    tongue = language(lang)
    journal = opened(db)
    try:
        firm = open_firm(journal, home_of(db), read_policy(policy), root or (), read_settings())
        caller = firm.access.recognise(os.environ.get(TOKEN, ""), "")
        plan = asyncio.run(firm.dossiers.look(dossier)).plan
        confirm(plan, tongue, yes=yes)
        with view(tongue, as_json=as_json) as shown:
            inbox = _inbox(tongue, shown, plan, caller)
            report = until_closed(_drilled(firm, dossier, caller, inbox, shown), inbox, tongue)
    except DeniedError as denied:
        raise _refusal(denied, tongue) from None
    finally:
        journal.close()
    directory = firm.home / "drills" / report.drill.id
    print_results([report], tongue, directory, as_json=as_json)
    return exit_code(report)


async def _drilled(firm: Firm, dossier: str, caller: Caller, inbox: Inbox, shown: View) -> Report:
    """Start the drill, show it, and return its report once it is closed and filed; raises DeniedError."""
    ending = _Ending()
    firm.ears.listeners.append(ending)
    denied: DeniedError | None = None
    async with asyncio.TaskGroup() as group:
        desk = await desk_of(firm, group)
        try:
            drill = await desk.start(dossier, caller, "terminal", inbox)
            async with _relaying(desk, drill, inbox), followed(firm.journal, drill, shown):
                await desk.ended(drill)
            if not desk.door.is_here:
                ending.report = await _judged(firm.journal, drill)
        except DeniedError as error:
            denied = error
    if denied is not None:
        raise denied
    if ending.report is None:
        msg = f"the drill ended badly: {'; '.join(desk.failures.values()) or 'see its journal'}"
        raise RefusedError(msg)
    return ending.report


@asynccontextmanager
async def _relaying(desk: Desk, drill: str, inbox: Inbox) -> AsyncGenerator[None]:
    """Pass on to a worker what is said here, Ctrl-C among it; a drill of this process hears it itself."""
    if desk.door.is_here:
        yield
        return

    async def relay() -> None:
        async for word in inbox.words():
            await asyncio.to_thread(desk.firm.words.say, drill, word, "terminal")

    async with asyncio.TaskGroup() as group:
        relayed = group.create_task(relay())
        yield
        relayed.cancel()


async def _judged(journal: Journal, drill: str) -> Report | None:
    """Return the report of a drill that a worker ran, None where it did not close it."""
    records = await asyncio.to_thread(journal.records, drill)
    closed = any(isinstance(decode(record.text), DrillClosed) for record in records[-1:])
    return (await asyncio.to_thread(judged, records)).report if closed else None


def _inbox(lang: Lang, shown: View, plan: Plan, caller: Caller) -> Inbox:
    """Return who answers here: the caller's own account, whatever name is typed; nobody where no person sits here."""
    if not is_person():
        return Inbox()

    def read() -> str:
        typed = input().strip()
        return typed if not typed or typed.lower() in _NO else caller.user

    return TerminalInbox(lang, shown, read, plan)


def _refusal(denied: DeniedError, lang: Lang) -> RefusedError:
    lines = "\n".join(f"  {in_language(reason.text, lang)}" for reason in denied.reasons)
    return RefusedError(f"the drill was not started, nothing was touched:\n{lines}")
