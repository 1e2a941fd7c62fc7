"""Parameters are typed, come from outside as text, and reach commands as environment variables only."""

from __future__ import annotations

import pytest

from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.plan import CheckStream, Inject, Run
from tests.support.drill_files import DrillFiles

DECLARED = "  lag_kbit: {type: integer, default: 400, minimum: 50, maximum: 100000}"


def test_a_reference_takes_the_value_with_its_type(files: DrillFiles) -> None:
    plan = files.plan(lag_kbit="512", hold="7s")
    starve, baseline = plan.step("starve").action, plan.step("baseline").action
    assert isinstance(starve, Inject)
    assert starve.fault == limit_bandwidth(kbit=512, control="/run/relay/control")
    assert baseline == CheckStream(stream="orders", state="up", hold_ns=7_000_000_000)
    assert plan.parameters == {"hold": "7s", "lag_kbit": "512", "relay": "/run/relay/control"}


def test_every_parameter_is_in_the_environment_of_every_command(files: DrillFiles) -> None:
    promote = files.plan(lag_kbit="512").step("promote").action
    assert isinstance(promote, Run)
    assert promote.env == {
        "DRILL_HOLD": "5s", "DRILL_LAG_KBIT": "512", "DRILL_RELAY": "/run/relay/control", "LAG": "512",
    }  # fmt: skip


def test_a_script_keeps_its_dollars(files: DrillFiles) -> None:
    """In a script `$lag_kbit` is the shell's own variable, even as the whole of it."""
    files.replace("scenario", 'run: pg_ctl promote -w -D "$PGDATA"', "run: $lag_kbit")
    files.replace("scenario", """restart: 'pg_ctl start -w -D "$PGDATA"'""", "restart: $relay")
    plan = files.plan()
    promote, crash = plan.step("promote").action, plan.step("crash").action
    assert isinstance(promote, Run)
    assert promote.script == "$lag_kbit"
    assert isinstance(crash, Inject)
    assert crash.fault.values["FAULT_RESTART"] == "$relay"


def test_what_a_parameter_holds_never_becomes_part_of_a_script(files: DrillFiles) -> None:
    evil = "'; rm -rf / #\n$(reboot)"
    files.replace("scenario", "env: {LAG: $lag_kbit}", "env: {LAG: $relay}")
    files.replace("scenario", "control: $relay", "control: /x")
    for step in files.plan(relay=evil).steps:
        if isinstance(step.action, Run):
            assert "reboot" not in step.action.script
            assert step.action.env["DRILL_RELAY"] == evil


def test_hosts_may_be_parameters(files: DrillFiles) -> None:
    files.replace("scenario", "standby: db-b", "standby: $where")
    files.replace("scenario", DECLARED, f"{DECLARED}\n  where: {{type: string}}")
    assert files.plan(where="db-b").step("promote").hosts == ("db-b",)
    (problem,) = files.problems(where="db-z")
    assert problem.key == "reference_does_not_fit"
    assert "where" in problem.message
    assert "db-z" in problem.message


@pytest.mark.parametrize(
    ("given", "key", "field"),
    [
        ({"lag_kbit": "20"}, "below_minimum", "--param lag_kbit"),
        ({"lag_kbit": "100001"}, "above_maximum", "--param lag_kbit"),
        ({"lag_kbit": "4e2"}, "not_of_type", "--param lag_kbit"),
        ({"lag_kbit": "0400"}, "not_of_type", "--param lag_kbit"),
        ({"lag_kbit": ""}, "not_of_type", "--param lag_kbit"),
        ({"lag_kbit": "9" * 5000}, "not_of_type", "--param lag_kbit"),
        ({"lag_kbit": "true"}, "not_of_type", "--param lag_kbit"),
        ({"hold": "5"}, "not_of_type", "--param hold"),
        ({"relay": "a\0b"}, "not_of_type", "--param relay"),
        ({"relay": "a\udcffb"}, "not_of_type", "--param relay"),
        ({"lag": "400"}, "unknown_parameter_given", "--param lag"),
    ],
)
def test_a_wrong_value_from_outside_names_its_parameter(
    given: dict[str, str], key: str, field: str, files: DrillFiles
) -> None:
    (problem,) = files.problems(**given)
    assert (problem.key, problem.field) == (key, field)
    assert problem.line > 1


