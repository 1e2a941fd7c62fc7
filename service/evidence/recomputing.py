"""Every figure once more from journal and records alone, compared digit for digit with what the report says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Final

from service.evidence.case import Case, Rebuilt, contents
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.difference import Difference, count, differences, parsed
from service.evidence.layout import REPORT, REPORTS
from service.report.document import ReportDocument
from service.report.form import json_of
from service.report.html import PAGES, pages
from service.software import SOFTWARE

_WORDS: Final = re.compile(r"(sections|cover|title|kind)\b")
"""Where report.json holds sentences, which another version of the software may put in other words."""
_NONE: Final = "–"  # noqa: RUF001


def check_figures(case: Case) -> Check:
    """Judge the journal again and compare with report.json, naming each place that differs."""
    if case.rebuilt is None:
        return absent("figures", "check.unread")
    if case.rebuilt.whole is None:
        return found("figures", _uncomputable(case.rebuilt))
    if case.folder.size(REPORT) is None:
        return absent("figures", "check.figures.absent")
    due = parsed(json_of(case.rebuilt.whole))
    try:
        told = parsed((contents(case.folder, REPORT) or b"").decode())
    except (ValueError, RecursionError) as error:
        return found("figures", [at("check.figures.unreadable", REPORT, reason=str(error))])
    return _compared(case, list(differences(told, due)), count(due))


def _uncomputable(rebuilt: Rebuilt) -> list[Discrepancy]:
    return [] if rebuilt.flaw is None else [Discrepancy(told=rebuilt.flaw)]


def _compared(case: Case, unlike: list[Difference], values: int) -> Check:
    in_words = [one for one in unlike if _WORDS.match(one.where)]
    if unlike and len(in_words) == len(unlike) and _is_foreign(case):
        example = unlike[0].where
        return absent("figures", "check.figures.software", software=_maker(case), count=len(unlike), example=example)
    wrong = (
        at("check.figures.differs", REPORT, field=one.where, found=one.found or _NONE, due=one.due or _NONE)
        for one in sorted(unlike, key=lambda one: _WORDS.match(one.where) is not None)
    )
    return found("figures", wrong, count=values)


def check_pages(case: Case) -> Check:
    """Render every page again and compare byte for byte."""
    names = [name for name in case.folder.names if name.startswith(REPORTS) and name != REPORT]
    if not names:
        return absent("pages", "check.pages.absent", essential=False)
    if case.rebuilt is None or case.rebuilt.whole is None:
        return absent("pages", "check.unread")
    due, wrong = _rendered(case.rebuilt.whole, names), list[Discrepancy]()
    for name in names:
        wrong += [] if name not in due else list(_unlike(name, contents(case.folder, name) or b"", due[name]))
    if wrong and _is_foreign(case):
        return absent("pages", "check.pages.software", software=_maker(case))
    rest = [name for name in names if name not in due]
    if not wrong and rest:
        return absent("pages", "check.pages.rest", essential=False, names=", ".join(rest), count=len(due))
    return found("pages", wrong, count=len(due))


def _rendered(whole: ReportDocument, names: list[str]) -> Mapping[str, bytes]:
    """Return every page that can be made again and is there."""
    html = {name: text.encode() for name, text in pages(whole).items()} if PAGES.keys() & set(names) else {}
    return {**html, **{name: make(whole) for name, make in _OTHERS.items() if name in names}}


_OTHERS: Final[Mapping[str, Callable[[ReportDocument], bytes]]] = {}


def _unlike(name: str, there: bytes, due: bytes) -> Iterator[Discrepancy]:
    lines = zip_longest(there.split(b"\n"), due.split(b"\n"))
    first = next((number for number, (left, right) in enumerate(lines, start=1) if left != right), None)
    if first is not None:
        yield at("check.pages.differs", name, first)


def _is_foreign(case: Case) -> bool:
    return _maker(case) != SOFTWARE


def _maker(case: Case) -> str:
    return SOFTWARE if case.claims is None else str(case.claims.facts["software"])
