"""The example firm's registers as files that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from scenarios.problems import Problem
from scenarios.registers import Registers, load_registers, register_problems, understand_registers

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
FILES: Final = {
    "contacts": "securities-contacts.yaml",
    "risks": "securities-risks.yaml",
    "procedures": "securities-plans.yaml",
    "calendar": "securities-calendar.yaml",
}


def registers_in(folder: Path) -> Registers:
    """Return the example registers, copied to `folder`."""
    paths = {kind: folder / f"{kind}.yaml" for kind in FILES}
    for kind, path in paths.items():
        shutil.copyfile(EXAMPLES / FILES[kind], path)
    return Registers(**paths)


def wrong_register(folder: Path, kind: str, old: str, new: str) -> tuple[Problem, ...]:
    """Return what is wrong with the example register in which `new` stands for `old`, which must stand there once."""
    registers = registers_in(folder)
    path = folder / f"{kind}.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {kind}"
    path.write_text(text.replace(old, new), "utf-8")
    return register_problems(understand_registers(load_registers(registers)))
