"""`run` and `resume`: a drill from its start, or from where it was interrupted, to its report."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias, TypeVar

import typer

from measurements.events import AbortAsked, InterruptionDecided
from measurements.report import Report
from runners.approvals import Inbox, WaivingInbox
from runners.journal import Journal, JournalError
from runners.opening import recorded_plan
from scenarios.plan import Plan
from scenarios.problems import Problems
from scenarios.registers import Registers
from service.cli.gates import TerminalInbox
from service.cli.output import AsJson, Language, RefusedError, err, is_person, language, words
from service.cli.question import (
    BiaFile,
    CalendarFile,
    ContactsFile,
    InventoryFile,
    Parameters,
    ParametersFile,
    ProceduresFile,
    RisksFile,
    ScenarioFile,
    planned,
)
from service.cli.results import exit_code, print_results
from service.cli.view import View, followed, view
from service.denial import DeniedError, Reason
from service.filing import JOURNAL, PLAIN, Filing, Sources, file_drill, keep_sources, keys_of
from service.guard.alone import Alone
from service.guard.passing import Pass
from service.guard.resuming import stood_then
from service.place import Place
from service.policy import Policy, default_policy, read_policy
from service.settings import read_settings
from service.start import StartRefusedError, new_drill_id, open_drill, operator, resume_drill
from service.words import Lang

T = TypeVar("T")
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)

OutDirectory: TypeAlias = Annotated[Path, typer.Option("--out", help="A directory for report and evidence.")]
PolicyFile: TypeAlias = Annotated[
    Path | None, typer.Option("--policy", help="What the firm decided (policy.yaml); left out: the strict defaults.")
]
Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", help="Do not ask: start, and pass every gate (the report will say so).")
]


def run(
    scenario: ScenarioFile,
    inventory: InventoryFile,
    bia: BiaFile,
    out_directory: OutDirectory,
    *,
    contacts: ContactsFile = None,
    risks: RisksFile = None,
    procedures: ProceduresFile = None,
    calendar: CalendarFile = None,
    param: Parameters = None,
    params: ParametersFile = None,
    policy: PolicyFile = None,
    lang: Language = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> int:
    """Run a drill for real: hosts are touched, faults are injected and undone.

    Without a dossier that goes only in environments which no market sees (policy: guarding.free_environments).
    """
    tongue = language(lang)
    firm = read_policy(policy)
    registers = Registers(contacts=contacts, risks=risks, procedures=procedures, calendar=calendar)
    sources = Sources(scenario=scenario, inventory=inventory, bia=bia, registers=registers)
    plan = planned(scenario, inventory, bia, param, registers, params)
    place = new_place(out_directory)
    confirm(plan, tongue, yes=yes)
    with view(tongue, as_json=as_json) as shown:
        inbox = WaivingInbox() if yes else TerminalInbox(tongue, shown, plan=plan)
        report = until_closed(drilled(plan, place, inbox, shown, sources, firm), inbox, tongue)
    print_results([report], tongue, place.directory, as_json=as_json)
    return exit_code(report)


def resume(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The directory of an interrupted drill.")],
    lang: Language = None,
    *,
    policy: PolicyFile = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> int:
    """Take up an interrupted drill: restore, or go on, as its scenario says; finish its report."""
    tongue = language(lang)
    firm = read_policy(policy)
    place = found_place(directory)
    if not yes and not is_person():
        msg = "nobody sits at this terminal; give --yes to let the drill restore without asking"
        raise RefusedError(msg)
    with view(tongue, as_json=as_json) as shown:
        inbox = WaivingInbox() if yes else TerminalInbox(tongue, shown, plan=asyncio.run(_plan_in(place)))
        report = until_closed(resumed(place, inbox, shown, firm), inbox, tongue)
    print_results([report], tongue, place.directory, as_json=as_json)
    return exit_code(report)


async def _plan_in(place: Place) -> Plan:
    return await recorded_plan(place.journal, await only_drill(place))


def new_place(directory: Path) -> Place:
    """Return a place for a new drill, also one whose start was refused; raises RefusedError where one was opened."""
    place = _place(Journal.at, directory)
    if place.journal.drills_now():
        place.journal.close()
        msg = (
            f"{directory} holds a drill already; choose another --out, or finish it with: drillproof resume {directory}"
        )
        raise RefusedError(msg)
    return place


def found_place(directory: Path) -> Place:
    """Return the place of a drill that was begun; raises RefusedError where there is none."""
    return _place(Journal.existing, directory)


def _place(opened: Any, directory: Path) -> Place:
    try:
        return Place(journal=opened(directory / JOURNAL), directory=directory)
    except JournalError as error:
        raise RefusedError(str(error)) from error


def confirm(plan: Plan, lang: Lang, *, yes: bool) -> None:
    """Let a person type the scenario's name before anything is touched; raises RefusedError otherwise."""
    if yes:
        return
    if not is_person():
        msg = "nobody sits at this terminal; give --yes to start without asking and to pass every gate"
        raise RefusedError(msg)
    hosts = ", ".join(host.name for host in plan.hosts)
    err.print(words(lang, "run.confirm", scenario=plan.scenario, hosts=hosts), end="", markup=False)
    if input().strip() != plan.scenario:
        msg = "not started: the name typed is not the scenario's"
        raise RefusedError(msg)


