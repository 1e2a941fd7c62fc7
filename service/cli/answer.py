"""`judge`, `report` and `verify`: figures from the evidence alone, touching no host."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import typer
from rich.markup import escape

from measurements.codec import UnreadableEventError
from runners.journal import JournalError
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.cli.results import exit_code, print_figures, summary
from service.evidence import Check, Judged, NoEvidenceError, Status, UnreadableLineError, judged, load_records, title
from service.evidence import verify as verified
from service.report.document import document
from service.report.form import json_of
from service.report.html import OTHER, page
from service.words import Lang, in_language

Evidence: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PATH", help="A drill's directory, its evidence directory, or a journal.")
]
Drill: TypeAlias = Annotated[
    str | None, typer.Option("--drill", help="Which drill, where a journal database holds several.")
]
_COLOURS: Final = {"passed": "green", "failed": "red", "absent": "yellow"}
_CODES: Final[dict[Status, int]] = {"passed": 0, "absent": 2, "failed": 1}
_SEVERITY: Final = (0, 2, 1)


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


def verify(path: Evidence, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Check evidence offline and recompute its report. Ends with 0 (all passed), 1 (something failed) or 2 (absent)."""
    tongue = language(lang)
    try:
        checks = verified(path)
    except (NoEvidenceError, OSError) as error:
        raise RefusedError(str(error)) from error
    if as_json:
        out.print(json.dumps([asdict(check) for check in checks], ensure_ascii=False), markup=False)
    else:
        _print_checks(checks, tongue)
    return max((_CODES[check.status] for check in checks), key=_SEVERITY.index, default=0)


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


def _print_checks(checks: Sequence[Check], lang: Lang) -> None:
    for check in checks:
        word = words(lang, f"verify.{check.status}")
        told = escape(f"{in_language(title(check), lang)}: {in_language(check.detail, lang)}")
        out.print(f"[{_COLOURS[check.status]}]{word}[/]  {told}")
