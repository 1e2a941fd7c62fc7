"""Parameters from a file: values by name, overruled at the command line, every fault told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.problems import Problems
from service.cli import run
from service.cli.question import parameters_in
from tests.support.drill_files import DrillFiles

DECLARED = "parameters:\n  seconds: {type: integer, default: 3}\n  word: {type: string, default: first}\n"


@pytest.fixture
def files(tmp_path: Path) -> DrillFiles:
    made = DrillFiles.copied(tmp_path / "files")
    text = made.path("scenario").read_text(encoding="utf-8")
    section = "parameters:\n"
    before, found, after = text.partition(section)
    assert found
    made.path("scenario").write_text(f"{before}{DECLARED}{after}", encoding="utf-8")
    return made


def asked(files: DrillFiles, *options: str) -> list[str]:
    places = ["--inventory", str(files.path("inventory")), "--bia", str(files.path("bia"))]
    return ["plan", str(files.path("scenario")), *places, *options, "--json"]


def test_values_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_text('seconds: 7\nword: "a b: $(c)"\nlong: 1m\nyes_or_no: true\n', encoding="utf-8")
    assert parameters_in(file) == {"seconds": "7", "word": "a b: $(c)", "long": "1m", "yes_or_no": "true"}
    assert parameters_in(None) == {}


@pytest.mark.parametrize(
    ("text", "place", "zh"),
    [
        ("word: {deep: 1}\n", "values.yaml:1:7: word: ", "不是单个取值"),
        ("seconds: 1\nword: [1, 2]\n", "values.yaml:2:7: word: ", "不是单个取值"),
        ("word: 1\nword: 2\n", "values.yaml:2:1: ", ""),
    ],
)
def test_what_is_no_value_is_told_with_its_place(tmp_path: Path, text: str, place: str, zh: str) -> None:
    file = tmp_path / "values.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        parameters_in(file)
    (problem,) = refused.value.problems
    assert place in str(problem)
    assert zh in problem.told("zh")


def test_a_file_that_is_not_there_is_refused(files: DrillFiles, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(asked(files, "--params", str(files.path("scenario").with_name("nowhere.yaml")))) == 4
    assert "nowhere.yaml" in capsys.readouterr().err


def test_a_name_that_the_scenario_does_not_declare_is_refused(
    files: DrillFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("second: 5\n", encoding="utf-8")
    assert run(asked(files, "--params", str(values))) == 4
    assert "second" in capsys.readouterr().err


def test_what_the_command_line_says_goes_before_the_file(
    files: DrillFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("seconds: 5\nword: of the file\n", encoding="utf-8")
    assert run(asked(files, "--params", str(values), "--param", "seconds=6")) == 0
    told = json.loads(capsys.readouterr().out)["plan"]["parameters"]
    assert (str(told["seconds"]), told["word"]) == ("6", "of the file")
