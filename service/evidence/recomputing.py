"""Every figure once more from the journal alone, compared digit for digit with what the report says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from scenarios.plan import Text
from service.evidence.case import Case, Check, absent, found
from service.evidence.difference import Difference, count, differences, parsed
from service.evidence.layout import REPORT
from service.report.html import PAGES
from service.software import SOFTWARE
from service.words import say


def check_figures(case: Case) -> Check:
    """Judge the journal again and compare with report.json, naming each place that differs."""
    if case.rebuilt is None:
        return absent("figures", "check.unread")
    if isinstance(case.rebuilt, Text):
        return found("figures", [case.rebuilt])
    kept = case.folder.read(REPORT)
    if kept is None:
        return absent("figures", "check.figures.absent")
    due = parsed(case.rebuilt[REPORT].decode())
    try:
        told = parsed(kept.decode())
    except (ValueError, RecursionError) as error:
        return found("figures", [say("check.figures.unreadable", reason=str(error))])
    return _compared(case, list(differences(told, due)), count(due))


def check_pages(case: Case) -> Check:
    """Render the pages again and compare them byte for byte."""
    there = {name: content for name in PAGES if (content := case.folder.read(name)) is not None}
    if not there:
        return absent("pages", "check.pages.absent")
    if case.rebuilt is None or isinstance(case.rebuilt, Text):
        return absent("pages", "check.unread")
    wrong = [say("check.pages.differs", path=name, line=line) for name, line in _unlike(there, case.rebuilt)]
    if wrong and _is_foreign(case):
        return absent("pages", "check.pages.software", software=_maker(case))
    return found("pages", wrong, count=len(there))


def _compared(case: Case, unlike: list[Difference], values: int) -> Check:
    in_words = [one for one in unlike if one.where.startswith("sections.")]
    if unlike and len(in_words) == len(unlike) and _is_foreign(case):
        facts = {"software": _maker(case), "count": len(unlike), "example": unlike[0].where}
        return absent("figures", "check.figures.software", **facts)
    problems = [
        say("check.figures.differs", where=one.where, found=one.found or "–", due=one.due or "–")  # noqa: RUF001
        for one in sorted(unlike, key=lambda one: one.where.startswith("sections."))
    ]
    return found("figures", problems, count=values)


def _unlike(there: dict[str, bytes], due: dict[str, bytes]) -> Iterator[tuple[str, int]]:
    for name, content in there.items():
        lines = zip_longest(content.split(b"\n"), due[name].split(b"\n"))
        first = next((number for number, (left, right) in enumerate(lines, start=1) if left != right), None)
        if first is not None:
            yield name, first


def _is_foreign(case: Case) -> bool:
    return _maker(case) != SOFTWARE


def _maker(case: Case) -> str:
    return SOFTWARE if case.manifest is None else case.manifest.software
