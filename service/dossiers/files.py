"""From a wish to its plan, out of files that lie under the folders which the service was given, and of no others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from scenarios.plan import Plan, Text
from scenarios.planner import make_plan
from scenarios.problems import Problem, Problems
from scenarios.registers.calendars import calendar_path
from service.denial import Reason, UnfitError, because, deny_any
from service.dossiers.wish import REGISTERS, Wish

SHIPPED: Final = Path(str(files("scenarios")))
_MOST: Final = 100
"""Most problems that are told at once."""


def default_roots(home: Path) -> tuple[Path, ...]:
    """Return where files may lie unless the service was told otherwise: where it runs, its home, what ships."""
    return (Path.cwd(), home, SHIPPED)


class Files:
    """The folders out of which plans may be made."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = tuple(root.resolve() for root in roots)

    async def plan(self, wish: Wish) -> Plan:
        """Return the plan that a wish comes to; raises UnfitError with everything that is wrong in any of its files."""
        return await asyncio.to_thread(self.plan_now, wish)

    def plan_now(self, wish: Wish) -> Plan:
        """Do what `plan` does, for callers that have no loop."""
        self.require_inside(wish)
        told = wish.sources
        try:
            return make_plan(told.scenario, told.inventory, told.bia, dict(wish.parameters), told.registers)
        except Problems as problems:
            raise UnfitError(*map(_reason, problems.problems[:_MOST])) from None
        except (OSError, ValueError) as error:
            raise UnfitError(because("file_unusable", why=type(error).__name__)) from None

    def require_inside(self, wish: Wish) -> None:
        """Raise UnfitError with every file of a wish that lies under none of the folders."""
        deny_any(tuple(self._outside(wish)), UnfitError)

    def _outside(self, wish: Wish) -> Iterator[Reason]:
        """Yield each file that lies elsewhere; whether there is one is not told."""
        for name in ("scenario", "inventory", "bia", *REGISTERS):
            given = getattr(wish, name)
            if given is not None and not self._is_inside(calendar_path(Path(given))):
                yield because("file_outside", what=name, path=given)

    def _is_inside(self, path: Path) -> bool:
        try:
            real = path.resolve()
        except (OSError, RuntimeError, ValueError):
            return False
        return any(real.is_relative_to(root) for root in self.roots)


def _reason(problem: Problem) -> Reason:
    text = Text(zh=problem.told("zh"), en=problem.told("en"))
    return because("file_problem", told=text, file=problem.file, line=problem.line, field=problem.field)
