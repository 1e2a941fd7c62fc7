"""An evaluation that finds a drill's plan poor opens an item: the plan was wrong (JR/T 0251 12.2 d)."""

from __future__ import annotations

from typing import Final

from service.book import Author
from service.dossiers.events import Evaluated, Item
from service.improvement.elsewhere import plan_wrong
from service.improvement.register import Improvements

_POOR: Final = 1


async def take_evaluation(
    register: Improvements,
    author: Author,
    told: Evaluated,
    *,
    scenario: str,
    services: tuple[str, ...],
    drill: str,
    dossier: str,
) -> None:
    """Open an item where the feasibility of the plan was graded poor; a scenario has one at most."""
    for grade in told.grades:
        if grade.item is Item.FEASIBILITY and grade.grade == _POOR:
            trouble = plan_wrong(scenario, services, grade.note or told.text)
            await register.found(author, trouble, drill, dossier)
