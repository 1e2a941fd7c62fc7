"""What cannot be planned without a register says which one; a file that is only looked at may still get it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.loader import validate_files
from scenarios.planner import make_plan
from scenarios.problems import Problems
from scenarios.registers import Registers
from tests.support.drill_files import WHOLE, DrillFiles


@pytest.fixture
def files(tmp_path: Path) -> DrillFiles:
    return DrillFiles.copied(tmp_path, WHOLE)


def refused(files: DrillFiles, registers: Registers) -> set[tuple[str, str]]:
    paths = [files.path(name) for name in ("scenario", "inventory", "bia")]
    try:
        make_plan(paths[0], paths[1], paths[2], {}, registers)
    except Problems as problems:
        return {(problem.key, problem.field) for problem in problems.problems if problem.severity == "error"}
    return set()


def test_without_registers_everything_that_needs_one_is_told(files: DrillFiles) -> None:
    assert refused(files, Registers()) == {
        ("register_needed", "risks"),
        ("register_needed", "procedures"),
        ("calendar_needed", "safeguards.window"),
        ("gate_people_needed", "decide.release.approve.people"),
        ("dual_people_needed", "switch.call.manual.dual_control"),
        ("contacts_needed", "prepare.begin.notify.groups"),
        ("contacts_needed", "restore.tell.notify.groups"),
    }


def test_one_person_at_a_gate_needs_no_register(files: DrillFiles) -> None:
    files.replace("scenario", "people: 2}, within", "people: 1}, within")
    assert ("gate_people_needed", "decide.release.approve.people") not in refused(files, Registers())


def test_a_file_that_is_looked_at_alone_needs_none(files: DrillFiles) -> None:
    assert validate_files([files.path("scenario")]) == []
    told = validate_files([files.path("scenario"), files.path("contacts")])
    assert [problem for problem in told if problem.severity == "error"] == []


def test_a_register_that_is_wrong_is_told_beside_the_scenario(files: DrillFiles) -> None:
    files.replace("contacts", "roles: [checker]", "roles: checker")
    told = refused(files, Registers(contacts=files.path("contacts"), calendar=Path("shanghai-stocks")))
    assert ("not_a_list", "people.li.na.roles") in told


def test_a_calendar_that_is_not_there_is_told(files: DrillFiles) -> None:
    told = refused(files, Registers(calendar=files.folder / "gone.yaml"))
    assert ("no_file", "") in told
    assert ("calendar_needed", "safeguards.window") not in told


def test_deputies_of_holders_count(files: DrillFiles) -> None:
    files.replace(
        "contacts",
        "wang.fang: {name: {zh: 王芳, en: Wang Fang}, roles: [commander]}",
        "wang.fang: {name: {zh: 王芳, en: Wang Fang}}",
    )
    files.replace("scenario", "groups: [it-duty, bosses]", "groups: [it-duty]")
    assert files.problems() == ()
    files.replace("contacts", ", deputy: li.na", "")
    assert [problem.key for problem in files.problems() if problem.severity == "error"] == ["too_few_holders"]
