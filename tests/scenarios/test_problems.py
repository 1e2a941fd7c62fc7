"""How a problem reads, and that everything wrong is told in one go."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from scenarios.messages import SAYINGS
from scenarios.problems import Mark, Problems, found
from tests.support.drill_files import DrillFiles

ROOT = Path(__file__).parents[2]


def test_a_problem_reads_file_line_column_field_what_and_repair(files: DrillFiles) -> None:
    files.replace("scenario", "form: live", "form: lief")
    (problem,) = files.problems()
    assert str(problem) == (
        f"{files.path('scenario')}:4:7: form: lief is not one of the choices; "
        "did you mean live? write one of: tabletop, simulated, live"
    )
    assert problem.told("zh").endswith(
        "form: lief 不在可选范围内；是否指 live？请写以下之一：tabletop, simulated, live"
    )


def test_everything_wrong_in_all_three_files_is_told_at_once(files: DrillFiles) -> None:
    files.replace("scenario", "most_hosts: 2", "most_host: 2")
    files.replace("scenario", "standby: db-b", "standby: db-z")
    files.replace("scenario", "needs: [promote]", "needs: [promot]")
    files.replace("scenario", "fault: kill_process", "fault: kill_proces")
    files.replace("bia", "rto: 30s", "rto: 0s")
    files.replace("inventory", "port: 2201", "port: x")
    assert [problem.key for problem in files.problems()] == [
        "host_not_in_inventory",
        "unknown_key",
        "unknown_fault",
        "needs_unknown",
        "duration_out_of_range",
        "not_whole",
    ]


def test_one_wrong_part_does_not_make_others_wrong(files: DrillFiles) -> None:
    """A step that cannot be read is still there for those that need or undo it."""
    files.replace("scenario", "kbit: $lag_kbit", "kbits: $lag_kbit")
    assert sorted((problem.key, problem.field) for problem in files.problems()) == [
        ("missing", "prepare.starve.kbit"),
        ("unknown_key", "prepare.starve.kbits"),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        ("scenario", "hold: 10s}, within: 5m", "hold: 10s}, wihtin: 5m", "within"),
        ("scenario", "fault: kill_process", "fault: kil_process", "kill_process"),
        ("scenario", "release: {approve:", "release: {aprove:", "approve"),
        ("scenario", "standby: db-b", "standby: dbb", "db-b"),
        ("scenario", "needs: [promote]", "needs: [promot]", "promote"),
        ("scenario", "control: $relay", "control: $rellay", "$relay"),
        ("scenario", "safeguards:", "safegards:", "safeguards"),
        ("bia", "writes: true", "write: true", "writes"),
        ("inventory", "port: 2201", "prot: 2201", "port"),
    ],
)
def test_a_slip_of_the_pen_gets_the_word_that_was_meant(
    file: str, old: str, new: str, hint: str, files: DrillFiles
) -> None:
    files.replace(file, old, new)
    assert any(f"did you mean {hint}?" in problem.repair for problem in files.problems())


def test_the_exception_holds_all_problems_and_reads_as_them(files: DrillFiles) -> None:
    files.replace("bia", "rto: 30s", "rto: 0s")
    files.replace("bia", "priority: 1", "priority: one")
    with pytest.raises(Problems) as refused:
        files.plan()
    assert str(refused.value) == "\n".join(str(problem) for problem in refused.value.problems)
    assert len(refused.value.problems) == 2


def test_a_problem_stays_on_one_line_whatever_it_quotes() -> None:
    told = str(found("a\nb.yaml", Mark(), "x\ny", "bad_id", value="\x1b[31m\n" + "z" * 999))
    assert "\n" not in told
    assert "\x1b" not in told
    assert len(told) < 600


def test_every_saying_names_the_same_facts_in_both_languages_or_fewer() -> None:
    """A Chinese saying may leave out a fact that is itself English, never ask for one that the English has not."""
    for key, (what, repair, what_zh, repair_zh) in SAYINGS.items():
        english, chinese = _facts(what + repair), _facts(what_zh + repair_zh)
        assert chinese <= english, key
        assert re.search("[\u4e00-\u9fff]", what_zh), key
        assert re.search("[\u4e00-\u9fff]", repair_zh), key


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_saying_is_said_somewhere() -> None:
    tables = {"messages", "sayings"}
    every = (path for floor in ("scenarios", "service") for path in (ROOT / floor).rglob("*.py"))
    paths = [path for path in every if not tables & {path.stem, path.parent.name}]
    source = "".join(path.read_text("utf-8") for path in paths)
    assert [key for key in SAYINGS if f'"{key}"' not in source] == []
