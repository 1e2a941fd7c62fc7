"""Every way of writing a drill wrongly gets a place, a field, a reason and a repair."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.drill_files import WHOLE, DrillFiles
from tests.support.wrong_drills import WRONG
from tests.support.wrong_wholes import WRONG as WRONG_WHOLES


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_repair(name: str, files: DrillFiles) -> None:
    file, old, new, key, field = WRONG[name]
    files.replace(file, old, new)
    told = [problem for problem in files.problems() if problem.key == key and problem.field == field]
    assert len(told) == 1, [str(problem) for problem in files.problems()]
    assert told[0].repair
    assert told[0].told("zh")
    assert "hunter2" not in "\n".join(map(str, files.problems()))


@pytest.mark.parametrize("name", WRONG_WHOLES)
def test_what_is_wrong_in_a_whole_drill_is_told_too(name: str, tmp_path: Path) -> None:
    file, old, new, key, field = WRONG_WHOLES[name]
    files = DrillFiles.copied(tmp_path, WHOLE)
    files.replace(file, old, new)
    told = [problem for problem in files.problems() if problem.key == key and problem.field == field]
    assert len(told) == 1, [str(problem) for problem in files.problems()]
    assert told[0].repair
    assert told[0].told("zh")
    assert (
        told[0].file == str(files.path(file if key != "include_parameter_needed" else "scenario"))
        or field == "include.db"
    )


def test_a_command_that_interrupts_needs_something_that_brings_it_back(files: DrillFiles) -> None:
    path = files.path("scenario")
    text = re.sub(r"- crash: .*", "- crash: {run: nginx -s stop, on: primary}", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    assert unguarded(files) == [("unguarded_interruption", "warning", "inject.crash.run")]
    path.write_text(text.partition("\nrestore:\n")[0] + "\n", encoding="utf-8")
    assert unguarded(files) == [("nothing_restores", "error", "inject.crash.run")]


def unguarded(files: DrillFiles) -> list[tuple[str, str, str]]:
    keys = {"nothing_restores", "unguarded_interruption"}
    return [(problem.key, problem.severity, problem.field) for problem in files.problems() if problem.key in keys]
