"""`coverage`: what no scenario, and no completed drill of the last months, has touched."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from scenarios.bia import BiaInput
from scenarios.documents import load
from scenarios.draft import Draft, understand
from scenarios.fields import Input
from scenarios.plan import SECOND
from scenarios.problems import Problems, errors_in
from scenarios.registers import Registers, RegisterSet, load_registers, register_problems, understand_registers
from scenarios.registers.checks.services import check_services
from service.cli.output import AsJson, Language, language, out, print_whole
from service.cli.question import BiaFile, ProceduresFile, RisksFile
from service.coverage import coverage as touched
from service.coverage import strangers, wanted_from, written_in
from service.coverage.telling import Found, as_data, sentences, table
from service.past import past_drills

M = TypeVar("M", bound=Input)
GAPS = 1
_MONTHS = 12


def coverage(
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO…", help="The scenarios that the firm has.")],
    bia: BiaFile,
    risks: RisksFile = None,
    procedures: ProceduresFile = None,
    journal: Annotated[
        list[Path] | None,
        typer.Option(
            "--journal", "--home", help="A journal, a drill's folder, or a folder of such; several may be given."
        ),
    ] = None,
    months: Annotated[int, typer.Option("--months", min=1, max=1200, help="How far back a drill counts.")] = _MONTHS,
    *,
    lang: Language = None,
    everything: Annotated[bool, typer.Option("--all", help="Show what is covered too.")] = False,
    as_json: AsJson = False,
) -> int:
    """Tell which services, threats, risks and procedures nothing touches; ends with 0 where there are none, else 1."""
    tongue = language(lang)
    registers = Registers(risks=risks, procedures=procedures)
    found = looked(scenarios, bia, registers, journal, months_before(datetime.now(UTC).date(), months), months)
    if as_json:
        out.print(json.dumps(as_data(found), ensure_ascii=False, indent=2), markup=False)
    else:
        shown = found.rows if everything else found.gaps
        if shown:
            print_whole(table(shown, months, tongue))
            out.print()
        for line in sentences(found, tongue):
            out.print(line, markup=False)
    return GAPS if found.gaps else 0


def looked(
    scenarios: list[Path], bia: Path, registers: Registers, journal: list[Path] | None, since: date, months: int
) -> Found:
    """Return what is covered; raises Problems for files that cannot be used."""
    business = understand(BiaInput, load(bia))
    read = _usable(understand_registers(load_registers(registers)), business)
    risks = None if read.risks is None else _model(read.risks)
    plans = None if read.procedures is None else _model(read.procedures)
    wanted = wanted_from(_model(business), risks, plans)
    past = None if not journal else past_drills(journal)
    since_ns = int(datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp()) * SECOND
    written = [written_in(path) for path in scenarios]
    rows = touched(wanted, written, None if past is None else past.drills, since_ns)
    missing = tuple(name for name, model in (("risks", risks), ("procedures", plans)) if model is None)
    return Found(
        wanted=wanted,
        rows=rows,
        past=past,
        months=months,
        since_utc_ns=since_ns,
        missing=missing,
        strangers=strangers(wanted, written, missing),
    )


def _usable(read: RegisterSet, bia: Draft[BiaInput]) -> RegisterSet:
    wrong = errors_in((*register_problems(read), *check_services(bia, read.risks, read.procedures)))
    if wrong:
        raise Problems(wrong)
    return read


def _model(draft: Draft[M]) -> M:
    wrong = errors_in(draft.problems)
    if wrong or draft.model is None:
        raise Problems(wrong or draft.problems)
    return draft.model


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days  # noqa: PLR2004
    return date(year, month + 1, min(day.day, last))
