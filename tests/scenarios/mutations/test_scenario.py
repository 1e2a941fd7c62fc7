"""One hundred mutations of a scenario that uses the whole language: a plan, or problems with place and repair."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.composer import compose
from scenarios.loader import validate_files
from scenarios.plan import Plan, plan_from_json, plan_to_json
from scenarios.planner import make_plan
from scenarios.problems import Problem, Problems, errors_in
from scenarios.registers import Registers
from scenarios.tree import data_of
from tests.support.mutations import MUTATED, SOME, are_told_well, restructured, spoiled_bytes

WHOLE: Final = Path(__file__).parents[1] / "whole"
TEXT: Final = (WHOLE / "scenario.yaml").read_text("utf-8")


def _data(text: str) -> object:
    root, _ = compose("f", text)
    assert root is not None
    return data_of(root)


@pytest.mark.slow
@MUTATED
@given(spoiled=spoiled_bytes(TEXT) | restructured(_data(TEXT)))
def test_a_spoiled_scenario_is_planned_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "whole"
    if not folder.exists():
        shutil.copytree(WHOLE, folder)
    scenario = folder / "scenario.yaml"
    scenario.write_bytes(spoiled)
    files = {name: folder / f"{name}.yaml" for name in ("inventory", "bia", "contacts", "risks", "procedures")}
    registers = Registers(contacts=files["contacts"], risks=files["risks"], procedures=files["procedures"])
    plan, problems = _planned(scenario, files["inventory"], files["bia"], registers)
    are_told_well(problems, [folder])
    assert (plan is None) == bool(errors_in(problems))
    assert plan is None or plan_from_json(plan_to_json(plan)) == plan


def _planned(
    scenario: Path, inventory: Path, bia: Path, registers: Registers
) -> tuple[Plan | None, tuple[Problem, ...]]:
    try:
        return make_plan(scenario, inventory, bia, {}, registers), ()
    except Problems as refused:
        return None, refused.problems


@SOME
@given(spoiled=st.binary(max_size=200))
def test_bytes_that_mean_nothing_are_told_of(spoiled: bytes, tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_bytes(spoiled)
    problems = validate_files([scenario])
    assert problems
    are_told_well(problems, [tmp_path])
