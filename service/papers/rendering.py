"""A paper in whichever format is asked for, in a firm's style: the renderers of the drill report, and its tables."""

from __future__ import annotations

from service.papers.form import paper_json
from service.papers.tables import csv_zip, workbook
from service.report.firm import PLAIN, FirmStyle, styled
from service.report.formats.docx import docx
from service.report.formats.pdf import pdf
from service.report.formats.rendering import Form
from service.report.formats.tongues import Tongue
from service.report.html import page
from service.report.paper import Paper


def rendered(whole: Paper, form: Form, tongue: Tongue = "zh", firm: FirmStyle = PLAIN) -> bytes:
    """Return the paper; JSON is the same in every language and style, tables in every style.

    Raises NoFontError or TypesettingError for a PDF.
    """
    if form == "json":
        return paper_json(whole).encode(errors="backslashreplace")
    told = styled(whole, firm)
    match form:
        case "html":
            return page(told, tongue, firm=firm).encode(errors="replace")
        case "pdf":
            return pdf(told, tongue, firm)
        case "docx":
            return docx(told, tongue, firm)
        case "xlsx":
            return workbook(told, tongue)
        case "csv":
            return csv_zip(told, tongue)
