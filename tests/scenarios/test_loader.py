"""Files validated alone and together."""

from __future__ import annotations

import time
from pathlib import Path

from scenarios.documents import load
from scenarios.loader import kind_of, validate_files
from tests.support.drill_files import DrillFiles


def paths(files: DrillFiles) -> list[Path]:
    return [files.path(name) for name in ("scenario", "bia", "inventory")]


def test_what_a_file_is_shows_in_its_keys(files: DrillFiles) -> None:
    assert [kind_of(load(path)) for path in paths(files)] == ["scenario", "bia", "inventory"]


def test_good_files_have_no_problems_alone_or_together(files: DrillFiles) -> None:
    assert validate_files(paths(files)) == []
    for path in paths(files):
        assert validate_files([path]) == []


def test_files_that_are_given_together_are_held_against_each_other(files: DrillFiles) -> None:
    files.replace("bia", "  trading-db:", "  other:")
    files.replace("scenario", "standby: db-b", "standby: db-z")
    assert validate_files([files.path("scenario")]) == []
    assert [problem.key for problem in validate_files(paths(files))] == ["service_not_in_bia", "host_not_in_inventory"]


def test_problems_come_in_the_order_of_the_files(files: DrillFiles) -> None:
    files.replace("bia", "rto: 30s", "rto: 0s")
    files.replace("scenario", "form: live", "form: no")
    backwards = [files.path("bia"), files.path("scenario")]
    assert [problem.key for problem in validate_files(backwards)] == ["duration_out_of_range", "no_choice"]
    assert [problem.key for problem in validate_files(backwards[::-1])] == ["no_choice", "duration_out_of_range"]


def test_a_parameter_that_is_not_given_yet_is_no_problem(files: DrillFiles) -> None:
    files.replace("scenario", "{type: integer, default: 400, minimum: 50, maximum: 100000}", "{type: string}")
    files.replace("scenario", "standby: db-b", "standby: $lag_kbit")
    assert validate_files(paths(files)) == []


def test_a_file_of_no_kind_says_so(tmp_path: Path) -> None:
    path = tmp_path / "what.yaml"
    path.write_text("colour: red\n", encoding="utf-8")
    (problem,) = validate_files([path])
    assert problem.key == "unknown_file_kind"


def test_a_file_that_is_named_wrongly_is_told_beside_the_others(files: DrillFiles) -> None:
    told = validate_files([files.folder / "gone.yaml", files.path("bia")])
    assert [problem.key for problem in told] == ["no_file"]


def test_twenty_five_files_take_little_time(files: DrillFiles) -> None:
    text = files.path("scenario").read_text("utf-8")
    scenarios = [files.folder / f"s{number}.yaml" for number in range(25)]
    for number, path in enumerate(scenarios):
        path.write_text(text.replace("pg-crash-async", f"drill-{number}"), encoding="utf-8")
    before = time.process_time()
    assert validate_files([*scenarios, files.path("bia"), files.path("inventory")]) == []
    assert time.process_time() - before < 30


def test_an_inventory_may_be_nothing_but_another_tools_file_and_defaults(tmp_path: Path) -> None:
    (tmp_path / "hosts.ini").write_text("[db]\ndb-a ansible_host=127.0.0.1 ansible_user=drill\n", encoding="utf-8")
    path = tmp_path / "inventory.yaml"
    path.write_text("from: hosts.ini\ndefaults: {environment: test, known_hosts: known_hosts}\n", encoding="utf-8")
    assert kind_of(load(path)) == "inventory"
    assert [str(problem) for problem in validate_files([path])] == []


def test_a_recovery_that_nobody_waits_for_is_told(files: DrillFiles) -> None:
    files.replace("scenario", "hold: 10s}, within: 5m", "hold: 9s}, within: 5m")
    told = [(problem.key, problem.severity, problem.field) for problem in validate_files(paths(files))]
    assert told == [("recovery_not_awaited", "warning", "services[0]")]
