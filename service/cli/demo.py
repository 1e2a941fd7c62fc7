"""`demo`: the lab, two real failover drills, their figures side by side, and nothing left behind."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import typer

from measurements.report import Report
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from scenarios.plan import SECOND
from scenarios.planner import make_plan
from service.cli.drill import drilled, new_place, until_closed
from service.cli.lab import lived
from service.cli.output import Language, RefusedError, language, out, print_whole, words
from service.cli.results import NOT_COMPLETED
from service.cli.table import figures_table
from service.cli.view import view
from service.filing import Sources
from service.lab.down import lab_down
from service.lab.state import LabState
from service.lab.up import lab_up
from service.words import Lang, in_language

DRILLS: Final = {"async": "pg-crash-async", "sync": "pg-crash-sync"}


def demo(
    out_directory: Annotated[Path, typer.Option("--out", help="Where reports and evidence go.")] = Path("var/demo"),
    lang: Language = None,
) -> int:
    """Run two PostgreSQL failover drills for real: one loses data, one must not. Takes about two minutes."""
    tongue = language(lang)
    clear_demo(out_directory)
    lab = Path(tempfile.gettempdir()) / f"drillproof-demo-{secrets.token_hex(4)}"
    try:
        state = _raise_lab(lab, tongue)
        reports = [_one(state, out_directory / name, scenario, tongue) for name, scenario in DRILLS.items()]
    finally:
        lived(lab_down(lab))
        out.print(words(tongue, "demo.lab_down"))
    _tell(reports, out_directory, tongue)
    return 0 if all(report.completed and report.restored for report in reports) else NOT_COMPLETED


def clear_demo(directory: Path) -> None:
    """Remove what an earlier demo left; raises RefusedError if the directory holds anything else."""
    if not directory.exists():
        return
    strangers = sorted(path.name for path in directory.iterdir() if path.name not in DRILLS)
    if strangers:
        msg = f"{directory} holds {', '.join(strangers)}, which no demo made; give another --out"
        raise RefusedError(msg)
    shutil.rmtree(directory)


def _raise_lab(directory: Path, lang: Lang) -> LabState:
    out.print(words(lang, "demo.lab"))
    clock = SystemClock()
    begun = clock.now()
    state = lived(lab_up(directory))
    out.print(words(lang, "demo.lab_up", seconds=f"{(clock.now() - begun) / SECOND:.1f}"))
    return state


def _one(state: LabState, directory: Path, name: str, lang: Lang) -> Report:
    library = Path(str(files("scenarios"))) / "library"
    sources = Sources(scenario=library / f"{name}.yaml", inventory=state.inventory, bia=library / "lab-bia.yaml")
    plan = make_plan(sources.scenario, sources.inventory, sources.bia, state.parameters(name))
    out.print()
    out.print(words(lang, "demo.drill", title=in_language(plan.title, lang)), style="bold", markup=False)
    inbox = WaivingInbox()
    with view(lang, as_json=False) as shown:
        return until_closed(drilled(plan, new_place(directory), inbox, shown, sources), inbox, lang)


def _tell(reports: list[Report], directory: Path, lang: Lang) -> None:
    out.print()
    out.print(words(lang, "demo.summary"), style="bold")
    print_whole(figures_table(reports, lang))
    out.print()
    for name in DRILLS:
        out.print(words(lang, "run.written", path=str(directory / name / "report.html")), markup=False)
    out.print(words(lang, "demo.next", path=str(directory / "async")), markup=False)
