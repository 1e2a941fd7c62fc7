"""The how-to: its example is a drill, and its message is what would be said."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios.faults.registry import FAULTS
from scenarios.loader import validate_files
from scenarios.plan import Phase
from scenarios.planner import make_plan
from scenarios.problems import errors_in
from scenarios.readiness import READY
from scenarios.registers import Registers
from scenarios.steps.kinds import KINDS

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-a-drill.md").read_text("utf-8")


def written(folder: Path) -> list[Path]:
    """Write every example file of the guide and return their paths."""
    blocks = re.findall(r"```yaml\n# (\w+\.yaml)\n(.*?)```", GUIDE, re.DOTALL)
    for name, text in blocks:
        (folder / name).write_text(f"# {name}\n{text}", encoding="utf-8")
    return [folder / name for name, _ in blocks]


def test_the_example_is_a_complete_drill(tmp_path: Path) -> None:
    paths = written(tmp_path)
    assert sorted(path.name for path in paths) == ["bia.yaml", "contacts.yaml", "inventory.yaml", "scenario.yaml"]
    assert errors_in(validate_files(paths)) == ()
    files = [tmp_path / f"{name}.yaml" for name in ("scenario", "inventory", "bia")]
    plan = make_plan(files[0], files[1], files[2], {"port": "5433"}, Registers(contacts=tmp_path / "contacts.yaml"))
    assert {step.phase for step in plan.steps} == set(Phase)
    assert {step.action.kind for step in plan.steps} >= {"run", "fault", "check_stream", "check_command", "undo"}


def test_the_message_is_the_one_that_is_told(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "scenario.yaml"
    path.write_text(path.read_text("utf-8").replace("fault: kill_process", "fault: kil_process"), encoding="utf-8")
    (problem,) = validate_files([path])
    shown = re.search(r"```text\n(.*?)\n```", GUIDE, re.DOTALL)
    assert shown is not None
    assert str(problem).startswith(f"{tmp_path}/{shown[1].removesuffix('…')}")


def test_every_kind_and_fault_and_phase_and_check_is_explained() -> None:
    assert [word for word in (*KINDS, *FAULTS, *Phase, *READY) if f"`{word}" not in GUIDE] == []
