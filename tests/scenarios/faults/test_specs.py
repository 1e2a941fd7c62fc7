"""A fault in a plan: all of its program, none of its comments, the same after a journey through JSON; and old ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.faults.kind import unfit
from scenarios.faults.processes import KILL_PROCESS, kill_process
from scenarios.faults.registry import FAULTS, kind_of_fault
from scenarios.plan import FaultSpec, Inject, plan_from_json, plan_to_json
from scenarios.programs import program_of
from tests.support.drill_files import DrillFiles


def test_a_plan_keeps_the_program_through_json(tmp_path: Path) -> None:
    plan = DrillFiles.copied(tmp_path).plan()
    again = plan_from_json(json.loads(json.dumps(plan_to_json(plan))))
    assert again == plan
    crash = again.step("crash").action
    assert isinstance(crash, Inject)
    assert crash.fault.program == program_of(KILL_PROCESS.program)
    assert not [line for line in crash.fault.program.splitlines() if line.lstrip().startswith("#")]


def test_a_plan_written_before_faults_had_programs_is_read(tmp_path: Path) -> None:
    data = plan_to_json(DrillFiles.copied(tmp_path).plan())
    step = next(step for step in data["steps"] if step["id"] == "crash")
    step["action"]["fault"] = {"kind": "kill_process", "match": None, "pid_file": "/p", "restart": "start"}
    crash = plan_from_json(data).step("crash").action
    assert isinstance(crash, Inject)
    assert (crash.fault.name, crash.fault.program, crash.fault.detail) == (
        "kill_process",
        "",
        "pid_file /p, restart start",
    )
    assert crash.fault.title.en == "kill process"


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_that_ships_is_as_its_kind_promises(name: str) -> None:
    kind = FAULTS[name]
    assert unfit(kind) == ""
    assert kind.title.zh
    assert kind.title.en
    assert kind_of_fault(kind.inputs.model_construct()) is kind


def test_values_are_in_the_order_of_their_names_whatever_the_kind_says() -> None:
    spec = kill_process(restart="x", pid_file="/p")
    assert isinstance(spec, FaultSpec)
    assert list(spec.values) == sorted(spec.values)
    assert replace(spec, values=dict(reversed(spec.values.items()))) == spec
