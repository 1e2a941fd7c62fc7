"""Scenarios inside scenarios: names, order, cycles, bounds, and problems that know their own file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from scenarios.loader import validate_files
from scenarios.plan import Captured, CheckStream, Plan, Run, Undo
from scenarios.planner import make_plan
from scenarios.problems import Problem, Problems
from tests.support.drill_files import EXAMPLES, WHOLE, DrillFiles

PART = """\
scenario: {name}
title: {name}
form: simulated
services: [trading-db]
hosts: {{box: db-a}}
parameters: {{speed: {{type: integer, default: 1}}}}
{include}
probes:
  eye: {{kind: tcp, service: trading-db, address: 127.0.0.1, port: 5432}}
safeguards: {{environments: [test], longest: 1h}}
switch:
  - first: {{run: "echo value", on: box, captures: {{value: {{}}}}}}
{line}
  - last: {{run: "true", on: box, env: {{SPEED: $speed}}, inputs: {{VALUE: first.value}}}}
restore:
  - tidy: {{run: "true", on: box}}
"""


def part(name: str, inner: str | None = None, *, line: bool = False, parameters: str = "{}") -> str:
    include = (
        ""
        if inner is None
        else f"include: {{sub: {{scenario: {inner}, hosts: {{box: box}}, parameters: {parameters}}}}}"
    )
    return PART.format(name=name, include=include, line="  - sub: {include: sub}" if line else "")


def plan_of(folder: Path, scenario: str = "a.yaml") -> Plan:
    return make_plan(folder / scenario, folder / "inventory.yaml", folder / "bia.yaml", {})


def problems_of(folder: Path, scenario: str = "a.yaml") -> tuple[Problem, ...]:
    try:
        plan_of(folder, scenario)
    except Problems as refused:
        return refused.problems
    return ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("bia.yaml", "inventory.yaml"):
        (tmp_path / name).write_text((EXAMPLES / name).read_text("utf-8"), encoding="utf-8")
    return tmp_path


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_three_levels_are_one_plan(folder: Path) -> None:
    write(folder, a=part("a", "b.yaml", line=True), b=part("b", "c.yaml", parameters="{speed: $speed}"), c=part("c"))
    plan = plan_of(folder)
    assert [step.id for step in plan.steps] == [
        "first", "sub.first", "sub.last", "sub.sub.first", "sub.sub.last", "last", "tidy", "sub.tidy", "sub.sub.tidy",
    ]  # fmt: skip
    assert set(plan.step("last").needs) == {"sub.first", "sub.last", "sub.sub.first", "sub.sub.last"}
    assert set(plan.step("sub.sub.first").needs) == {"sub.first", "sub.last"}
    assert plan.included == ("sub", "sub.sub")
    assert set(plan.sources) == {"scenario", "bia", "inventory", "include-sub", "include-sub-sub"}
    last = plan.step("sub.sub.last").action
    assert isinstance(last, Run)
    assert last.inputs == {"VALUE": Captured(step="sub.sub.first", name="value")}
    assert [probe.name for probe in plan.probes] == ["eye", "sub.eye", "sub.sub.eye"]


def test_the_same_file_may_be_included_twice_with_other_values(folder: Path) -> None:
    text = part("a").replace(
        "\nprobes:",
        "\ninclude:\n"
        "  one: {scenario: b.yaml, hosts: {box: box}, parameters: {speed: 3}}\n"
        "  two: {scenario: b.yaml, hosts: {box: box}}\n"
        "probes:",
    )
    write(folder, a=text, b=part("b"))
    plan = plan_of(folder)
    speeds = {
        step.id: step.action.env["SPEED"] for step in plan.steps if isinstance(step.action, Run) and "last" in step.id
    }
    assert speeds == {"last": "1", "one.last": "3", "two.last": "1"}
    assert set(plan.step("two.first").needs) == {"first", "last", "one.first", "one.last"}


def test_a_step_may_need_and_take_from_included_steps(folder: Path) -> None:
    text = part("a", "b.yaml", line=True).replace(
        "inputs: {VALUE: first.value}", "inputs: {VALUE: sub.first.value}, needs: [sub.first]"
    )
    write(folder, a=text, b=part("b"))
    plan = plan_of(folder)
    assert plan.step("last").needs == ("sub.first",)
    text = text.replace("needs: [sub.first]", "needs: [sub], when: {sub.last: [ok]}")
    write(folder, a=text)
    assert set(plan_of(folder).step("last").needs) == {"sub.first", "sub.last"}


def test_a_fault_inside_may_be_undone_outside(folder: Path) -> None:
    inner = part("b").replace("switch:\n", "inject:\n  - stop: {fault: stop_service, on: box, name: pg}\nswitch:\n")
    outer = part("a", "b.yaml").replace("restore:\n", "restore:\n  - mend: {undo: sub.stop}\n")
    write(folder, a=outer.replace("form: simulated", "form: live"), b=inner)
    plan = plan_of(folder)
    assert plan.step("mend").action == Undo(fault="sub.stop")
    write(folder, a=outer.replace("undo: sub.stop", "undo: sub.stopp"))
    (problem,) = problems_of(folder)
    assert (problem.key, "did you mean sub.stop?" in problem.repair) == ("needs_unknown", True)


def test_streams_of_included_scenarios_may_be_looked_at(folder: Path) -> None:
    outer = part("a", "b.yaml").replace("restore:\n", "verify:\n  - look: {check: {probe: sub.eye}}\nrestore:\n")
    write(folder, a=outer, b=part("b"))
    action = plan_of(folder).step("look").action
    assert isinstance(action, CheckStream)
    assert action.stream == "sub.eye"


def test_what_is_wrong_inside_names_the_file_inside_as_it_was_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "b.yaml").write_text(part("b").replace("on: box, env", "on: boxx, env"), encoding="utf-8")
    write(folder, a=part("a", "deep/b.yaml"))
    monkeypatch.chdir(folder)
    (problem,) = validate_files([Path("a.yaml")])
    assert (problem.file, problem.line, problem.field) == ("deep/b.yaml", 14, "switch.last.on")


def test_a_file_that_is_no_scenario_is_told_in_its_own_words(folder: Path) -> None:
    write(folder, a=part("a", "b.yaml"), b="a: [1\n")
    assert {problem.key for problem in problems_of(folder) if problem.severity == "error"} == {"not_yaml"}
    write(folder, b="colour: red\n")
    assert "unknown_key" in {problem.key for problem in problems_of(folder)}


def test_a_circle_is_told_with_its_names(folder: Path) -> None:
    write(folder, a=part("a", "b.yaml"), b=part("b", "c.yaml"), c=part("c", "b.yaml"))
    (problem,) = problems_of(folder)
    assert (Path(problem.file).name, problem.key) == ("c.yaml", "include_cycle")
    assert problem.message.endswith("b.yaml -> c.yaml -> b.yaml")


def test_five_levels_are_allowed_and_six_are_not(folder: Path) -> None:
    names = "abcdefg"
    write(folder, **{name: part(name, f"{inner}.yaml") for name, inner in pairwise(names)})
    write(folder, f=part("f"))
    assert len(plan_of(folder).included) == 5
    write(folder, f=part("f", "g.yaml"), g=part("g"))
    (problem,) = problems_of(folder)
    assert (Path(problem.file).name, problem.key) == ("f.yaml", "include_too_deep")


def test_scenarios_that_include_many_others_are_bounded(folder: Path) -> None:
    def many(name: str, inner: str) -> str:
        lines = "".join(f"  i{n}: {{scenario: {inner}.yaml, hosts: {{box: box}}}}\n" for n in range(20))
        return part(name).replace("\nprobes:", f"\ninclude:\n{lines}probes:")

    write(folder, a=many("a", "b"), b=many("b", "c"), c=many("c", "d"), d=part("d"))
    assert "include_too_many" in {problem.key for problem in problems_of(folder)}


def test_a_parameter_without_value_is_no_problem_while_a_file_is_only_looked_at(folder: Path) -> None:
    outer = part("a", "b.yaml", parameters="{speed: $speed}").replace("default: 1", "minimum: 5")
    inner = part("b").replace("default: 1", "maximum: 3").replace("env: {SPEED: $speed}", "at_once: $speed")
    write(folder, a=outer, b=inner)
    assert validate_files([folder / "a.yaml"]) == []


def test_a_whole_drill_validates_alone_and_beside_everything(tmp_path: Path) -> None:
    files = DrillFiles.copied(tmp_path, WHOLE)
    assert validate_files([files.path("scenario")]) == []
    names = ("scenario", "bia", "inventory", "contacts", "risks", "procedures")
    told = validate_files([files.path(name) for name in names])
    assert [problem for problem in told if problem.severity == "error"] == []


def test_more_steps_than_a_person_can_review_are_refused(folder: Path) -> None:
    steps = "".join(f"  - s{number}: {{run: 'true', on: box}}\n" for number in range(499))
    lines = "".join(f"  i{n}: {{scenario: b.yaml, hosts: {{box: box}}}}\n" for n in range(11))
    inner = part("b").replace('restore:\n  - tidy: {run: "true", on: box}\n', f"verify:\n{steps}")
    write(folder, a=part("a").replace("\nprobes:", f"\ninclude:\n{lines}probes:"), b=inner)
    assert [problem.key for problem in problems_of(folder)] == ["too_many_steps"]
