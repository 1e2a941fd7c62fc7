"""`bia check|import|export|graph|report|profiles|template`: the register, touching no host."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from scenarios.bia import BiaInput
from scenarios.bia.carrying import as_csv, as_workbook, as_yaml, data_in, examine_file
from scenarios.bia.levels import profile_summaries, profile_text
from scenarios.bia.register import Register
from scenarios.problems import Problem, Problems, errors_in
from service.cli.output import REFUSED, AsJson, Language, RefusedError, err, language, out, words
from service.words import Lang

WARNED: Final = 1
"""Exit code of `check` where there are warnings and no errors."""
RegisterFile: TypeAlias = Annotated[
    Path, typer.Argument(metavar="REGISTER", help="A YAML file, a workbook (.xlsx), or a folder of CSV files.")
]
Sheets: TypeAlias = Annotated[Path, typer.Argument(metavar="SHEETS", help="A workbook, or a folder of CSV files.")]
OutFile: TypeAlias = Annotated[Path | None, typer.Option("--out", help="Where to; standard output otherwise.")]
OutSheets: TypeAlias = Annotated[
    Path, typer.Option("--out", help="A workbook if the name ends in .xlsx, else a folder for CSV files.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]

app = typer.Typer(
    help="The business impact analysis: businesses, services, suppliers, objectives.", no_args_is_help=True
)


@app.command()
def check(file: RegisterFile, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Hold everything in the register against everything else. Ends with 0, with 1 for warnings, with 4 for errors."""
    tongue = language(lang)
    register, problems = examine_file(file)
    if as_json:
        out.print(json.dumps([asdict(each) for each in problems], ensure_ascii=False), markup=False)
    else:
        _tell(problems, tongue)
        _conclude(register, problems, tongue)
    if errors_in(problems):
        return REFUSED
    return WARNED if any(each.severity == "warning" for each in problems) else 0


@app.command("import")
def import_(sheets: Sheets, out_file: OutFile = None, lang: Language = None, *, force: Force = False) -> int:
    """Write the register in sheets as YAML; refused, with the cells, if anything in it is wrong."""
    tongue = language(lang)
    register, problems = examine_file(sheets)
    _tell(problems, tongue)
    if errors_in(problems):
        return REFUSED
    _write(out_file, as_yaml(register).encode(), tongue, force=force)
    return 0


@app.command()
def export(file: RegisterFile, out_file: OutSheets, lang: Language = None, *, force: Force = False) -> int:
    """Write the register as sheets; what checks find wrong is told and can be mended there."""
    tongue = language(lang)
    register, problems = _formed(file)
    _tell(problems, tongue)
    _write_sheets(out_file, data_in(register), tongue, force=force)
    return 0


@app.command()
def template(out_file: OutSheets, lang: Language = None, *, force: Force = False) -> int:
    """Write empty sheets with their headings, lists of choices and an explanation."""
    _write_sheets(out_file, {}, language(lang), force=force)
    return 0


@app.command()
def graph(file: RegisterFile, out_file: OutFile = None, lang: Language = None) -> int:
    """Draw what businesses, services and suppliers depend on, as SVG."""
    from service.bia.graph import graph_svg  # noqa: PLC0415  only this command draws

    tongue = language(lang)
    register, problems = _formed(file)
    _write(out_file, graph_svg(_model(register), tongue, problems).encode(), tongue, force=True)
    return 0


@app.command()
def report(file: RegisterFile, out_file: OutFile = None, lang: Language = None) -> int:
    """Write the report on the analysis (JR/T 0251 §6.4) as one HTML page, in Chinese unless asked otherwise."""
    from service.bia.page import report_page  # noqa: PLC0415  only this command renders

    tongue: Lang = language(lang or "zh")
    register, problems = _formed(file)
    _write(out_file, report_page(register, problems, tongue).encode(), tongue, force=True)
    return 0


@app.command()
def profiles(
    show: Annotated[str | None, typer.Option("--show", metavar="NAME", help="Print this profile, to copy it.")] = None,
    lang: Language = None,
) -> int:
    """List the level tables that ship, or print one."""
    tongue = language(lang)
    summaries = profile_summaries()
    if show is not None:
        text = profile_text(show)
        if text is None:
            raise RefusedError(words(tongue, "bia.unknown_profile", name=show, known=", ".join(summaries)))
        out.out(text, highlight=False, end="")
        return 0
    for name, summary in summaries.items():
        state = words(tongue, "bia.profile.none")
        if summary.levels:
            facts = {"levels": summary.levels, "given": summary.given, "open": summary.open}
            state = words(tongue, "bia.profile.open", **facts)
        out.print(f"{name:<16} {summary.title.zh if tongue == 'zh' else summary.title.en} - {state}", markup=False)
    return 0


def _formed(file: Path) -> tuple[Register, tuple[Problem, ...]]:
    """Return a register whose form is right; raises Problems for one whose is not."""
    register, problems = examine_file(file)
    if errors_in(register.draft.problems):
        raise Problems(problems)
    return register, problems


def _model(register: Register) -> BiaInput:
    if register.bia is None:
        raise Problems(register.draft.problems)
    return register.bia


def _tell(problems: Iterable[Problem], lang: Lang) -> None:
    for problem in problems:
        err.print(problem.told(lang), markup=False)


def _conclude(register: Register, problems: Iterable[Problem], lang: Lang) -> None:
    counts = Counter(problem.severity for problem in problems)
    if counts["error"] + counts["warning"] == 0 and register.bia is not None:
        sizes = {section: len(getattr(register.bia, section)) for section in ("businesses", "services", "suppliers")}
        out.print(words(lang, "bia.clean", **sizes))
    facts = {"errors": counts["error"], "warnings": counts["warning"], "notes": counts["info"]}
    out.print(words(lang, "bia.counted", **facts))


def _write_sheets(path: Path, data: Mapping[str, object], lang: Lang, *, force: bool) -> None:
    if path.suffix.lower() == ".xlsx":
        _write(path, as_workbook(data), lang, force=force)
        return
    _ready(path, lang)
    for name, content in as_csv(data).items():
        _write(path / name, content, lang, force=force)


def _ready(folder: Path, lang: Lang) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError(words(lang, "bia.cannot_write", path=str(folder), why=error.strerror or "")) from error


def _write(path: Path | None, content: bytes, lang: Lang, *, force: bool) -> None:
    """Write to the file, or to standard output if there is none; raises RefusedError."""
    if path is None:
        out.out(content.decode(), highlight=False, end="")
        return
    try:
        with path.open("wb" if force else "xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise RefusedError(words(lang, "bia.there_already", path=str(path))) from error
    except OSError as error:
        raise RefusedError(words(lang, "bia.cannot_write", path=str(path), why=error.strerror or "")) from error
    err.print(words(lang, "bia.written", path=str(path)), markup=False)
