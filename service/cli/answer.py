"""`judge` and `report`: figures from the evidence alone, touching no host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from measurements.codec import UnreadableEventError
from runners.journal import JournalError
from service.cli.output import AsJson, Language, RefusedError, language, out
from service.cli.results import exit_code, print_figures, summary
from service.evidence import Judged, NoEvidenceError, UnreadableLineError, judged, load_records
from service.report.document import document
from service.report.form import json_of
from service.report.html import OTHER, page

Evidence: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PATH", help="A drill's directory, its evidence directory, or a journal.")
]
Drill: TypeAlias = Annotated[
    str | None, typer.Option("--drill", help="Which drill, where a journal database holds several.")
]


def judge(path: Evidence, drill: Drill = None, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Recompute the figures of a drill from its journal."""
    tongue = language(lang)
    report = judged_at(path, drill).report
    if as_json:
        out.print(json.dumps(summary(report), ensure_ascii=False), markup=False)
    else:
        print_figures([report], tongue)
    return exit_code(report)


def report(
    path: Evidence,
    drill: Drill = None,
    format_: Annotated[Literal["html", "json"], typer.Option("--format", help="What to write.")] = "html",
    out_file: Annotated[Path | None, typer.Option("--out", help="Where to; standard output otherwise.")] = None,
    lang: Language = None,
) -> int:
    """Write the report of a drill anew from its journal."""
    tongue = language(lang)
    found = judged_at(path, drill)
    whole = document(found.report, found.plan)
    text = json_of(whole) if format_ == "json" else page(whole, tongue, other=OTHER[tongue])
    if out_file is None:
        out.out(text, highlight=False)
    else:
        _write(out_file, text)
    return exit_code(found.report)


def judged_at(path: Path, drill: str | None) -> Judged:
    """Return the journal that `path` holds, judged; raises RefusedError with what is wrong with it."""
    try:
        return judged(load_records(path, drill))
    except (NoEvidenceError, UnreadableLineError, UnreadableEventError, JournalError, OSError) as error:
        raise RefusedError(str(error)) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"--out {path}: {error.strerror}; name a file that can be written"
        raise RefusedError(msg) from error
