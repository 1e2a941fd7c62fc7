"""A paper as PDF/A-3a: tagged, its font inside, a report's data attached; the same paper gives the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typst

from service.report.document import ReportDocument
from service.report.firm import PLAIN, FirmStyle, Logo
from service.report.form import json_of
from service.report.formats.paged import Data, Setting
from service.report.formats.tongues import Tongue, one_line
from service.report.formats.typeface import fonts, forget, printable
from service.report.paper import Paper
from service.words import say

TEMPLATES: Final = Path(__file__).with_name("typst")
STANDARDS: Final = ("a-3a", "ua-1")
"""PDF/A-3 with tags (ISO 19005-3, level A), and PDF/UA-1 for those who hear it read (ISO 14289-1)."""
ATTACHED: Final = "report.json"
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""PDF/A-3a asks for a date; a paper that tells of no instant gets one that nobody takes for its own."""
_FORMATS: Final = {"image/svg+xml": "svg", "image/png": "png"}


class TypesettingError(Exception):
    """The typesetter refused: what a firm's template folder brings (its logo) cannot be set."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the PDF cannot be typeset: {why}; where a template folder is used, look at its logo")


def pdf(whole: Paper, lang: Tongue, firm: FirmStyle = PLAIN) -> bytes:
    """Return the paper as PDF; the date in it is the record's, so the same paper gives the same bytes.

    Needs no font of the machine. Raises NoFontError, TypesettingError.
    """
    given = Setting(whole=whole, tongue=lang, firm=firm).data()
    given |= {"date": _parts(whole.instant() or _UNDATED), "logo": _logo(firm.logo), "attached": _attached(whole, lang)}
    try:
        return _set(json.dumps(given, ensure_ascii=True))
    except typst.TypstError as error:
        raise TypesettingError(str(error.message)) from error


def _set(data: str) -> bytes:
    try:
        return typst.compile(
            TEMPLATES / "report.typ",
            root=TEMPLATES,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            pdf_standards=list(STANDARDS),
        )
    finally:
        forget()


def _parts(at: datetime | None) -> dict[str, int] | None:
    return (
        None
        if at is None
        else {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    )


def _logo(logo: Logo | None) -> Data | None:
    return None if logo is None else {"format": _FORMATS[logo.kind], "content": list(logo.content)}


def _attached(whole: Paper, lang: Tongue) -> Data | None:
    """Return report.json as it is in the evidence; a lone surrogate stands in it as the escape that JSON has for it."""
    if not isinstance(whole, ReportDocument):
        return None
    content = json_of(whole).encode(errors="backslashreplace").decode()
    return {"name": ATTACHED, "content": content, "description": printable(one_line(say("print.attached"), lang))}
