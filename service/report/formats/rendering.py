"""One drill's report in whichever format is asked for, in a firm's style; what each format is on the wire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import BinaryIO, Final, Literal, TypeAlias

from measurements.history import History
from measurements.report import Report
from scenarios.plan import Plan
from service.report.blocks import Line
from service.report.document import ReportDocument, document
from service.report.firm import PLAIN, FirmStyle, styled
from service.report.form import json_of
from service.report.formats import docx as word
from service.report.formats.pdf import pdf
from service.report.formats.sheetfiles import write_csv, write_xlsx
from service.report.formats.sheets import Drill
from service.report.formats.tongues import Tongue
from service.report.html import page
from service.report.records import NO_RECORDS, DrillRecords
from service.words import say

Form: TypeAlias = Literal["html", "pdf", "docx", "json", "xlsx", "csv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a format is on the wire and as a file."""

    media: str
    ending: str


KINDS: Final[dict[Form, Kind]] = {
    "html": Kind(media="text/html; charset=utf-8", ending=".html"),
    "pdf": Kind(media="application/pdf", ending=".pdf"),
    "docx": Kind(media=word.MEDIA_TYPE, ending=".docx"),
    "json": Kind(media="application/json", ending=".json"),
    "xlsx": Kind(media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ending=".xlsx"),
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

    Raises NoSuchSectionError for a template that does not fit, NoFontError or TypesettingError for a PDF, OSError.
    """
    drill = Drill(report=told.report, plan=told.plan, history=told.history)
    match wish.form:
        case "xlsx":
            write_xlsx(drill, wish.tongue, out)
        case "csv":
            write_csv(drill, wish.tongue, out)
        case "html" | "pdf" | "docx" | "json":
            out.write(_written(document(told.report, told.plan, told.records), wish))


def _written(whole: ReportDocument, wish: Wish) -> bytes:
    if wish.form == "json":
        return json_of(whole).encode(errors="backslashreplace")
    whole = styled(_standing(whole), wish.firm)
    if wish.form == "pdf":
        return pdf(whole, wish.tongue, wish.firm)
    if wish.form == "docx":
        return word.docx(whole, wish.tongue, wish.firm)
    return page(whole, wish.tongue, other=wish.other, firm=wish.firm).encode(errors="replace")


def _standing(whole: ReportDocument) -> ReportDocument:
    if whole.report.drill.ended_at is not None:
        return whole
    line = Line(key="standing", label=say("firm.standing"), value=say("firm.not_final"), tone="warning")
    return replace(whole, cover=(line, *whole.cover))
