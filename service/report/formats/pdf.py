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
from service.report.formats.typeface import fonts, printable
from service.report.paper import Paper
from service.words import say

TEMPLATES: Final = Path(__file__).with_name("typst")
STANDARDS: Final = ("a-3a", "ua-1")
"""PDF/A-3 with tags (ISO 19005-3, level A), and PDF/UA-1 for those who hear it read (ISO 14289-1)."""
ATTACHED: Final = "report.json"
_MEMORY: Final = 11
"""After so many compilations (0.1 s for empty ones) the typesetter drops what none of them needed."""
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
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
    given |= {"date": _parts(_moment(whole)), "logo": _logo(firm.logo), "attached": _attached(whole, lang)}
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


def forget() -> None:
    """Let the typesetter forget what it set: it keeps 60 MB for each paper until _MEMORY more were set."""
    for _ in range(_MEMORY):
        typst.compile(b"", font_paths=fonts(), ignore_system_fonts=True)


def _moment(whole: Paper) -> datetime:
    """Return when the drill ended, or began; a paper that tells no instant has none."""
    if not isinstance(whole, ReportDocument):
        return _UNDATED
    try:
        return datetime.fromisoformat(whole.report.drill.ended_at or whole.report.drill.started_at).astimezone(UTC)
    except (ValueError, OverflowError):
        return _UNDATED


def _parts(at: datetime) -> dict[str, int]:
    return {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def _logo(logo: Logo | None) -> Data | None:
    return None if logo is None else {"format": _FORMATS[logo.kind], "content": list(logo.content)}


def _attached(whole: Paper, lang: Tongue) -> Data | None:
    """Return report.json as it is in the evidence; a lone surrogate stands in it as the escape that JSON has for it."""
    if not isinstance(whole, ReportDocument):
        return None
    content = json_of(whole).encode(errors="backslashreplace").decode()
    return {"name": ATTACHED, "content": content, "description": printable(one_line(say("print.attached"), lang))}
