"""The files that a report is made into, made once more to be compared: report.json, pages, PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from service.evidence.layout import REPORT
from service.report.document import ReportDocument
from service.report.form import json_of
from service.report.formats.tongues import Tongue
from service.report.html import PAGES, pages

Render: TypeAlias = Callable[[ReportDocument, Iterable[str]], Mapping[str, bytes]]
"""From a document and file names to those of the files that can be made of it, by their names."""


def render(whole: ReportDocument, names: Iterable[str]) -> Mapping[str, bytes]:
    """Return every file of these names that a report can be made into; the same document gives the same bytes."""
    wanted = frozenset(names)
    html = {name: text.encode() for name, text in pages(whole).items()} if PAGES.keys() & wanted else {}
    told = {REPORT: json_of(whole).encode()} if REPORT in wanted else {}
    return {**told, **html, **{name: _typeset(whole, lang) for name, lang in _PDFS.items() if name in wanted}}


_PDFS: Final[Mapping[str, Tongue]] = {"report.pdf": "zh", "report.en.pdf": "en"}


def _typeset(whole: ReportDocument, lang: Tongue) -> bytes:
    from service.report.formats.pdf import pdf  # noqa: PLC0415  the typesetter is loaded where there is a PDF

    return pdf(whole, lang)


class Remembering:
    """Renders like `render` and remembers the last documents: for whoever verifies many versions of a few drills."""

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._made: list[tuple[ReportDocument, dict[str, bytes]]] = []

    def __call__(self, whole: ReportDocument, names: Iterable[str]) -> Mapping[str, bytes]:
        """Return the files of a document, those that were made before without making them again."""
        made = next((made for known, made in self._made if known == whole), None)
        if made is None:
            made = dict[str, bytes]()
            self._made = [*self._made[1 - self._most :], (whole, made)]
        wanted = set(names)
        made |= render(whole, wanted - made.keys()) if wanted - made.keys() else {}
        return {name: content for name, content in made.items() if name in wanted}
