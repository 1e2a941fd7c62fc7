"""The report as pages: self-contained, printable on A4, without scripts and without requests to anywhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from scenarios.plan import Text
from service.report.blocks import Chart, Section
from service.report.charts.svg import cleaned
from service.report.citing import clause_of
from service.report.document import ReportDocument
from service.report.figures import proof
from service.report.firm import PLAIN, FirmStyle, Logo
from service.report.formats.tongues import Tongue, langs, one_line, tellings
from service.report.headlines import headlines
from service.report.pages import pages_in
from service.report.paper import Paper
from service.words import Lang, say

PAGES: Final[Mapping[str, Lang]] = {"report.html": "zh", "report.zh.html": "zh", "report.en.html": "en"}
"""The pages of a drill by file name; the first is the one to open."""

OTHER: Final[Mapping[Lang, str]] = {"zh": "report.en.html", "en": "report.html"}
LONGEST_WORD: Final = 24
_HTML_LANGS: Final[Mapping[Lang, str]] = {"zh": "zh-CN", "en": "en"}


def pages(whole: ReportDocument) -> dict[str, str]:
    """Return every page of the report by its file name."""
    told = {lang: page(whole, lang, other=other) for lang, other in OTHER.items()}
    return {name: told[lang] for name, lang in PAGES.items()}


def page(whole: Paper, tongue: Tongue, *, other: str = "", firm: FirmStyle = PLAIN) -> str:
    """Return one page; `other` is the address of the page in the other language, if there is one.

    In both languages a sentence stands beside its translation, and a cell of a table above it; figures stand once.
    """
    speech = _Speech(tongue)

    def drawn(block: Chart, place: str) -> list[Markup]:
        uids: dict[Lang, str] = {lang: f"c{place}{lang if tongue == 'both' else ''}" for lang in langs(tongue)}
        return [Markup(svg) for lang, uid in uids.items() for svg in whole.drawn(block, lang, uid)]  # noqa: S704  svg.py escapes

    return _PAGES.get_template("report.html.jinja").render(
        whole=whole,
        report=whole.report if isinstance(whole, ReportDocument) else None,
        tongue=tongue,
        html_lang={"zh": "zh-CN", "en": "en", "both": "zh-CN"}[tongue],
        other=other,
        other_lang={"zh": "en", "en": "zh-CN", "both": "en"}[tongue],
        firm=firm,
        logo=_data_url(firm.logo),
        t=speech.told,
        line=speech.line,
        cell=speech.cell,
        say=say,
        proof=proof,
        clause=clause_of,
        mark=_mark,
        drawn=drawn,
        headlines=headlines,
    )


@dataclass(frozen=True, slots=True)
class _Speech:
    """How a page says a text: in its language, or in both, each marked as what it is."""

    tongue: Tongue

    def told(self, text: Text) -> str:
        """Return the text for where markup may stand."""
        return self._in_each(text, str)

    def cell(self, text: Text) -> str:
        """Return the text with places where a long word may break."""
        return self._in_each(text, _soft)

    def line(self, text: Text) -> str:
        """Return the text for where no markup may stand."""
        return one_line(text, self.tongue)

    def _in_each(self, text: Text, form: Callable[[str], str]) -> str:
        told = tellings(text, self.tongue)
        if len(told) == 1:
            return form(told[0][1])
        span = Markup('<span class="{}" lang="{}">{}</span>')
        return Markup(" ").join(span.format(lang, _HTML_LANGS[lang], form(words)) for lang, words in told)


def _mark(section: Section) -> str:
    """Return what stands before a section's title: its number, or its letter in the clause."""
    return section.number or (section.letter if len(section.letter) == 1 else "")


def _data_url(logo: Logo | None) -> str:
    return "" if logo is None else f"data:{logo.kind};base64,{b64encode(logo.content).decode()}"


def _soft(text: str) -> Markup:
    """Return the text with places where a word of more than LONGEST_WORD characters may break."""
    pieces = (piece for word in cleaned(text).split(" ") for piece in (" ", *_pieces(word)))
    return Markup("").join(list(pieces)[1:])


def _pieces(word: str) -> Iterator[str | Markup]:
    if len(word) <= LONGEST_WORD or not word.isascii():
        yield word
        return
    for start in range(0, len(word), LONGEST_WORD):
        yield Markup("<wbr>") if start else ""
        yield word[start : start + LONGEST_WORD]


_PAGES: Final = pages_in(Path(__file__).with_name("templates"))