@pytest.mark.parametrize(
    ("declared", "key", "field"),
    [
        ("{type: integer, default: many}", "not_of_type", "parameters.lag_kbit"),
        ("{type: integer, default: '400'}", "not_of_type", "parameters.lag_kbit"),
        ("{type: integer, default: 0400}", "not_of_type", "parameters.lag_kbit"),
        ("{type: integer, default: 400, minimum: 500}", "below_minimum", "parameters.lag_kbit"),
        ("{type: integer, default: 400, minimum: 500, maximum: 100}", "above_maximum", "parameters.lag_kbit"),
        ("{type: integer, default: 400, choices: [1, 2]}", "no_choice", "parameters.lag_kbit"),
        ("{type: integer, default: 400, minimum: 1, maximum: many}", "not_of_type", "parameters.lag_kbit"),
        ("{type: string, default: x, minimum: 1}", "bounds_of_no_number", "parameters.lag_kbit"),
        ("{type: whole, default: 400}", "no_choice", "parameters.lag_kbit.type"),
        ("{default: 400}", "missing", "parameters.lag_kbit.type"),
        ("{type: integer, default: 400, min: 1}", "unknown_key", "parameters.lag_kbit.min"),
        ("400", "not_a_mapping", "parameters.lag_kbit"),
    ],
)
def test_a_wrong_declaration_is_told_once_and_not_where_it_is_used(
    declared: str, key: str, field: str, files: DrillFiles
) -> None:
    files.replace("scenario", DECLARED, f"  lag_kbit: {declared}")
    assert [(problem.key, problem.field) for problem in files.problems()] == [(key, field)]


def test_a_parameter_without_default_must_be_given(files: DrillFiles) -> None:
    files.replace("scenario", DECLARED, "  lag_kbit: {type: integer}")
    (problem,) = files.problems()
    assert (problem.key, problem.field) == ("parameter_needed", "--param lag_kbit")
    assert problem.repair == "give one: --param lag_kbit=400"
    assert files.problems(lag_kbit="1") == ()


def test_a_value_that_the_field_cannot_take_names_the_parameter(files: DrillFiles) -> None:
    files.replace("scenario", DECLARED, "  lag_kbit: {type: string, default: fast}")
    (problem,) = files.problems()
    assert (problem.key, problem.field) == ("reference_does_not_fit", "prepare.starve.kbit")
    assert problem.message == "the value of parameter lag_kbit does not fit here: fast is not a whole number"


def test_a_reference_to_nothing_says_what_is_there(files: DrillFiles) -> None:
    files.replace("scenario", "kbit: $lag_kbit", "kbit: $lag_kbits")
    (problem,) = files.problems()
    assert problem.key == "unknown_parameter"
    assert "did you mean $lag_kbit?" in problem.repair


@pytest.mark.parametrize(
    ("declared", "given", "wanted"),
    [
        ("{type: number, default: 0.5}", "1", "1"),
        ("{type: number, default: 0.5, maximum: 2}", "0.25", "0.25"),
        ("{type: boolean, default: false}", "TRUE", "true"),
        ("{type: duration, default: 1s, minimum: 500ms, maximum: 2m}", " 90s ", "90s"),
        ("{type: string, default: a, choices: [a, no]}", "no", "no"),
        ("{type: string, default: a}", "012", "012"),
        ("{type: integer, default: 1}", " 7 ", "7"),
    ],
)
def test_values_of_every_type_read_as_they_are_written(
    declared: str, given: str, wanted: str, files: DrillFiles
) -> None:
    files.replace("scenario", DECLARED, f"{DECLARED}\n  extra: {declared}")
    plan = files.plan(extra=given)
    assert plan.parameters["extra"] == wanted
    promote = plan.step("promote").action
    assert isinstance(promote, Run)
    assert promote.env["DRILL_EXTRA"] == wanted
