"""An action in a scenario: what the plan holds of it, what a reader sees, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.actions import registry
from scenarios.actions.kind import unfit
from scenarios.actions.services import SERVICE_START
from scenarios.describe import describe
from scenarios.plan import CheckCommand, Run
from scenarios.programs import program_of
from tests.support.drill_files import DrillFiles

PROMOTE = """\
      run: pg_ctl promote -w -D "$PGDATA"
      on: standby
      env: {LAG: $lag_kbit}
      expect: server promoted
      within: 30s
"""
MOVE = "  - move: {run: {file: move-entry.sh}, on: standby, needs: [promote]}\n"


@pytest.fixture
def files(tmp_path: Path) -> DrillFiles:
    return DrillFiles.copied(tmp_path)


def with_action(files: DrillFiles, action: str, look: str = MOVE) -> DrillFiles:
    files.replace("scenario", PROMOTE, f"      {action}\n")
    files.replace("scenario", MOVE, look)
    return files


def test_a_plan_carries_the_program_the_values_and_who_it_is(files: DrillFiles) -> None:
    plan = with_action(files, "{action: service_start, on: standby, name: haproxy, become: true}").plan()
    run = plan.step("promote").action
    assert isinstance(run, Run)
    assert run.script == program_of(SERVICE_START.program)
    assert {name: value for name, value in run.env.items() if name.startswith("ACTION_")} == {
        "ACTION_SERVICE": "haproxy",
        "ACTION_VERB": "start",
        "ACTION_COMMAND": "",
        "ACTION_STATUS": "",
        "ACTION_PATIENCE": "30",
    }
    assert run.env["DRILL_LAG_KBIT"] == "400"
    assert (run.action, run.detail, run.become) == ("service_start", "haproxy", True)
    assert plan.step("promote").hosts == ("db-b",)
    assert plan.step("promote").title.en == "start the service on standby"
    assert plan.step("promote").title.zh == "在 standby 上启动服务"


def test_a_reader_sees_which_action_with_which_values(files: DrillFiles) -> None:
    lines = "\n".join(describe(with_action(files, "{action: service_start, on: standby, name: web}").plan(), "en"))
    assert "| service_start: web" in lines
    assert "ACTION_SERVICE = web" in lines
    assert "authored()" not in lines


def test_a_check_may_ask_an_action_that_looks(files: DrillFiles) -> None:
    look = "  - move: {check: {action: service_runs, name: haproxy}, on: standby, expect: runs, every: 1s}\n"
    plan = with_action(files, "{action: service_start, on: standby, name: haproxy}", look).plan()
    check = plan.step("move").action
    assert isinstance(check, CheckCommand)
    assert (check.action, check.expect, check.every_ns) == ("service_runs", "runs", 1_000_000_000)


def test_what_an_action_prints_goes_on_to_later_steps(files: DrillFiles) -> None:
    action = "{action: service_runs, on: standby, name: web, captures: {word: {}}}"
    look = "  - move: {action: service_start, on: standby, name: web, inputs: {WORD: promote.word}}\n"
    move = with_action(files, action, look).plan().step("move").action
    assert isinstance(move, Run)
    assert list(move.inputs) == ["WORD"]


@pytest.mark.parametrize(
    ("action", "look", "key", "field"),
    [
        ("{action: service_strt, on: standby, name: x}", MOVE, "unknown_action", "switch.promote.action"),
        ("{action: service_start, on: standby}", MOVE, "missing", "switch.promote.name"),
        ("{action: service_start, on: standby, name: x, nam: y}", MOVE, "unknown_key", "switch.promote.nam"),
        ("{action: service_start, on: stndby, name: x}", MOVE, "unknown_role", "switch.promote.on"),
        ("{action: service_start, on: standby, name: x, start: y}", MOVE, "service_commands", "switch.promote"),
        (
            "{action: service_start, on: standby, name: x}",
            "  - move: {check: {action: service_start, name: x}, on: standby}\n",
            "check_that_acts",
            "switch.move.check.action",
        ),
        (
            "{action: service_start, on: standby, name: x}",
            "  - move: {check: {action: service_rns, name: x}, on: standby}\n",
            "unknown_action",
            "switch.move.check.action",
        ),
        (
            "{action: service_start, on: standby, name: x}",
            "  - move: {check: {action: service_runs, name: x, on: standby}, on: standby}\n",
            "unknown_key",
            "switch.move.check.on",
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(files: DrillFiles, action: str, look: str, key: str, field: str) -> None:
    problems = with_action(files, action, look).problems()
    assert [(problem.key, problem.field) for problem in problems] == [(key, field)]


@pytest.mark.parametrize("name", registry.ACTIONS)
def test_every_action_that_ships_is_as_its_kind_promises(name: str) -> None:
    kind = registry.ACTIONS[name]
    assert unfit(kind) == ""
    assert kind.title.zh
    assert kind.title.en
