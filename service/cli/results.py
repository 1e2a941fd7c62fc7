"""What a person is told at the end of a drill, and the exit code that a program reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from measurements.report import Report, VerdictName
from service.cli.output import out, print_whole, words
from service.cli.table import figures_table
from service.words import Lang

NOT_COMPLETED: Final = 3
_CODES: Final[dict[VerdictName, int]] = {"met": 0, "missed": 1, "inconclusive": 2}


def exit_code(report: Report) -> int:
    """Return 0 met, 1 missed, 2 inconclusive; 3 where the drill was not completed or restoration is not proved."""
    return _CODES[report.verdict] if report.completed and report.restored else NOT_COMPLETED


def print_figures(reports: Sequence[Report], lang: Lang) -> None:
    """Print figures, verdict and what went wrong."""
    print_whole(figures_table(reports, lang))
    for report in reports:
        _print_ending(report, lang)


def print_results(reports: Sequence[Report], lang: Lang, directory: Path, *, as_json: bool) -> None:
    """Print figures, verdict, what went wrong and where the report is."""
    if as_json:
        for report in reports:
            out.print(json.dumps(summary(report), ensure_ascii=False), markup=False)
        return
    out.print()
    print_figures(reports, lang)
    out.print(words(lang, "run.written", path=str(directory / "report.html")), markup=False)


def _print_ending(report: Report, lang: Lang) -> None:
    verdict = words(lang, f"verdict.{report.verdict}")
    out.print(words(lang, "run.verdict", verdict=verdict), markup=False)
    if not report.completed:
        out.print(words(lang, "run.not_completed", reason=report.drill.ending or "?"), markup=False)
    if not report.restored:
        out.print(words(lang, "run.not_restored", residue=", ".join(report.residue) or "?"), markup=False)


def summary(report: Report) -> dict[str, object]:
    """Return the two figures of each service and the verdict, for a program."""
    services = [
        {
            "service": each.service,
            "rto": {"target_s": each.rto.target_s, "lower_s": each.rto.lower_s, "upper_s": each.rto.upper_s},
            "rpo": {"target_s": each.rpo.target_s, "lower_s": each.rpo.lower_s, "upper_s": each.rpo.upper_s},
        }
        for each in report.services
    ]
    ending = {"completed": report.completed, "restored": report.restored}
    return {"drill": report.drill.id, "verdict": report.verdict, **ending, "services": services}
