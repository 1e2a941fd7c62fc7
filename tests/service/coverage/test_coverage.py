"""What no scenario and no completed drill of the last months has touched is a gap, and ends the command with 1."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from measurements.events import Ending, Event
from scenarios.bia import BiaInput
from scenarios.registers import RisksInput
from service.cli import run
from service.cli.coverage import months_before
from service.coverage import Written, wanted_from, written_in
from service.coverage.touched import coverage, touches
from tests.support.histories import objective
from tests.support.past import events_of, old_plan, write_journal
from tests.support.register_files import registers_in

TODAY = datetime.now(UTC).date()
LONG_AGO = months_before(TODAY, 30).isoformat()
BIA = """\
services:
  trading-db: {rto: 30s, rpo: 0s, writes: true, title: {zh: 集中交易数据库, en: Trading database}}
  clearing-db: {rto: 4h, rpo: 30m, writes: true}
"""
SCENARIO = """\
scenario: pg-crash
threats: [hardware_fault]
services: [trading-db]
risks: [R-001]
procedures: [P-trading-switch]
"""
ALL_RISKS = """\
lists: [JRT0251-1]
risks:
  R-001: {title: hardware, threat: hardware_fault, consequence: 2, likelihood: 2}
ruled_out: {%s}
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    registers_in(tmp_path)
    (tmp_path / "bia.yaml").write_text(BIA, "utf-8")
    (tmp_path / "scenario.yaml").write_text(SCENARIO, "utf-8")
    return tmp_path


def journal(folder: Path, **drills: list[Event]) -> str:
    return str(write_journal(folder / "home" / "journal.sqlite", drills))


def drilled(drill: str, day: str, ending: Ending | None = Ending.COMPLETED, form: str = "live") -> list[Event]:
    made = old_plan(
        objectives=(objective("trading-db"),),
        threats=("hardware_fault",),
        risks=("R-001",),
        procedures=("P-trading-switch",),
        form=form,
    )
    return events_of(drill, made, day, ending)


def asked(files: Path, *more: str) -> list[str]:
    registers = ["--risks", str(files / "risks.yaml"), "--procedures", str(files / "procedures.yaml")]
    return ["coverage", str(files / "scenario.yaml"), "--bia", str(files / "bia.yaml"), *registers, *more]


