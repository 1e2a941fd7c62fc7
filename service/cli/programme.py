"""`programme`: what is due, how a year goes, what the frequency rules say, and when a schedule or a deadline falls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from scenarios.frequencies import Rule, rules_of, shipped_frequencies
from scenarios.plan import Text
from scenarios.workdays import read_workdays, shipped_workdays, within
from service.access import Caller, Grant, Role
from service.cli.output import AsJson, Language, RefusedError, language, out, print_whole, words
from service.cli.store import WHERE, Database, book_in
from service.denial import DeniedError
from service.policy import read_policy
from service.programme.deviating import Deviation
from service.programme.dueness import Due, ServiceDue
from service.programme.programme import calendars_of, workdays_of
from service.programme.saying import read_saying
from service.programme.services import Services
from service.programme.timing import occurrences
from service.programme.years import Years
from service.words import Lang, in_language, say

WANTING: Final = 1
"""Exit code where something is due, overdue, stale, missed or not as planned."""
_YEAR: Final = 366 * 86_400 * 10**9
_LOCAL: Final = Caller(user="terminal", name="", grants=(Grant(role=Role.VIEWER),), via="terminal")

app = typer.Typer(help="What is drilled when, and what is due.", no_args_is_help=True)

PolicyFile = Annotated[Path | None, typer.Option("--policy", help="What the firm decided; none: the strict.")]


@app.callback()
def _keep_name() -> None:  # pyright: ignore[reportUnusedFunction]  typer calls it
    """What is drilled when, and what is due."""


@app.command()
def due(db: Database = WHERE, policy: PolicyFile = None, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Tell of every service whether it is due, overdue or stale; ends with 0 where none is, else 1."""
    decided = read_policy(policy).programme
    with book_in(db) as book:
        found = Services(book, decided, rules_of(decided.profiles), workdays_of(decided)).standing()
    if as_json:
        _print([_due_data(one) for one in found])
    else:
        _show(("service", "status", "rule", "until", "last"), _due_rows(found, language(lang)), language(lang))
    return WANTING if any(one.status != "ok" for one in found) else 0


