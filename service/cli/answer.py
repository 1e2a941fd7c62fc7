"""`judge`: figures from the evidence alone, touching no host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from measurements.codec import UnreadableEventError
from runners.journal import JournalError
from service.cli.output import AsJson, Language, RefusedError, language, out
from service.cli.results import exit_code, print_figures, summary
from service.evidence import Judged, NoEvidenceError, UnreadableLineError, judged, load_records

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


def judged_at(path: Path, drill: str | None) -> Judged:
    """Return the journal that `path` holds, judged; raises RefusedError with what is wrong with it."""
    try:
        return judged(load_records(path, drill))
    except (NoEvidenceError, UnreadableLineError, UnreadableEventError, JournalError, OSError) as error:
        raise RefusedError(str(error)) from error