async def drilled(
    plan: Plan, place: Place, inbox: Inbox, shown: View, sources: Sources, firm: Policy | None = None
) -> Report:
    """Run a new drill, show it, file it; raises RefusedError where the start was refused."""
    drill = new_drill_id(plan)
    passed = await asyncio.to_thread(_admitted, plan, drill, _guard(place, firm))
    await asyncio.to_thread(keep_sources, place, sources)
    try:
        async with followed(place.journal, drill, shown):
            await open_drill(plan, drill, place, inbox, passed)
    except* StartRefusedError as refused:
        raise _refusal(_told(refused)) from None
    return await asyncio.to_thread(file_drill, place, drill, _filing())


async def resumed(place: Place, inbox: Inbox, shown: View, firm: Policy | None = None) -> Report:
    """Take up the one drill of a directory, show what is new, file it."""
    drill = await only_drill(place)
    last = await asyncio.to_thread(place.journal.last, drill)
    history = await place.journal.replay(drill)
    plan, stood, guard = await recorded_plan(place.journal, drill), stood_then(history), _guard(place, firm)

    async def against(_word: InterruptionDecided) -> tuple[Reason, ...]:
        return await asyncio.to_thread(guard.against_going_on, plan, drill, stood)

    async with followed(place.journal, drill, shown, after=last.seq if last else 0):
        await resume_drill(drill, place, inbox, against)
    return await asyncio.to_thread(file_drill, place, drill, _filing())


def _filing() -> Filing:
    """Return how a drill of the command line is filed: wrong settings keep none from it, and then nobody signs."""
    try:
        return Filing(keys=keys_of(read_settings()))
    except Problems:
        return PLAIN


def _admitted(plan: Plan, drill: str, guard: Alone) -> Pass:
    try:
        return guard.admit(plan, drill, operator())
    except DeniedError as denied:
        raise _refusal(f"{reason.text.en} / {reason.text.zh}" for reason in denied.reasons) from None


def _guard(place: Place, firm: Policy | None) -> Alone:
    return Alone(journal=place.journal, home=place.directory, policy=(firm or default_policy()).guarding)


async def only_drill(place: Place) -> str:
    """Return the drill of a directory's journal; raises RefusedError where it holds none, or several."""
    drills = await place.journal.drills()
    if len(drills) != 1:
        msg = f"{place.directory}: its journal holds {len(drills)} drills where one was expected"
        raise RefusedError(msg)
    return drills[0]


def _refusal(reasons: Iterable[str]) -> RefusedError:
    return RefusedError("the drill was not started, nothing was touched:\n" + "\n".join(f"  {r}" for r in reasons))


def _told(group: BaseExceptionGroup[StartRefusedError]) -> Iterator[str]:
    for error in group.exceptions:
        if isinstance(error, StartRefusedError):
            yield from error.reasons


def until_closed(work: Coroutine[Any, Any, T], inbox: Inbox, lang: Lang) -> T:
    """Run `work`; SIGINT and SIGTERM abort its drill, which then restores and still gets its report."""
    before = {number: signal.getsignal(number) for number in _STOPS}
    try:
        return asyncio.run(_stoppable(work, inbox, lang))
    finally:
        for number, handler in before.items():  # the loop's end set them to the system's default
            signal.signal(number, handler)


async def _stoppable(work: Coroutine[Any, Any, T], inbox: Inbox, lang: Lang) -> T:
    loop = asyncio.get_running_loop()
    for number in _STOPS:
        loop.add_signal_handler(number, _abort, inbox, lang, number.name)
    return await work


def _abort(inbox: Inbox, lang: Lang, signal_name: str) -> None:
    err.print(words(lang, "run.stopping"), markup=False)
    inbox.put(AbortAsked(at=0, by=operator(), reason=f"{signal_name} at the terminal"))
