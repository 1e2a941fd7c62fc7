"""One drill's report in whichever format is asked for, in a firm's style; what each format is on the wire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import BinaryIO, Final, Literal, TypeAlias

from measurements.history import History
from measurements.report import Report
from scenarios.plan import Plan
from service.report.blocks import Line
from service.report.document import ReportDocument, document
from service.report.firm import PLAIN, FirmStyle, NoSuchSectionError, styled
from service.report.form import json_of
from service.report.formats.tongues import Tongue
from service.report.html import page
from service.report.paper import Paper
from service.report.records import NO_RECORDS, DrillRecords
from service.words import say

Form: TypeAlias = Literal["html", "pdf", "docx", "json", "xlsx", "csv"]


class UnrenderedError(Exception):
    """The report cannot be made in that form; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a format is on the wire and as a file."""

    media: str
    ending: str


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
KINDS: Final[dict[Form, Kind]] = {
    "html": Kind(media="text/html; charset=utf-8", ending=".html"),
    "pdf": Kind(media="application/pdf", ending=".pdf"),
    "docx": Kind(media=f"{_OFFICE}.wordprocessingml.document", ending=".docx"),
    "json": Kind(media="application/json", ending=".json"),
    "xlsx": Kind(media=f"{_OFFICE}.spreadsheetml.sheet", ending=".xlsx"),
    "csv": Kind(media="application/zip", ending=".csv.zip"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A drill as far as it has come, and what the book knows of it."""

    report: Report
    plan: Plan
    history: History
    records: DrillRecords = NO_RECORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """In which form, languages and style a report is wanted; `other` is where a page in the other language is."""

    form: Form
    tongue: Tongue = "zh"
    firm: FirmStyle = PLAIN
    other: str = ""


def render(told: Reported, wish: Wish, out: BinaryIO) -> None:
    """Write the report; JSON is the same in every language and style, spreadsheets in every style.

    A report of a drill that goes on says on its cover that it is not final.

    Raises UnrenderedError for a template that does not fit or a PDF that cannot be set, and OSError.
    """
    match wish.form:
        case "xlsx" | "csv":
            _tabulate(told, wish, out)
        case "html" | "pdf" | "docx" | "json":
            out.write(_written(document(told.report, told.plan, told.records), wish))


def _tabulate(told: Reported, wish: Wish, out: BinaryIO) -> None:
    from service.report.formats.sheetfiles import write_csv, write_xlsx
    from service.report.formats.sheets import Drill

    drill = Drill(report=told.report, plan=told.plan, history=told.history)
    (write_xlsx if wish.form == "xlsx" else write_csv)(drill, wish.tongue, out)


def _written(whole: ReportDocument, wish: Wish) -> bytes:
    if wish.form == "json":
        return json_of(whole).encode(errors="backslashreplace")
    try:
        whole = styled(_standing(whole), wish.firm)
    except NoSuchSectionError as error:
        raise UnrenderedError(str(error)) from error
    return paper_as(wish.form, whole, wish)


def paper_as(form: Form, whole: Paper, wish: Wish) -> bytes:
    """Return a paper as html, pdf or docx; raises UnrenderedError for a PDF that cannot be set."""
    if form == "pdf":
        return _pdf(whole, wish)
    if form == "docx":
        from service.report.formats.docx import docx

        return docx(whole, wish.tongue, wish.firm)
    return page(whole, wish.tongue, other=wish.other, firm=wish.firm).encode(errors="replace")


def _pdf(whole: Paper, wish: Wish) -> bytes:
    from service.report.formats.pdf import TypesettingError, pdf
    from service.report.formats.typeface import NoFontError

    try:
        return pdf(whole, wish.tongue, wish.firm)
    except (NoFontError, TypesettingError) as error:
        raise UnrenderedError(str(error)) from error


def _standing(whole: ReportDocument) -> ReportDocument:
    if whole.report.drill.ended_at is not None:
        return whole
    line = Line(key="standing", label=say("firm.standing"), value=say("firm.not_final"), tone="warning")
    return replace(whole, cover=(line, *whole.cover))
