"""Every check, shown by a small register that breaks only it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.bia.carrying import examine_file
from scenarios.bia.checks.order import cycles, knots
from scenarios.bia.levels import profile_summaries
from scenarios.bia.register import shipped_profiles
from scenarios.composer import compose
from scenarios.sayings.bia import MILDER, SAYINGS
from scenarios.schema import bia_schema
from scenarios.tree import data_of
from tests.support.registers import CLEAN, PROFILE, complaints, generated, put, spoiled

LIBRARY = Path(__file__).parents[3] / "scenarios" / "library"
BREAKS: list[tuple[str, list[tuple[str, str]], str]] = [
    ("bia_unknown_service", [("services: [feed]", "services: [feed, fead]")], "businesses.quotes.needs.services[1]"),
    (
        "bia_unknown_business",
        [("businesses: [quotes]", "businesses: [quotes, quote]")],
        "businesses.trading.needs.businesses[1]",
    ),
    (
        "bia_unknown_supplier",
        [("suppliers: [carrier]", "suppliers: [carrier, carier]")],
        "services.orders.suppliers[1]",
    ),
    (
        "bia_business_unsupported",
        [("  quotes:\n", "  idle: {mtpd: 2h, rto: 1h, rpo: 5m}\n  quotes:\n")],
        "businesses.idle",
    ),
    (
        "bia_service_unneeded",
        [("  feed:\n", "  spare: {level: 3, class: real_time, rto: 1h, rpo: 5m, writes: false}\n  feed:\n")],
        "services.spare",
    ),
    ("bia_supplier_unused", [("  carrier:", "  idle: {rto: 1h}\n  carrier:")], "suppliers.idle"),
    (
        "bia_service_cycle",
        [("priority: 1\n    rto: 20m", "priority: 2\n    depends_on: [orders]\n    rto: 30m")],
        "services.orders.depends_on",
    ),
    (
        "bia_business_cycle",
        [("needs: {services: [feed]}", "needs: {services: [feed], businesses: [trading]}")],
        "businesses.trading.needs.businesses",
    ),
    ("bia_rto_not_below_mtpd", [("mtpd: 45m", "mtpd: 30m")], "services.orders.rto"),
    (
        "bia_rto_not_below_mtpd",
        [("mtpd: 2h\n    rto: 1h\n    rpo: 5m\n    response", "mtpd: 1h\n    rto: 1h\n    rpo: 5m\n    response")],
        "businesses.trading.rto",
    ),
    ("bia_rto_faster_than_dependency", [("rto: 20m", "rto: 31m")], "services.orders.depends_on[0]"),
    (
        "bia_rto_faster_than_dependency",
        [("rto: 1h\n    rpo: 5m\n    needs", "rto: 61m\n    rpo: 5m\n    needs")],
        "businesses.trading.needs.businesses[0]",
    ),
    (
        "bia_rpo_finer_than_dependency",
        [("rto: 20m\n    rpo: 5m", "rto: 20m\n    rpo: 6m")],
        "services.orders.depends_on[0]",
    ),
    (
        "bia_rpo_finer_than_dependency",
        [("rpo: 5m\n    response", "rpo: 4m\n    response")],
        "businesses.trading.needs.businesses[0]",
    ),
    (
        "bia_business_not_checked",
        [("    mtpd: 2h\n    rto: 1h\n    rpo: 5m\n    needs", "    rto: 1h\n    needs")],
        "businesses.quotes",
    ),
    ("bia_no_room", [("response: 10m", "response: 21m")], "businesses.trading.needs.services[0]"),
    ("bia_no_time_left", [("response: 10m", "response: 50m")], "businesses.trading.rto"),
    ("bia_supplier_rto", [("carrier: {rto: 15m", "carrier: {rto: 31m")], "services.orders.suppliers[0]"),
    ("bia_supplier_rpo", [("rpo: 5m, contract", "rpo: 6m, contract")], "services.orders.suppliers[0]"),
    (
        "bia_supplier_no_promise",
        [("{rto: 15m, rpo: 5m, contract", "{rpo: 5m, contract")],
        "services.orders.suppliers[0]",
    ),
    ("bia_contract_over", [("2027-01-01", "2026-10-31")], "suppliers.carrier.contract_until"),
    (
        "bia_priority_against_dependency",
        [("priority: 1\n    rto: 20m", "priority: 3\n    rto: 20m")],
        "services.orders.priority",
    ),
    (
        "bia_priority_against_dependency",
        [("quotes:\n    priority: 1", "quotes:\n    priority: 2")],
        "businesses.trading.priority",
    ),
    ("bia_impact_falls", [("loss: 90", "loss: 9")], "businesses.trading.impact[1].loss"),
    (
        "bia_impact_falls",
        [("economic: 3, reputation: 2", "economic: 3, reputation: 1")],
        "businesses.trading.impact[1].reputation",
    ),
    ("bia_impact_twice", [("after: 1h", "after: 600s")], "businesses.trading.impact[1].after"),
    ("bia_unknown_profile", [("profile: ours.yaml", "profile: jrt0059-2011")], "profile"),
    ("bia_level_missing", [("    level: 3\n", "")], "services.network"),
    ("bia_level_missing", [("class: non_real_time\n    ", "")], "services.network"),
    ("bia_level_unknown", [("level: 3\n", "level: 5\n")], "services.network.level"),
    (
        "bia_level_below_profile",
        [("level: 4\n    priority: 2\n    mtpd", "level: 2\n    priority: 2\n    mtpd")],
        "services.orders.level",
    ),
    ("not_a_day", [("2027-01-01", "2027-13-01")], "suppliers.carrier.contract_until"),
    ("not_a_currency", [("{date: 2026-11-01}", "{date: 2026-11-01, currency: yuan}")], "about.currency"),
]


@pytest.mark.parametrize(("key", "changes", "field"), BREAKS, ids=[f"{key}-{field}" for key, _, field in BREAKS])
def test_a_register_that_breaks_one_rule_is_told_that_rule_and_no_other(
    tmp_path: Path, key: str, changes: list[tuple[str, str]], field: str
) -> None:
    found = complaints(tmp_path, spoiled(changes))
    assert {problem.key for problem in found} == {key}
    problem = next(problem for problem in found if problem.field == field)
    line = (tmp_path / "bia.yaml").read_text("utf-8").split("\n")[problem.line - 1]
    assert problem.column <= len(line) + 1
    assert problem.severity == MILDER.get(key, "error")
    assert re.search("[\u4e00-\u9fff]", problem.told("zh"))
    assert problem.repair in str(problem)


@pytest.mark.parametrize(
    ("key", "profile", "field"),
    [
        ("bia_rto_above_level", ("{value: 30m,", "{value: 29m,"), "services.orders.rto"),
        (
            "bia_rpo_above_level",
            (
                "rto: {value: 30m, source: 内部制度}, rpo: {value: 5m",
                "rto: {value: 30m, source: 内部制度}, rpo: {value: 4m",
            ),
            "services.feed.rpo",
        ),
        ("bia_not_checked", ("real_time: {rto: {value: 30m, source: 内部制度}", "real_time: {rto: 未核实"), "profile"),
        ("bia_not_checked", ("real_time: {value: 3, source: 内部制度}", "real_time: 未核实"), "profile"),
        ("profile_level_twice", ("- level: 2", "- level: 4"), "levels"),
    ],
)
def test_a_figure_of_the_level_table_is_held_against_the_services(
    tmp_path: Path, key: str, profile: tuple[str, str], field: str
) -> None:
    path = put(tmp_path, CLEAN)
    (tmp_path / "ours.yaml").write_text(spoiled([profile], PROFILE), encoding="utf-8")
    found = _examined(path)
    assert {problem_key for problem_key, _ in found} == {key}
    assert (key, field) in found


def _examined(path: Path) -> list[tuple[str, str]]:
    return [(problem.key, problem.field) for problem in examine_file(path)[1]]


def test_every_saying_of_a_check_is_shown_here() -> None:
    shown = {key for key, _, _ in BREAKS} | {
        "bia_rto_above_level", "bia_rpo_above_level", "bia_not_checked", "profile_level_twice",
    }  # fmt: skip
    assert {key for key in SAYINGS if not key.startswith("bia_sheet_")} == shown


def test_a_clean_register_is_told_nothing(tmp_path: Path) -> None:
    assert complaints(tmp_path, CLEAN) == ()


def test_a_large_clean_register_is_told_nothing(tmp_path: Path) -> None:
    assert complaints(tmp_path, generated(200)) == ()


def test_a_file_of_the_first_edition_is_still_right(tmp_path: Path) -> None:
    assert complaints(tmp_path, (LIBRARY / "lab-bia.yaml").read_text("utf-8")) == ()


def test_the_example_of_a_securities_firm_has_no_errors_and_says_what_is_unverified(tmp_path: Path) -> None:
    found = complaints(tmp_path, (LIBRARY / "securities-bia.yaml").read_text("utf-8"))
    assert {problem.key for problem in found} == {"bia_not_checked"}
    assert all("未核实" in problem.told("en") for problem in found)


@pytest.mark.parametrize("name", sorted(shipped_profiles()))
def test_no_shipped_profile_lets_a_service_pass_in_silence(tmp_path: Path, name: str) -> None:
    found = complaints(tmp_path, spoiled([("profile: ours.yaml", f"profile: {name}")]))
    assert {problem.key for problem in found} == {"bia_not_checked"}


def test_a_broken_entry_is_still_there_for_those_that_name_it(tmp_path: Path) -> None:
    found = complaints(tmp_path, spoiled([("rto: 20m", "rto: soon")]))
    assert [problem.key for problem in found] == ["not_a_duration"]


@pytest.mark.parametrize("text", ["profile: ../nowhere.yaml", "profile: /etc/passwd", "profile: bia.yaml"])
def test_a_profile_that_is_none_is_refused_without_a_traceback(tmp_path: Path, text: str) -> None:
    assert complaints(tmp_path, spoiled([("profile: ours.yaml", text)]))


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, list[str]]:
    """A graph whose names depend only on later ones."""
    size = draw(st.integers(1, 14))
    names = [f"s{number}" for number in range(size)]
    return {
        name: draw(st.lists(st.sampled_from(names[place + 1 :]), unique=True, max_size=4)) if place + 1 < size else []
        for place, name in enumerate(names)
    }


@settings(max_examples=100, deadline=None)
@given(acyclic())
def test_no_circle_is_found_where_there_is_none(graph: dict[str, list[str]]) -> None:
    assert list(cycles(graph)) == []


@settings(max_examples=100, deadline=None)
@given(acyclic(), st.data())
def test_an_edge_back_to_one_that_leads_here_is_always_a_circle(
    graph: dict[str, list[str]], data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(sorted(graph)))
    end = data.draw(st.sampled_from(sorted(_reached(graph, start))))
    graph[end].append(start)
    found = list(cycles(graph))
    assert len(found) == len(knots(graph)) == 1
    (circle,) = found
    assert all(after in graph[before] for before, after in zip(circle, (*circle[1:], circle[0]), strict=True))


def _reached(graph: dict[str, list[str]], start: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        fresh = [name for name in graph[waiting.pop()] if name not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return seen


def test_the_example_in_the_how_to_is_right(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "bia.md").read_text("utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert {problem.key for problem in complaints(tmp_path, example)} == {"bia_not_checked"}


@pytest.mark.parametrize("text", [CLEAN, generated(30), (LIBRARY / "securities-bia.yaml").read_text("utf-8")])
def test_the_schema_takes_what_the_register_takes(text: str) -> None:
    root = compose("bia.yaml", text)[0]
    assert root is not None
    schema = bia_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator: Any = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(data_of(root))) == []


def test_no_shipped_level_table_gives_a_figure_that_nobody_has_read() -> None:
    assert {name: summary.given for name, summary in profile_summaries().items()} == dict.fromkeys(
        shipped_profiles(), 0
    )
