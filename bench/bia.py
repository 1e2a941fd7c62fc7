"""How long a register takes: 200 services read, held against each other, drawn, carried to a workbook and back.

Beside it, what reading the YAML alone costs. Run: python -m bench.bia
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from scenarios.bia import BiaInput
from scenarios.bia.carrying import as_workbook, data_in, examine_file
from scenarios.bia.checks import CHECKS, findings
from scenarios.documents import load
from service.bia.graph import graph_svg
from service.bia.page import report_page
from tests.support.registers import generated, put

ROUNDS = 5


def best(work: Callable[[], object]) -> float:
    """Return the shortest of some rounds, in milliseconds."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return min(taken)


def measure(services: int, folder: Path) -> None:
    """Print one line for each part of the work."""
    path = put(folder, generated(services))
    register, problems = examine_file(path)
    bia = register.bia or BiaInput.model_construct(services={})
    sheets = folder / "bia.xlsx"
    sheets.write_bytes(as_workbook(data_in(register)))
    parts: dict[str, Callable[[], object]] = {
        "read the YAML alone": lambda: load(path),
        "read, understand and check": lambda: examine_file(path),
        f"the {len(CHECKS)} checks alone": lambda: list(findings(register)),
        "draw the graph": lambda: graph_svg(bia, "zh", problems),
        "write the report": lambda: report_page(register, problems, "zh"),
        "write the workbook": lambda: as_workbook(data_in(register)),
        "read the workbook and check": lambda: examine_file(sheets),
    }
    print(f"{services} services, {len(problems)} problems, best of {ROUNDS}")
    for name, work in parts.items():
        print(f"  {name:<32} {best(work):8.1f} ms")


def main() -> None:
    """Measure a usual and a large register."""
    for services in (20, 200):
        with TemporaryDirectory() as folder:
            measure(services, Path(folder))


if __name__ == "__main__":
    main()
