"""How a section says which clause asks for it."""

from __future__ import annotations

from scenarios.plan import Text
from service.report.blocks import Section
from service.trace.clauses import cited
from service.words import say


def clause_of(section: Section) -> Text:
    """Return the clause with the letter of its item; a section that no clause asks for says so."""
    item = section.part or (section.letter if len(section.letter) == 1 else "")
    return cited(section.clause, item) if section.clause else say("page.clause.other")
