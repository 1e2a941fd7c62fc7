"""How a section says which clause asks for it."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text
from service.report.blocks import Section
from service.trace.clauses import cited
from service.words import say

_REPORT: Final = "JRT0251-12.3"


def clause_of(section: Section) -> Text:
    """Return the clause with the letter of its part; a section that no clause asks for says so."""
    letter = section.part or (section.letter if len(section.letter) == 1 else "")
    if not section.clause:
        return say("page.clause.other")
    if section.clause == _REPORT and letter:
        return say("page.clause", letter=letter)
    return cited(section.clause)
