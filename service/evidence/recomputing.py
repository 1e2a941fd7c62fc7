"""Every figure once more from journal and records alone, compared digit for digit with what the report says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from service.evidence.case import Case, Rebuilt, contents
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.difference import Difference, count, differences, parsed
from service.evidence.layout import JOURNAL, REPORT, REPORTS
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
    due = parsed(case.render(case.rebuilt.whole, [REPORT])[REPORT].decode())
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
    ordered = sorted(unlike, key=lambda one: _WORDS.match(one.where) is not None)
    return found("figures", map(_differing, ordered), count=values)


def _differing(one: Difference) -> Discrepancy:
    key = "check.figures.other_journal" if one.where == "drill.head" else "check.figures.differs"
    return at(key, REPORT, field=one.where, journal=JOURNAL, found=one.found or _NONE, due=one.due or _NONE)


def check_pages(case: Case) -> Check:
    """Render every page again and compare byte for byte."""
    names = [name for name in case.folder.names if name.startswith(REPORTS) and name != REPORT]
    if not names:
        return absent("pages", "check.pages.absent", essential=False)
    if case.rebuilt is None or case.rebuilt.whole is None:
        return absent("pages", "check.unread")
    due, wrong = case.render(case.rebuilt.whole, names), list[Discrepancy]()
    for name in names:
        wrong += [] if name not in due else list(_unlike(name, contents(case.folder, name) or b"", due[name]))
    if wrong and _is_foreign(case):
        return absent("pages", "check.pages.software", software=_maker(case))
    rest = [name for name in names if name not in due]
    if not wrong and rest:
        return absent("pages", "check.pages.rest", essential=False, names=", ".join(rest), count=len(due))
    return found("pages", wrong, count=len(due))


def _unlike(name: str, there: bytes, due: bytes) -> Iterator[Discrepancy]:
    lines = zip_longest(there.split(b"\n"), due.split(b"\n"))
    first = next((number for number, (left, right) in enumerate(lines, start=1) if left != right), None)
    if first is not None:
        yield at("check.pages.differs", name, first)


def _is_foreign(case: Case) -> bool:
    return _maker(case) != SOFTWARE


def _maker(case: Case) -> str:
    return SOFTWARE if case.claims is None else str(case.claims.facts["software"])
