"""What ships in the library: complete in both languages, tagged with what exists, and covering what it has to cover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import pytest

from scenarios.asking import Beside, ask
from scenarios.documents import load
from scenarios.registers.taxonomy import BY_ID, LISTS, THREATS, ancestors
from service import words
from tests.support.proved import (
    LIBRARY,
    README,
    Shipped,
    as_yaml,
    entry,
    record,
    shipped,
    with_table,
)
from tests.support.tables import planned

SHIPPED: Final = shipped()
NAMES: Final = [one.name for one in SHIPPED]
WITHOUT_STACK: Final = [one.name for one in SHIPPED if not one.stack]
TOLD: Final = frozenset({"title", "text", "subject"})
HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def texts(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every text that a person reads, with its place."""
    if isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            where = f"{place}.{key}"
            yield from [(where, inner)] if key in TOLD else texts(inner, where)
    elif isinstance(value, list):
        for number, inner in enumerate(cast("list[Any]", value)):
            yield from texts(inner, f"{place}[{number}]")


@pytest.mark.parametrize("one", SHIPPED, ids=NAMES)
def test_a_scenario_has_its_file_s_name_and_no_problem_of_its_form(one: Shipped) -> None:
    assert one.name == one.path.stem
    assert ask(load(one.path), Beside(), {}).scenario.problems == ()


@pytest.mark.parametrize("one", SHIPPED, ids=NAMES)
def test_whatever_a_person_reads_is_there_in_both_languages(one: Shipped) -> None:
    found = list(texts(one.data))
    assert found
    for place, text in found:
        told = cast("dict[str, str]", text if isinstance(text, dict) else {})
        assert set(told) == {"zh", "en"}, f"{one.name}{place}"
        assert HAN.search(told["zh"]), f"{one.name}{place}: {told['zh']}"
        assert told["en"].strip(), f"{one.name}{place}"
        assert not HAN.search(told["en"]), f"{one.name}{place}: {told['en']}"


@pytest.mark.parametrize("one", SHIPPED, ids=NAMES)
def test_threats_clauses_and_tasks_exist(one: Shipped) -> None:
    assert one.data["threats"]
    assert one.data["clauses"]
    assert one.data["tasks"]
    assert [name for name in one.data["threats"] if name not in BY_ID] == []
    assert [name for name in one.data["clauses"] if not words.has(f"clause.{name}")] == []
    assert [name for name in one.data["tasks"] if not words.has(f"task.{name}")] == []


@pytest.mark.parametrize("one", SHIPPED, ids=NAMES)
def test_a_scenario_says_first_what_it_is_and_a_live_one_its_stack(one: Shipped) -> None:
    first = one.path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert one.stack or one.data["form"] != "live"


def test_there_are_at_least_25_and_every_form() -> None:
    assert len(SHIPPED) >= 25
    assert {one.data["form"] for one in SHIPPED} == {"tabletop", "simulated", "live"}


@pytest.mark.parametrize("source", LISTS)
def test_every_threat_of_the_lists_is_covered(source: str) -> None:
    covered = {above for one in SHIPPED for threat in one.data["threats"] for above in ancestors(threat, None)}
    assert [one.id for one in THREATS if source in one.sources and one.id not in covered] == []


@pytest.mark.parametrize(
    ("clause", "scenario"),
    [
        ("CSRC-phases", "custody-handover"),
        ("CSRC-dual", "custody-handover"),
        ("RCU-report", "regulator-line-loss"),
        ("RCU-outsource", "supplier-exit"),
        ("RCU-change", "application-rollback"),
    ],
)
def test_what_the_documents_ask_for_by_name_is_there(clause: str, scenario: str) -> None:
    assert any(one.name == scenario and clause in one.data["clauses"] for one in SHIPPED)


def test_the_hand_over_names_its_three_periods_and_every_form() -> None:
    text = (LIBRARY / "custody-handover.yaml").read_text(encoding="utf-8")
    assert all(period in text for period in ("准备期", "交接期", "稳定期"))
    named = {int(number) for number in re.findall(r"表(\d+)", text)}
    for first, last in re.findall(r"表(\d+)至表(\d+)", text):
        named |= set(range(int(first), int(last) + 1))
    assert set(range(1, 42)) - named == set()


def test_reports_follow_each_other_within_two_hours() -> None:
    plan = planned("regulator-line-loss")
    two_hours = 2 * 3600 * 10**9
    assert [plan.step(f"progress_{number}").within_ns for number in (1, 2)] == [two_hours, two_hours]
    assert plan.step("first_report").within_ns < two_hours


@pytest.mark.parametrize("name", WITHOUT_STACK)
def test_what_needs_no_stack_is_planned_with_the_registers_that_ship(name: str) -> None:
    plan = planned(name)
    assert plan.people
    assert (plan.form == "tabletop") == (not plan.hosts)
    assert plan.risks or name == "custody-handover"
    assert plan.procedures


def test_the_record_and_the_readme_agree_with_the_files() -> None:
    kept = record()
    by_name = {one.name: one for one in SHIPPED}
    assert set(kept) <= set(by_name)
    for name, ran in kept.items():
        assert set(ran["services"]) == set(by_name[name].data["services"])
        assert ran["stack"] == (by_name[name].stack or ran["stack"])
        assert ran["completed"]
        assert ran["restored"]
    assert with_table(README.read_text(encoding="utf-8")) == README.read_text(encoding="utf-8")


def test_what_is_kept_of_a_run_is_what_its_report_says(tmp_path: Path) -> None:
    figure = {"target_s": 30.0, "lower_s": 1.0, "upper_s": None, "verdict": "inconclusive", "evidence": [1]}
    service = {"service": "db", "rto": figure, "rpo": figure}
    drill = {"started_at": "2026-11-22T03:00:01.123456Z", "software": "drillproof 0.1.0"}
    report = {"drill": drill, "verdict": "met", "completed": True, "restored": True, "services": [service]}
    kept = entry("redis", {"redis-server": "7.0"}, report)
    assert kept["ran_at"] == "2026-11-22T03:00:01Z"
    assert kept["services"]["db"]["rto"] == {key: figure[key] for key in ("target_s", "lower_s", "upper_s", "verdict")}
    file = tmp_path / "proved.yaml"
    file.write_text(as_yaml({"one": kept}), encoding="utf-8")
    assert "upper_s:" in file.read_text(encoding="utf-8")
