"""A paper as the typesetter's templates read it: plain data, every text as text, every column measured."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from measurements.report import Report, RpoFigure, RtoFigure
from scenarios.plan import Text
from service.report.blocks import Block, Cell, Chart, Heading, Line, Row, Section, Statement, Table
from service.report.charts.svg import fitted
from service.report.citing import clause_of
from service.report.document import ReportDocument
from service.report.figures import bound_cells, proof, seconds
from service.report.firm import FirmStyle
from service.report.formats.columns import Place, column_widths
from service.report.formats.tongues import Tongue, langs, tellings
from service.report.formats.typeface import FAMILY, MONO, drawable, printable
from service.report.paper import Paper
from service.words import in_language, same, say

Data: TypeAlias = dict[str, Any]

MM: Final = 72 / 25.4
MARGIN: Final = 15 * MM
PADDING: Final = 3.2
"""Between a cell's text and its border, in points, on either side."""
BODY: Final = 9.5
TALLEST_ROW: Final = 260.0
"""A row taller than this may go over to the next page; every other row stays whole."""

_SIZES: Final = ((4, 8.6), (6, 8.0), (8, 7.4))
_SMALLEST: Final = 6.9
_DRAWN_WIDE: Final = 510.0
_VIEW: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_SAID: Final = re.compile(r"<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The paper that is printed on: A4, on its side where two languages stand beside each other. In points."""

    tongue: Tongue

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height."""
        short, long = 210 * MM, 297 * MM
        return (long, short) if self.tongue == "both" else (short, long)

    @property
    def width(self) -> float:
        """How wide the text is."""
        return self.size[0] - 2 * MARGIN

    @property
    def height(self) -> float:
        """How high a picture may be, with its caption on the same page."""
        return self.size[1] - 2 * MARGIN - 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A paper about to be set in a tongue, in a firm's style."""

    whole: Paper
    tongue: Tongue
    firm: FirmStyle

    @property
    def sheet(self) -> Sheet:
        """Return what it is printed on."""
        return Sheet(tongue=self.tongue)

    def data(self) -> Data:
        """Return all that the templates read. Nothing in it is code: it goes through JSON."""
        whole = self.whole
        return {
            "langs": langs(self.tongue),
            "fonts": [FAMILY, MONO],
            "sheet": {"width": self.sheet.size[0], "height": self.sheet.size[1], "margin": MARGIN, "padding": PADDING},
            "name": " / ".join(self._told(whole.title)).strip() or " / ".join(self._told(whole.kind)),
            "title": self._told(whole.title, Place(self.sheet.width * 0.94, 21)),
            "kind": self._told(whole.kind),
            "author": printable(
                in_language(self.firm.name, langs(self.tongue)[0]) if self.firm.name else whole.software
            ),
            "running": self._running(),
            "folio": self._told(say("print.page", page="{page}", pages="{pages}")),
            "contents": self._told(say("page.contents")),
            "outcome": self._outcome(whole.report) if isinstance(whole, ReportDocument) else None,
            "facts": [self._fact(line) for line in whole.cover],
            "sections": [self._section(section, place) for place, section in enumerate(whole.sections)],
        }

    def _told(self, text: Text, place: Place | None = None) -> list[str]:
        """Return the text in one language or two; what reads the same in both stands once."""
        shown = (printable(told) for _, told in tellings(text, self.tongue))
        return [told if place is None else place.fits(told) for told in shown]

    def _running(self) -> Data:
        """Return what stands at the head and foot of each page, each in one line."""
        lang = langs(self.tongue)[0]
        left = self.firm.name or self.whole.kind
        told = {"left": left, "middle": self.firm.classification or same(""), "right": self.whole.title}
        wide = self.sheet.width / 7.5
        room = {"left": wide * 0.34, "middle": wide * 0.2, "right": wide * 0.42}
        head = {side: fitted(printable(in_language(text, lang)), room[side], size=1)[0] for side, text in told.items()}
        return head | {"foot": fitted(printable(self.whole.number), wide * 0.55, size=1)[0]}

    def _outcome(self, report: Report) -> Data:
        """Return the verdict, what has to be so beside it, and every figure that has a verdict of its own."""
        marks = (
            ("page.completed" if report.completed else "page.not_completed", report.completed),
            ("page.restored" if report.restored else "page.not_restored", report.restored),
        )
        count = sum(finding.code != "no_findings" for finding in report.findings)
        return {
            "verdict": report.verdict,
            "word": self._told(say(f"verdict.{report.verdict}")),
            "marks": [{"text": self._told(say(key)), "fine": fine} for key, fine in marks],
            "findings": self._told(say("page.findings", count=count)),
            "table": self._table(_verdicts(report)) if report.services else None,
        }

    def _fact(self, line: Line) -> Data:
        room = self.sheet.width * 0.7 - 2 * PADDING
        size = 8.0 if line.tone == "code" else BODY
        return {
            "label": self._told(line.label, Place(self.sheet.width * 0.3 - 2 * PADDING, BODY)),
            "value": self._told(line.value, Place(room, size)),
            "tone": line.tone,
        }

    def _section(self, section: Section, place: int) -> Data:
        room = Place(self.sheet.width * 0.9, 15)
        return {
            "number": printable(section.number or (section.letter if len(section.letter) == 1 else "")),
            "title": self._told(section.title, room),
            "clause": self._told(clause_of(section), Place(self.sheet.width * 0.45, 8)),
            "blocks": [
                told for at, block in enumerate(section.blocks) for told in self._block(block, f"s{place}-{at}")
            ],
        }

    def _block(self, block: Block, uid: str) -> Iterator[Data]:
        match block:
            case Heading():
                yield {"kind": "heading", "text": self._told(block.text, Place(self.sheet.width, 12))}
            case Statement():
                yield self._statement(block)
            case Table():
                yield self._table(block)
            case Chart():
                yield from self._charts(block, uid)

    def _statement(self, block: Statement) -> Data:
        columns = len(tellings(block.text, self.tongue))
        room = Place((self.sheet.width - 12) / columns - 24, BODY)
        proved = proof(block)
        evidence = self._told(say("page.evidence", numbers=proved)) if proved else []
        return {
            "kind": "statement",
            "tone": block.tone,
            "text": self._told(block.text, room),
            "evidence": [room.fits(one) for one in evidence],
        }

    def _table(self, table: Table) -> Data:
        heads = [*table.heads, *((say("label.evidence"),) if table.proved else ())]
        rows = [_cells(row, proved=table.proved) for row in table.rows]
        size = next((size for most, size in _SIZES if len(heads) <= most), _SMALLEST)
        told = [[self._told(head) for head in heads], *([self._told(cell.text) for cell in row] for row in rows)]
        widths = column_widths([["\n".join(one) for one in row] for row in told], self.sheet.width, size, 2 * PADDING)
        places = [Place(width - 2 * PADDING, size) for width in widths]
        return {
            "kind": "table",
            "caption": self._told(table.caption, Place(self.sheet.width, BODY)),
            "size": size,
            "widths": widths,
            "heads": _fitted(told[0], places),
            "rows": [
                {
                    "tall": any(
                        place.height("\n".join(one)) > TALLEST_ROW for one, place in zip(texts, places, strict=True)
                    ),
                    "blank": not table.proved and any(not cell.text.zh for cell in row),
                    "tones": [cell.tone for cell in row],
                    "cells": _fitted(texts, places),
                }
                for row, texts in zip(rows, told[1:], strict=True)
            ],
        }

    def _charts(self, block: Chart, uid: str) -> Iterator[Data]:
        """Yield each drawing with its caption, in both languages beside each other where both are asked for."""
        by_lang = [self.whole.drawn(block, lang, f"{uid}-{lang}") for lang in langs(self.tongue)]
        captions = self._told(block.caption, Place(self.sheet.width / len(by_lang), BODY))
        for place, drawings in enumerate(zip(*by_lang, strict=True), start=1):
            part = f" ({place}/{len(by_lang[0])})" if len(by_lang[0]) > 1 else ""
            yield {
                "kind": "chart",
                "caption": [caption + part for caption in captions],
                "drawings": [self._drawing(svg) for svg in drawings],
            }

    def _drawing(self, svg: str) -> Data:
        view, said = _VIEW.search(svg), _SAID.search(svg)
        wide, high = (float(view[1]), float(view[2])) if view else (1.0, 1.0)
        room = min(self.sheet.width / len(langs(self.tongue)) - 6, _DRAWN_WIDE)
        told = [printable(html.unescape(one)) for one in said.groups()] if said else [""]
        return {"svg": drawable(svg), "width": min(room, self.sheet.height * wide / high), "alt": "\n".join(told)}


def _cells(row: Row, *, proved: bool) -> list[Cell]:
    return [*row.cells, Cell(text=same(proof(row)), tone="muted")] if proved else list(row.cells)


def _fitted(texts: Iterable[list[str]], places: Sequence[Place]) -> list[list[str]]:
    return [[place.fits(told) for told in text] for text, place in zip(texts, places, strict=True)]


def _verdicts(report: Report) -> Table:
    keys = ("label.service", "print.indicator", "label.target", "label.lower", "label.upper", "label.verdict")
    return Table(
        caption=say("print.verdicts"),
        heads=tuple(say(key) for key in keys),
        rows=tuple(
            _verdict(service.title, name, figure)
            for service in report.services
            for name, figure in (("d.rto", service.rto), ("d.rpo", service.rpo))
        ),
    )


def _verdict(service: Text, name: str, figure: RtoFigure | RpoFigure) -> Row:
    return Row(
        cells=(
            Cell(text=service),
            Cell(text=say(name)),
            Cell(text=same(seconds(figure.target_s)), tone="number"),
            *bound_cells(figure.lower_s, figure.upper_s),
            Cell(text=say(f"verdict.{figure.verdict}"), tone=figure.verdict),
        ),
        evidence=figure.evidence,
    )
