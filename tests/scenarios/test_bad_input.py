"""Every way of writing a drill wrongly gets a place, a field, a reason and a repair."""

from __future__ import annotations

import pytest

from tests.support.drill_files import DrillFiles
from tests.support.wrong_drills import WRONG


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_repair(name: str, files: DrillFiles) -> None:
    file, old, new, key, field = WRONG[name]
    files.replace(file, old, new)
    told = [problem for problem in files.problems() if problem.key == key and problem.field == field]
    assert len(told) == 1, [str(problem) for problem in files.problems()]
    assert told[0].repair
    assert told[0].told("zh")
    assert "hunter2" not in "\n".join(map(str, files.problems()))