def items(files: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """Return the exit code, the rows by kind and id, and all that was told."""
    code = run([*asked(files, *more), "--json"])
    told = json.loads(capsys.readouterr().out)
    return code, {f"{row['kind']} {row['id']}": row for row in told["items"]}, told


def test_what_is_drilled_is_covered_and_the_rest_is_a_gap(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = journal(files, good=drilled("good", TODAY.isoformat()))
    code, rows, told = items(files, capsys, "--journal", where)
    assert code == 1
    for covered in ("service trading-db", "threat hardware_fault", "threat technical_fault", "risk R-001"):
        assert rows[covered]["gap"] is None
        assert rows[covered]["scenarios"] == ["pg-crash"]
        assert rows[covered]["drills"] == [{"drill": "good", "form": "live", "day": TODAY.isoformat()}]
    assert rows["procedure P-trading-switch"]["gap"] is None
    assert rows["service clearing-db"]["gap"] == "both"
    assert rows["procedure P-clearing-restore"]["gap"] == "both"
    assert rows["threat fire"]["gap"] == "both"
    assert [one["threat"] for one in told["ruled_out"]] == ["tsunami"]
    assert "threat tsunami" not in rows


def test_without_a_journal_only_scenarios_are_looked_at(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, rows, told = items(files, capsys)
    assert rows["service trading-db"]["gap"] is None
    assert rows["service clearing-db"]["gap"] == "scenario"
    assert told["drills_looked_at"] is False


def test_old_and_unfinished_drills_do_not_count_and_are_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = journal(
        files,
        old=drilled("old", LONG_AGO),
        broken=drilled("broken", TODAY.isoformat(), Ending.FAILED),
        going=drilled("going", TODAY.isoformat(), None),
    )
    code, rows, told = items(files, capsys, "--home", where)
    assert code == 1
    assert rows["service trading-db"]["gap"] == "drill"
    assert rows["service trading-db"]["last_before"]["drill"] == "old"
    assert sorted(told["not_completed"]) == ["broken", "going"]
    _, rows, _ = items(files, capsys, "--journal", where, "--months", "31")
    assert rows["service trading-db"]["gap"] is None


def test_forms_are_told_apart(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = TODAY.isoformat()
    where = journal(files, a=drilled("a", day), b=drilled("b", day, form="tabletop"), c=drilled("c", day))
    assert run(asked(files, "--journal", where, "--all", "--lang", "zh")) == 1
    assert "实战 2、桌面 1" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_begins_with_what_is_riskiest(lang: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(asked(files, "--lang", lang)) == 1
    told = capsys.readouterr().out
    assert told.index("power_loss") < told.index("typhoon")
    assert "tsunami" not in told.split("ruled out")[0]


def test_where_all_is_covered_it_ends_with_0(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "bia.yaml").write_text("services: {trading-db: {rto: 30s, rpo: 0s, writes: true}}", "utf-8")
    others = ["infrastructure_fault", "operating_error", "network_attack", "terror_attack", "human_damage", "fire"]
    others += ["external_service_loss", "power_loss", "water_loss", "communication_loss", "natural_disaster"]
    others += ["typhoon", "tsunami", "earthquake"]
    out = ", ".join(f"{name}: not here" for name in others)
    (files / "risks.yaml").write_text(ALL_RISKS % out, "utf-8")
    arguments = ["coverage", str(files / "scenario.yaml"), "--bia", str(files / "bia.yaml")]
    where = journal(files, good=drilled("good", TODAY.isoformat()))
    assert run([*arguments, "--risks", str(files / "risks.yaml"), "--journal", where, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "items are covered" in told
    assert "No plan register (--procedures) was given" in told


def test_a_wrong_register_is_refused_with_its_place(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = files / "risks.yaml"
    path.write_text(path.read_text("utf-8").replace("threat: power_loss", "threat: power_los"), "utf-8")
    assert run(asked(files)) == 4
    assert "risks.R-002.threat" in capsys.readouterr().err


def test_a_name_that_nothing_registers_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "scenario.yaml").write_text(SCENARIO.replace("hardware_fault", "hardware_falt"), "utf-8")
    _, rows, told = items(files, capsys)
    assert told["not_registered"] == [{"scenario": "pg-crash", "kind": "threat", "name": "hardware_falt"}]
    assert rows["threat hardware_fault"]["gap"] is None, "by the risk that it cites"
    assert run(asked(files, "--lang", "zh")) == 1
    assert "场景 pg-crash 引用的威胁 hardware_falt 没有登记" in capsys.readouterr().out


@pytest.mark.parametrize("broken", ["scenario.yaml", "bia.yaml", "procedures.yaml"])
def test_a_file_that_is_not_there_is_refused(broken: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / broken).unlink()
    assert run(asked(files)) == 4
    assert broken in capsys.readouterr().err


def test_a_risk_that_is_cited_touches_its_threat_and_what_that_is_a_kind_of() -> None:
    risks = RisksInput.model_validate(
        {"risks": {"R-9": {"title": "x", "threat": "virus_outbreak", "consequence": 1, "likelihood": 1}}}, context={}
    )
    written = Written(name="s", services=(), threats=(), risks=("R-9", "R-none"), procedures=())
    threats = {name for kind, name in touches(written, risks) if kind == "threat"}
    assert threats == {"virus_outbreak", "cybersecurity_incident", "human_damage"}


def test_the_threats_without_a_register_are_those_of_the_default_lists() -> None:
    bia = BiaInput.model_validate({"services": {"s": {"rto": "1s", "rpo": "0s", "writes": False}}}, context={})
    wanted = {item.id for item in wanted_from(bia, None, None).items if item.kind == "threat"}
    assert {"fire", "provider_exit", "natural_disaster"} <= wanted
    assert "public_security" not in wanted
    rows = coverage(wanted_from(bia, None, None), [], None, 0)
    assert all(row.gap == "scenario" for row in rows)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-11-21", 12, "2025-11-21"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2024-03-30", 1, "2024-02-29"),
        ("2026-11-30", 9, "2026-02-28"),
    ],
)
def test_months_before(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months).isoformat() == before


def test_what_an_included_scenario_cites_is_touched_too(tmp_path: Path) -> None:
    (tmp_path / "whole.yaml").write_text(
        "scenario: whole\nthreats: [fire]\nservices: [a]\ninclude: {db: {scenario: sub/part.yaml}}\n", "utf-8"
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "part.yaml").write_text(
        "scenario: part\nthreats: [fire, flood]\nrisks: [R-1]\ninclude: {up: {scenario: ../whole.yaml}}\n", "utf-8"
    )
    written = written_in(tmp_path / "whole.yaml")
    assert written == Written(name="whole", services=("a",), threats=("fire", "flood"), risks=("R-1",), procedures=())
