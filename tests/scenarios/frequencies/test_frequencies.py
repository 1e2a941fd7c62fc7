"""Frequency rules: what ships says where it was read, and open figures stay open."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.frequencies import read_frequencies, rules_of, shipped_frequencies
from scenarios.problems import Problems

RULES = {rule.id: rule for rule in rules_of(list(shipped_frequencies()))}


@pytest.mark.parametrize(
    ("rule", "months", "report"),
    [
        ("core-institution/yearly", 12, 15),
        ("bank-data-centre/special-yearly", 12, None),
        ("bank-data-centre/full-three-yearly", 36, None),
        ("bank-continuity/three-yearly", 36, None),
        ("bank-continuity/bank-wide-summary", None, 45),
        ("rural-bank/whole-yearly", 12, None),
        ("dora/yearly", 12, None),
        ("reg-sci/yearly", 12, None),
        ("baseline/yearly", 12, None),
        ("securities-operator/regularly", None, None),
    ],
)
def test_the_figures_that_ship(rule: str, months: int | None, report: int | None) -> None:
    found = RULES[rule]
    assert (found.months, None if found.report is None else found.report.working_days) == (months, report)


def test_every_figure_says_where_it_was_read_and_how_certain_that_is() -> None:
    for rule in RULES.values():
        for read in (rule.months_read, None if rule.report is None else rule.report.read):
            assert read is None or (read.source and read.certainty in {"C", "S", "D"})
        assert rule.months is None or rule.months_read is not None


def test_figures_that_nobody_read_are_open_and_the_baseline_calls_itself_no_law() -> None:
    assert RULES["securities-operator/regularly"].every_is_open
    assert RULES["baseline/yearly"].report_is_open
    assert RULES["baseline/yearly"].basis == "internal"
    assert "非法定" in read_frequencies(shipped_frequencies()["baseline"]).title.zh  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("{rule: a, title: A, basis: law}", "basis"),
        ("{rule: a, title: A, basis: internal, every: {months: 12}}", "source"),
        ("{rule: a, title: A, basis: internal, every: {months: 0, source: x}}", "months"),
        ("{rule: a, title: A, basis: internal, every: yearly}", "every"),
        ("{rule: a, title: A, basis: internal}, {rule: a, title: B, basis: internal}", "second time"),
    ],
)
def test_a_copy_that_is_wrong_is_refused(tmp_path: Path, rule: str, problem: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(f"frequencies: ours\ntitle: Ours\nstandard: none\nrules: [{rule}]\n")
    with pytest.raises(Problems, match=problem):
        read_frequencies(path)


def test_a_copy_with_a_figure_counts_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    rule = (
        "{rule: half-yearly, title: Twice, basis: internal, every: {months: 6, source: board 2026-3}, clock: rolling}"
    )
    path.write_text(f"frequencies: ours\ntitle: Ours\nstandard: none\nrules: [{rule}]\n")
    [found] = rules_of([str(path)])
    assert (found.id, found.months, found.months_read and found.months_read.certainty) == ("ours/half-yearly", 6, "C")
