"""Registers beside the BIA; and whatever is done to a register, it is read or told of with a place."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.loader import validate_files
from scenarios.problems import errors_in
from scenarios.registers import load_registers, people_of, register_problems, understand_registers
from scenarios.registers.calendars import calendar_of
from tests.support.register_files import EXAMPLES, FILES, registers_in

BIA = "services: {trading-db: {rto: 30s, rpo: 0s, writes: true}, clearing-db: {rto: 4h, rpo: 1h, writes: true}}\n"
ODD = [
    "", "~", "no", "-1", "0", "1e999", "[]", "{}", "[[]]", "{a: b}", "'", '"', ":", "- x", "&a", "*a", "!t x", "$x",
    "\t", "\0", "\x1b", "\u202e", "\ud83d\ude00", "真", "true", "2026-02-30", "99999999999h", "a" * 300, "|", ">", "%",
    "@", "#", ", ", "}", "]", "<<: x", "? x", "...", "---", "9" * 40,
    ".nan", "../../etc/passwd", "/dev/zero", "9999-12-31",
    "<text>", "[key]", "24:00", "tsunami", "li.na", "shanghai-futures",
]  # fmt: skip
PLAN = "plans.trading-recovery.procedures"


def files(folder: Path) -> list[Path]:
    registers_in(folder)
    (folder / "bia.yaml").write_text(BIA, "utf-8")
    return [folder / "bia.yaml", *(folder / f"{kind}.yaml" for kind in FILES)]


def test_the_examples_are_valid_together(tmp_path: Path) -> None:
    assert validate_files(files(tmp_path), date(2026, 9, 2)) == []


@pytest.mark.parametrize(
    ("kind", "old", "field"),
    [
        ("risks", "services: [trading-db, clearing-db]", "risks.R-002.services[0]"),
        ("procedures", 'services: [trading-db]\n        section: "5.4"', f"{PLAN}.P-trading-back.services[0]"),
    ],
)  # fmt: skip
def test_a_service_that_the_bia_does_not_have(kind: str, old: str, field: str, tmp_path: Path) -> None:
    given_files = files(tmp_path)
    path = tmp_path / f"{kind}.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, old.replace("trading-db", "trading-bd")), "utf-8")
    told = [(problem.key, problem.field) for problem in validate_files(given_files)]
    assert told == [("service_not_in_bia", field)]
    assert validate_files([path]) == [], "without a BIA nobody knows"


def test_what_nobody_verified_for_long_is_told_when_the_day_is_known(tmp_path: Path) -> None:
    problems = validate_files(files(tmp_path), date(2028, 1, 1))
    assert {problem.key for problem in problems} == {"long_unverified"}
    assert errors_in(problems) == ()


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, str]:
    """Return which register and its text with up to four words or lines changed."""
    kind = draw(st.sampled_from(sorted(FILES)))
    text = (EXAMPLES / FILES[kind]).read_text("utf-8")
    for _ in range(draw(st.integers(1, 4))):
        separator = draw(st.sampled_from([" ", "\n", ", "]))
        parts = text.split(separator)
        at = draw(st.integers(0, len(parts) - 1))
        parts[at] = draw(st.sampled_from([*ODD, *parts[:40], parts[at][:-1], parts[at] + " x"]))
        text = separator.join(parts)
    return kind, text


@pytest.mark.slow
@given(spoiled())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_is_done_to_a_register_it_is_read_or_told_of(case: tuple[str, str]) -> None:
    kind, text = case
    with tempfile.TemporaryDirectory() as folder:
        registers = registers_in(Path(folder))
        (Path(folder) / f"{kind}.yaml").write_text(text, "utf-8", "surrogatepass")
        read = understand_registers(load_registers(registers))
        problems = register_problems(read)
        for problem in problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.repair
            assert problem.told("zh")
        for draft in read.drafts().values():
            assert draft.model is not None or draft.problems
        if not errors_in(problems):
            assert read.contacts is not None
            assert read.contacts.model is not None
            assert people_of(read.contacts.model) is not None
            assert read.calendar is not None
            assert read.calendar.model is not None
            assert calendar_of(read.calendar.model).zone
