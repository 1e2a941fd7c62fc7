"""`paper`: a paper of the family, from the service's records or from files, in any format."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from measurements.codec import UnreadableEventError
from runners.clock import SystemClock
from scenarios.registers import Registers
from service.access import Caller, Grant, Role
from service.cli.answer import judged_at
from service.cli.output import RefusedError, err, words
from service.cli.question import ContactsFile, Parameters, ProceduresFile, RisksFile, planned
from service.cli.store import WHERE, Database, PolicyFile, at_terminal, home_of, opened
from service.denial import DeniedError
from service.evidence import Judged, UnreadableLineError, judged
from service.evidence.bundle import BundleError, is_bundle, open_bundle
from service.evidence.layout import JOURNAL, RECORDS
from service.evidence.lines import records_of as lines_of
from service.firm import open_firm
from service.papers.analysing import bia_report
from service.papers.asked import Asked
from service.papers.assessing import Member
from service.papers.day_after import next_day
from service.papers.evaluating import evaluation_sheet
from service.papers.executed import Executed
from service.papers.gathering import Papers
from service.papers.kinds import Kind
from service.papers.origin import Origin
from service.papers.preparing import Intended, drill_plan, scheme
from service.papers.recording import record_sheet
from service.papers.registers import RegisterFiles, read_registers
from service.papers.rendering import rendered
from service.policy import read_policy
from service.report.formats.rendering import Form, UnrenderedError
from service.report.formats.tongues import Tongue
from service.report.paper import Paper
from service.report.records import NO_RECORDS, DrillRecords, RecordsError, entries_in, records_of
from service.report.template import read_template
from service.words import Lang, in_language

SUBJECT: Final = (
    "A dossier (plan, scheme, evaluation), a drill or its directory (record, evaluation, nextday), an incident, a year "
    "(annual, assessment, improvement), a register or a dossier that uses it (bia)."
)
_AT_HAND: Final = frozenset({Kind.RECORD, Kind.EVALUATION, Kind.NEXT_DAY})
"""Papers that a drill's directory is enough for."""
_MEMBER: Final = 3
Subject: TypeAlias = Annotated[str, typer.Argument(metavar="[SUBJECT]", help=SUBJECT)]
First: TypeAlias = Annotated[str | None, typer.Option("--from", help="First day of a period, YYYY-MM-DD.")]
Last: TypeAlias = Annotated[str | None, typer.Option("--to", help="Last day of a period, YYYY-MM-DD.")]
ScenarioFile: TypeAlias = Annotated[Path | None, typer.Option("--scenario", help="plan, scheme: without a dossier.")]
InventoryFile: TypeAlias = Annotated[Path | None, typer.Option("--inventory", help="With --scenario.")]
BiaFile: TypeAlias = Annotated[Path | None, typer.Option("--bia", help="The business impact analysis.")]
Members: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--member", metavar="NAME;DEPARTMENT;DUTY", help="assessment, annual: who assesses; repeatable."),
]
Format: TypeAlias = Annotated[Form, typer.Option("--format", help="What to write.")]
Tongues: TypeAlias = Annotated[Tongue, typer.Option("--lang", help="In which language, or both.")]
Template: TypeAlias = Annotated[Path | None, typer.Option("--template", help="The firm's template folder.")]
OutFile: TypeAlias = Annotated[Path | None, typer.Option("--out", help="Where to; standard output otherwise.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """The files that a plan is made from, as far as they were given."""

    scenario: Path | None = None
    inventory: Path | None = None
    bia: Path | None = None
    param: list[str] | None = None
    registers: Registers = field(default_factory=Registers)


def paper(
    kind: Annotated[Kind, typer.Argument(help="Which paper.")],
    subject: Subject = "",
    *,
    db: Database = WHERE,
    policy: PolicyFile = None,
    first: First = None,
    last: Last = None,
    scenario: ScenarioFile = None,
    inventory: InventoryFile = None,
    bia: BiaFile = None,
    contacts: ContactsFile = None,
    risks: RisksFile = None,
    procedures: ProceduresFile = None,
    param: Parameters = None,
    member: Members = None,
    form: Format = "html",
    lang: Tongues = "zh",
    template: Template = None,
    out_file: OutFile = None,
    blank: Annotated[bool, typer.Option("--blank", help="evaluation: a sheet to fill in.")] = False,
) -> int:
    """Write a paper beside the report: plan, scheme, record and evaluation sheet, assessment, annual roll-up, ..."""
    asked = Asked(
        kind=kind,
        subject=subject,
        first=_day("--from", first),
        last=_day("--to", last),
        files=RegisterFiles(bia=bia, risks=risks, procedures=procedures),
        members=tuple(map(_member, member or ())),
        blank=blank,
    )
    registers = Registers(contacts=contacts, risks=risks, procedures=procedures)
    files = _Files(scenario=scenario, inventory=inventory, bia=bia, param=param, registers=registers)
    style = read_template(template)
    whole = _from_files(asked, files) or _from_book(asked, db, policy, _one(lang))
    try:
        _write(out_file, rendered(whole, form, lang, style), form, _one(lang))
    except UnrenderedError as error:
        raise RefusedError(str(error)) from error
    return 0


def _from_files(asked: Asked, files: _Files) -> Paper | None:
    """Return the paper where files are enough for it, None where the service's book is needed."""
    origin = Origin(made_ns=SystemClock().utc_ns())
    if asked.kind in {Kind.PLAN, Kind.SCHEME} and files.scenario is not None:
        told = _intended(files, files.scenario)
        return drill_plan(told, origin) if asked.kind is Kind.PLAN else scheme(told, origin)
    path = Path(asked.subject)
    if asked.kind is Kind.BIA and (asked.files.bia is not None or (asked.subject and path.exists())):
        read = read_registers(RegisterFiles(bia=asked.files.bia or path))
        return None if read is None else bia_report(read.register, read.problems, origin)
    if asked.kind in _AT_HAND and asked.subject and path.exists():
        return _of_drill(asked, path, origin)
    return None


def _intended(files: _Files, scenario: Path) -> Intended:
    if files.inventory is None or files.bia is None:
        msg = "--scenario: a plan is made of three files; give --inventory and --bia too"
        raise RefusedError(msg)
    return Intended(plan=planned(scenario, files.inventory, files.bia, files.param, files.registers))


def _of_drill(asked: Asked, path: Path, origin: Origin) -> Paper:
    found = _judged(path)
    told = Executed(report=found.report, plan=found.plan, records=_records(path))
    match asked.kind:
        case Kind.RECORD:
            return record_sheet(told, origin)
        case Kind.EVALUATION:
            return evaluation_sheet(told, origin, blank=asked.blank)
        case _:
            return next_day(told, origin)


def _judged(path: Path) -> Judged:
    if not is_bundle(path):
        return judged_at(path, None)
    try:
        return judged(lines_of(open_bundle(path).read(JOURNAL) or b""))
    except (BundleError, UnreadableLineError, UnreadableEventError) as error:
        raise RefusedError(str(error)) from error


def _records(path: Path) -> DrillRecords:
    """Return what the book knew of a drill, as it lies in its evidence; a journal alone has nothing of it."""
    try:
        content = open_bundle(path).read(RECORDS)
        return NO_RECORDS if not content else records_of(entries_in(content))
    except BundleError:
        return NO_RECORDS
    except RecordsError as error:
        msg = f"{path}: {RECORDS}: {error}; look at it with: drillproof verify {path}"
        raise RefusedError(msg) from error


def _from_book(asked: Asked, db: str, policy: Path | None, lang: Lang) -> Paper:
    journal = opened(db)
    caller = Caller(user="system", name="", grants=(Grant(role=Role.AUDITOR),), via=at_terminal().via)
    try:
        return Papers(open_firm(journal, home_of(db), read_policy(policy)), caller).make(asked)
    except DeniedError as denied:
        raise RefusedError("\n".join(in_language(reason.text, lang) for reason in denied.reasons)) from None
    finally:
        journal.close()


def _day(option: str, given: str | None) -> date | None:
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        msg = f"{option} {given}: no day; write it as 2026-01-31"
        raise RefusedError(msg) from None


def _member(given: str) -> Member:
    parts = [part.strip() for part in given.replace("；", ";").split(";")]  # noqa: RUF001
    if not parts[0] or len(parts) > _MEMBER:
        msg = f"--member {given!r}: write a name, a department and a duty with semicolons between them"
        raise RefusedError(msg)
    name, department, duty = (*parts, "", "")[:_MEMBER]
    return Member(name=name, department=department, duty=duty)


def _one(tongue: Tongue) -> Lang:
    return "en" if tongue == "en" else "zh"


def _write(path: Path | None, made: bytes, form: Form, lang: Lang) -> None:
    if path is None:
        if form not in {"html", "json"} and sys.stdout.isatty():
            msg = f"--format {form}: name a file with --out; a terminal cannot show it"
            raise RefusedError(msg)
        sys.stdout.buffer.write(made)
        return
    try:
        path.write_bytes(made)
    except OSError as error:
        msg = f"--out {path}: {error.strerror}; name a file that can be written"
        raise RefusedError(msg) from error
    err.print(words(lang, "paper.written", path=str(path)), markup=False)
