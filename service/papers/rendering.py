"""A paper in whichever format is asked for, in a firm's style: the renderers of the drill report, and its tables."""

from __future__ import annotations

from service.papers.form import paper_json
from service.papers.tables import csv_zip, workbook
from service.report.firm import PLAIN, FirmStyle, styled
from service.report.formats.rendering import Form, Wish, paper_as
from service.report.formats.tongues import Tongue
from service.report.paper import Paper


def rendered(whole: Paper, form: Form, tongue: Tongue = "zh", firm: FirmStyle = PLAIN) -> bytes:
    """Return the paper; JSON is the same in every language and style, tables in every style.

    Raises UnrenderedError for a PDF that cannot be set.
    """
    match form:
        case "json":
            return paper_json(whole).encode(errors="backslashreplace")
        case "xlsx":
            return workbook(whole, tongue)
        case "csv":
            return csv_zip(whole, tongue)
        case "html" | "pdf" | "docx":
            return paper_as(form, styled(whole, firm), Wish(form=form, tongue=tongue, firm=firm))
