"""The report as pages: self-contained, printable on A4, without scripts and without requests to anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from measurements.report import RpoFigure, RtoFigure, ServiceFigures
from scenarios.plan import Text
from service.report.blocks import Chart, Section
from service.report.charts.svg import cleaned
from service.report.document import ReportDocument
from service.report.figures import bounds, proof, seconds
from service.report.pages import pages_in
from service.words import Lang, in_language, same, say

PAGES: Final[Mapping[str, Lang]] = {"report.html": "zh", "report.zh.html": "zh", "report.en.html": "en"}
"""The pages of a drill by file name; the first is the one to open."""

OTHER: Final[Mapping[Lang, str]] = {"zh": "report.en.html", "en": "report.html"}


LONGEST_WORD: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Headline:
    """One figure on the cover."""

    name: Text
    verdict: str
    lower: Text
    upper: Text
    target: str
    note: Text
    measured: bool


def pages(whole: ReportDocument) -> dict[str, str]:
    """Return every page of the report by its file name."""
    told = {lang: page(whole, lang, other=other) for lang, other in OTHER.items()}
    return {name: told[lang] for name, lang in PAGES.items()}


def page(whole: ReportDocument, lang: Lang, *, other: str) -> str:
    """Return one page; `other` is the address of the page in the other language."""

    def told(text: Text) -> str:
        return in_language(text, lang)

    def drawn(block: Chart, place: str) -> list[Markup]:
        return [Markup(svg) for svg in whole.drawn(block, lang, f"c{place}")]  # noqa: S704  svg.py escapes

    return _PAGES.get_template("report.html.jinja").render(
        whole=whole,
        report=whole.report,
        lang=lang,
        html_lang={"zh": "zh-CN", "en": "en"}[lang],
        other=other,
        other_lang={"zh": "en", "en": "zh-CN"}[lang],
        t=told,
        soft=_soft,
        say=say,
        proof=proof,
        clause=_clause,
        drawn=drawn,
        headlines=_headlines,
    )


def _clause(section: Section) -> Text:
    return say("page.clause", letter=section.letter) if section.clause else say("page.clause.other")


def _headlines(service: ServiceFigures) -> Iterator[_Headline]:
    rto, rpo = service.rto, service.rpo
    yield _headline("d.rto", rto, same(""))
    yield _headline("d.rpo", rpo, _basis(rpo))


def _basis(rpo: RpoFigure) -> Text:
    if rpo.source is None:
        return same("")
    if rpo.basis == "marker":
        return say("page.by_marker")
    return say("page.lost", lost=rpo.lost, acknowledged=rpo.acknowledged)


def _headline(name: str, figure: RtoFigure | RpoFigure, note: Text) -> _Headline:
    lower, upper = bounds(figure.lower_s, figure.upper_s)
    return _Headline(
        name=say(name),
        verdict=figure.verdict,
        lower=lower,
        upper=upper,
        target=seconds(figure.target_s),
        note=note,
        measured=not (figure.lower_s is None and figure.upper_s is None),
    )


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
