"""`drillproof bia`: exit codes, files written, refusals with their cells."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from service.cli import run
from tests.support.registers import CLEAN, put, spoiled

LIBRARY = Path(__file__).parents[3] / "scenarios" / "library" / "securities-bia.yaml"


def test_a_clean_register_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bia", "check", str(put(tmp_path, CLEAN)), "--lang", "zh"]) == 0
    assert "检查通过" in capsys.readouterr().out


def test_a_warning_ends_with_1_and_an_error_with_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warned = put(tmp_path, spoiled([("2027-01-01", "2026-10-31")]))
    assert run(["bia", "check", str(warned), "--lang", "en"]) == 1
    assert "warning: " in capsys.readouterr().err
    wrong = put(tmp_path, spoiled([("mtpd: 45m", "mtpd: 30m")]))
    assert run(["bia", "check", str(wrong), "--json"]) == 4
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["key"], problem["severity"]) == ("bia_rto_not_below_mtpd", "error")


def test_validate_counts_only_errors_as_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", str(LIBRARY), "--lang", "zh"]) == 0
    assert "未核实" in capsys.readouterr().err
    assert run(["validate", str(put(tmp_path, spoiled([("mtpd: 45m", "mtpd: 30m")])))]) == 4


@pytest.mark.parametrize("name", ["bia.xlsx", "sheets"])
def test_a_register_goes_out_and_comes_in(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path, sheets, back = put(tmp_path, CLEAN), tmp_path / name, tmp_path / "back.yaml"
    assert run(["bia", "export", str(path), "--out", str(sheets)]) == 0
    assert run(["bia", "export", str(path), "--out", str(sheets)]) == 4
    assert run(["bia", "check", str(sheets)]) == 0
    assert run(["bia", "import", str(sheets), "--out", str(back)]) == 0
    assert run(["bia", "import", str(sheets), "--out", str(back)]) == 4
    assert run(["bia", "import", str(sheets), "--out", str(back), "--force"]) == 0
    assert run(["validate", str(back)]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_an_import_names_the_cell_that_is_wrong_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets, back = tmp_path / "bia.xlsx", tmp_path / "back.yaml"
    run(["bia", "export", str(put(tmp_path, CLEAN)), "--out", str(sheets)])
    book = openpyxl.load_workbook(sheets)
    book["IT服务"]["J2"] = "尽快"
    book.save(sheets)
    capsys.readouterr()
    assert run(["bia", "import", str(sheets), "--out", str(back), "--lang", "zh"]) == 4
    assert f"{sheets}:IT服务!J2: services.orders.rto: 尽快 不是时长" in capsys.readouterr().err
    assert not back.exists()


def test_the_template_is_an_empty_workbook(tmp_path: Path) -> None:
    assert run(["bia", "template", "--out", str(tmp_path / "t.xlsx")]) == 0
    assert run(["bia", "check", str(tmp_path / "t.xlsx")]) == 4


def test_graph_and_report_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph, report = tmp_path / "g.svg", tmp_path / "r.html"
    assert run(["bia", "graph", str(LIBRARY), "--out", str(graph), "--lang", "zh"]) == 0
    assert run(["bia", "report", str(LIBRARY), "--out", str(report)]) == 0
    assert graph.read_text("utf-8").startswith("<svg")
    assert 'lang="zh-CN"' in report.read_text("utf-8")
    capsys.readouterr()
    assert run(["bia", "graph", str(LIBRARY)]) == 0
    assert capsys.readouterr().out.startswith("<svg")


def test_profiles_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bia", "profiles", "--lang", "en"]) == 0
    assert "jrt0059-2010" in capsys.readouterr().out
    assert run(["bia", "profiles", "--show", "jrt0059-2024"]) == 0
    assert "profile: jrt0059-2024" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nowhere.yaml"], ["check", "nowhere.xlsx"], ["report", "nowhere.yaml"], ["graph", "nowhere.yaml"],
        ["profiles", "--show", "no"], ["template"], ["import", "nowhere.xlsx"], ["nonsense"],
        ["template", "--out", "/proc/none/t.xlsx"], ["export", str(LIBRARY), "--out", "/proc/none/x"],
    ],
)  # fmt: skip
def test_what_cannot_be_taken_ends_with_4_and_says_why(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["bia", *arguments]) == 4
    told = capsys.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.err + told.out
