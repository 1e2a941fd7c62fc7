"""The figures of drills as a table for a terminal; the same digits as everywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from measurements.report import Report, RpoFigure, RtoFigure, ServiceFigures, VerdictName
from service.cli.output import words
from service.words import Lang, in_language

_COLOURS: dict[VerdictName, str] = {"met": "green", "inconclusive": "yellow", "missed": "red"}


def figures_table(reports: Sequence[Report], lang: Lang) -> Table:
    """Return one row per drill, service and figure: target, achieved interval, verdict, writes lost."""
    table = Table(box=None, pad_edge=False)
    for column in ("drill", "figure", "target", "achieved", "verdict", "lost"):
        table.add_column(words(lang, f"table.{column}"), no_wrap=True, overflow="ignore")
    for report in reports:
        for service in report.services:
            for row in _rows(report, service, lang):
                table.add_row(*row)
    return table


def _rows(report: Report, service: ServiceFigures, lang: Lang) -> Iterator[tuple[str, ...]]:
    title = in_language(service.title, lang)
    rto, rpo = service.rto, service.rpo
    yield (report.drill.scenario, "RTO", *_figure(rto, lang), "")
    if service.writes or rpo.source is not None:  # a service that is not written to has no RPO to achieve
        yield (title, "RPO", *_figure(rpo, lang), f"{rpo.lost}/{rpo.acknowledged}")
    else:
        yield (title, "", "", "", "", "")


def _figure(figure: RtoFigure | RpoFigure, lang: Lang) -> tuple[str, str, str]:
    colour = _COLOURS[figure.verdict]
    verdict = words(lang, f"verdict.{figure.verdict}")
    return f"{figure.target_s} s", interval_text(figure.lower_s, figure.upper_s, lang), f"[{colour}]{verdict}[/]"


def interval_text(lower: float | None, upper: float | None, lang: Lang) -> str:
    """Return `[lower, upper] s` in the digits of report.json, or that there is no evidence."""
    if lower is None and upper is None:
        return words(lang, "table.none")
    return f"\\[{'?' if lower is None else lower}, {'?' if upper is None else upper}] s"
