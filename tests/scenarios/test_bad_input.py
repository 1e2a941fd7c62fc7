"""Every way of writing a drill wrongly gets a place, a field, a reason and a repair."""

from __future__ import annotations

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
