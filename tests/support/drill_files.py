"""The example drill as files that a test may spoil."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scenarios.plan import Plan
from scenarios.planner import make_plan
from scenarios.problems import Problem, Problems
from scenarios.registers import Registers

EXAMPLES: Final = Path(__file__).parents[1] / "scenarios" / "examples"
WHOLE: Final = EXAMPLES.with_name("whole")
"""A drill that uses every word of the language, with all registers."""


@dataclass(frozen=True)
class DrillFiles:
    """A scenario, a BIA and an inventory in a folder of their own."""

    folder: Path

    @classmethod
    def copied(cls, folder: Path, examples: Path = EXAMPLES) -> DrillFiles:
        """Return the examples, copied to `folder`."""
        shutil.copytree(examples, folder, dirs_exist_ok=True)
        return cls(folder)

    def path(self, name: str) -> Path:
        """Return the path of `scenario`, `bia` or `inventory`."""
        return self.folder / f"{name}.yaml"

    def replace(self, name: str, old: str, new: str) -> None:
        """Write `new` in the place of `old`, which must stand in the file once."""
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a whole file."""
        self.path(name).write_text(text, encoding="utf-8")

    def plan(self, **parameters: str) -> Plan:
        """Return the plan; raises Problems."""
        files = (self.path("scenario"), self.path("inventory"), self.path("bia"))
        return make_plan(*files, parameters, self.registers)

    @property
    def registers(self) -> Registers:
        """Return the registers that lie beside, and a shipped calendar where there are contacts."""
        there = {name: self.path(name) for name in ("contacts", "risks", "procedures") if self.path(name).exists()}
        return Registers(**there, calendar=Path("shanghai-stocks") if there else None)

    def problems(self, **parameters: str) -> tuple[Problem, ...]:
        """Return what is wrong; nothing if there is a plan."""
        try:
            self.plan(**parameters)
        except Problems as refused:
            return refused.problems
        return ()