@app.command()
def year(
    which: Annotated[str, typer.Argument(metavar="YEAR", help="For example 2026.")],
    db: Database = WHERE,
    policy: PolicyFile = None,
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Tell how a year goes against its programme; ends with 0 where everything is done or still to come, else 1."""
    tongue = language(lang)
    zone = workdays_of(read_policy(policy).programme).zone
    try:
        with book_in(db) as book:
            found = Years(book, zone).course_now(_LOCAL, which)
    except DeniedError as denied:
        raise RefusedError("; ".join(in_language(reason.text, tongue) for reason in denied.reasons)) from None
    if as_json:
        _print([_course_data(one) for one in found])
    else:
        rows = [(say(f"course.{one.kind}"), one.text) for one in found]
        _show(("status", "item"), [[in_language(text, tongue) for text in row] for row in rows], tongue)
    return WANTING if any(one.kind not in {"done", "planned"} for one in found) else 0


@app.command()
def rules(
    profile: Annotated[list[str] | None, typer.Option("--profile", help="A shipped profile, or a file.")] = None,
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Print frequency rules with where each figure was read; without --profile, all that ship."""
    tongue = language(lang)
    found = rules_of(profile or list(shipped_frequencies()))
    if as_json:
        _print([_rule_data(one) for one in found])
    else:
        _show(("rule", "basis", "every", "report", "source"), [_rule_row(one, tongue) for one in found], tongue)
    return 0


@app.command(name="next")
def coming(
    said: Annotated[str, typer.Argument(metavar="WORDS", help="As people say it; an example is in the refusal.")],
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Print when a schedule would run in the next year, from words; days that no calendar knows are left out."""
    try:
        timing = read_saying(said)
    except DeniedError as denied:
        raise RefusedError(in_language(denied.reasons[0].text, language(lang))) from None
    now = int(datetime.now(UTC).timestamp()) * 10**9
    found = occurrences(timing, now, now + _YEAR, calendars_of(read_policy(None).programme))
    if as_json:
        _print({"timing": timing.model_dump(), "coming": [one.due for one in found]})
    else:
        for line in [one.due for one in found] or [words(language(lang), "programme.none")]:
            out.print(line, markup=False)
    return 0


@app.command()
def deadline(
    since: Annotated[str, typer.Argument(metavar="DAY", help="The day of the drill, as 2026-09-24.")],
    days: Annotated[int, typer.Argument(metavar="DAYS", min=1, max=250, help="Working days.")],
    workdays: Annotated[Path | None, typer.Option("--workdays", help="A file of working days.")] = None,
    lang: Language = None,
) -> int:
    """Print the last day within so many working days; where days are not known yet, the earlier one, and say so."""
    try:
        start = date.fromisoformat(since)
    except ValueError:
        raise RefusedError(words(language(lang), "programme.no_day", day=since)) from None
    found = within(shipped_workdays() if workdays is None else read_workdays(workdays), start, days)
    told = say("deadline.certain") if found.is_certain else say("deadline.uncertain", days=len(found.unknown))
    out.print(f"{found.day.isoformat()}  {in_language(told, language(lang))}", markup=False)
    return 0


def _show(columns: Sequence[str], rows: Sequence[Sequence[str]], lang: Lang) -> None:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(words(lang, f"programme.{column}"), overflow="fold")
    for row in rows:
        table.add_row(*row)
    print_whole(table)


def _print(data: Any) -> None:
    out.print(json.dumps(data, ensure_ascii=False, indent=2), markup=False)


def _due_rows(found: Sequence[ServiceDue], lang: Lang) -> list[list[str]]:
    rows: list[list[str]] = []
    for one in found:
        stale = "" if not one.stale else f" ({', '.join(one.stale)})"
        rows.append([one.service, words(lang, f"due.{one.status}") + stale, "", "", one.proof_drill or "-"])
        for row in one.rules:
            title = in_language(row.title, lang)
            rows.append(["", words(lang, f"due.{row.status}"), title, _day(row), row.last_drill or "-"])
    return rows


def _day(row: Due) -> str:
    return "-" if row.until is None else row.until.isoformat()


def _rule_row(rule: Rule, lang: Lang) -> list[str]:
    every = say("due.open") if rule.every_is_open else Text(zh="-", en="-")
    if rule.months is not None:
        every = say("programme.months", months=rule.months)
    report = say("due.open") if rule.report_is_open else Text(zh="-", en="-")
    if rule.report is not None:
        report = say("programme.within", days=rule.report.working_days, to=rule.report.to)
    read = rule.months_read or (None if rule.report is None else rule.report.read)
    source = "-" if read is None else f"{read.source} [{read.certainty}]"
    basis = in_language(say(f"basis.{rule.basis}"), lang)
    name = f"{rule.id}  {in_language(rule.title, lang)}"
    return [name, basis, in_language(every, lang), in_language(report, lang), source]


def _rule_data(rule: Rule) -> dict[str, Any]:
    read = rule.months_read
    return {
        "id": rule.id,
        "title": {"zh": rule.title.zh, "en": rule.title.en},
        "basis": rule.basis,
        "months": rule.months,
        "figure_open": rule.every_is_open,
        "source": None if read is None else read.source,
        "certainty": None if read is None else read.certainty,
        "report_working_days": None if rule.report is None else rule.report.working_days,
    }


def _due_data(one: ServiceDue) -> dict[str, Any]:
    rows = [
        {"rule": row.rule, "status": row.status, "until": _day(row), "last_drill": row.last_drill} for row in one.rules
    ]
    return {"service": one.service, "status": one.status, "proof": one.proof, "stale": list(one.stale), "rules": rows}


def _course_data(one: Deviation) -> dict[str, Any]:
    return {"kind": one.kind, "item": one.item, "services": list(one.services), "drills": list(one.drills)}
