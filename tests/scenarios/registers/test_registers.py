"""Every way of writing a register wrongly gets place, field, reason and repair; good ones become parts of a plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scenarios.documents import load
from scenarios.identity import identity_of
from scenarios.plan import EmailChannel, HookChannel, SecretRef
from scenarios.problems import Problem
from scenarios.registers import (
    Registers,
    RegisterSet,
    groups_of,
    load_registers,
    people_of,
    register_kind,
    register_problems,
    understand_registers,
)
from scenarios.registers.freshness import check_freshness
from tests.support.register_files import FILES, registers_in, wrong_register
from tests.support.wrong_registers import WRONG


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_repair(name: str, tmp_path: Path) -> None:
    file, old, new, key, field = WRONG[name]
    problems = wrong_register(tmp_path, file, old, new)
    told = [problem for problem in problems if problem.key == key and (problem.field or "file") == field]
    assert len(told) == 1, [str(problem) for problem in problems]
    assert told[0].repair
    assert told[0].told("zh") != told[0].told("en")
    assert told[0].line > 1 or field == "file"
    assert "hunter2" not in "\n".join(map(str, problems))


def read(folder: Path) -> RegisterSet:
    return understand_registers(load_registers(registers_in(folder)))


def test_the_examples_are_clean(tmp_path: Path) -> None:
    assert register_problems(read(tmp_path)) == ()


def test_what_is_not_given_is_not_looked_at() -> None:
    assert register_problems(understand_registers(load_registers(Registers()))) == ()


def test_a_wrong_entry_leaves_its_neighbours(tmp_path: Path) -> None:
    registers_in(tmp_path)
    path = tmp_path / "contacts.yaml"
    path.write_text(path.read_text("utf-8").replace("email: li.na@firm.example", "email: [1]"), "utf-8")
    contacts = understand_registers(load_registers(Registers(contacts=path))).contacts
    assert contacts is not None
    assert contacts.model is not None
    assert set(contacts.model.people) == {"zhang.wei", "wang.fang", "zhao.lei"}
    assert {problem.key for problem in contacts.problems} == {"not_text"}


@pytest.mark.parametrize("kind", FILES)
def test_a_register_is_known_by_its_keys(kind: str, tmp_path: Path) -> None:
    registers_in(tmp_path)
    assert register_kind(load(tmp_path / f"{kind}.yaml")) == kind


@pytest.mark.parametrize("text", ["threats: {}\n", "lists: []\n", "ruled_out: {}\n", "matrix: []\n"])
def test_a_risk_file_may_hold_only_what_the_taxonomy_lacks(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    assert register_kind(load(path)) == "risks"


def test_a_scenario_that_cites_risks_is_no_risk_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("scenario: x\nrisks: [R-001]\n", "utf-8")
    assert register_kind(load(path)) is None


def test_people_become_people_of_a_plan(tmp_path: Path) -> None:
    contacts = read(tmp_path).contacts
    assert contacts is not None
    assert contacts.model is not None
    people = people_of(contacts.model)
    assert [person.id for person in people] == ["zhang.wei", "li.na", "wang.fang", "zhao.lei"]
    for spelling in ("张伟", "ZHANG WEI", "zhang.wei", "zhangwei01", "张伟（信息技术部）", "Ｚｈａｎｇ　Ｗｅｉ"):
        assert identity_of(people, spelling) == "zhang.wei"
    assert people[0].deputy == "li.na"
    assert people[0].roles == ("commander",)


def test_groups_carry_references_and_no_secrets(tmp_path: Path) -> None:
    contacts = read(tmp_path).contacts
    assert contacts is not None
    assert contacts.model is not None
    first, second = groups_of(contacts.model, tmp_path, ["it-duty", "business", "it-duty", "nobody"])
    mail, wecom = first.channels
    assert isinstance(mail, EmailChannel)
    assert mail.to == ("zhang.wei@firm.example", "li.na@firm.example")
    assert mail.password == SecretRef(source="env", name="DRILL_MAIL_PASSWORD")
    assert isinstance(wecom, HookChannel)
    assert wecom.url == SecretRef(source="env", name="DRILL_WECOM_URL")
    assert second.people == ("wang.fang", "zhao.lei")


@pytest.mark.parametrize(
    ("today", "key"),
    [("2026-09-30", None), ("2027-03-01", "long_unverified"), ("2026-08-01", "verified_in_future")],
)
def test_what_was_not_looked_at_for_long_is_a_warning(today: str, key: str | None, tmp_path: Path) -> None:
    told = list(check_freshness(read(tmp_path), date.fromisoformat(today)))
    contacts = [problem for problem in told if problem.file.endswith("contacts.yaml")]
    assert len(contacts) == (0 if key is None else 7)
    assert all(problem.key == key and problem.severity == "warning" for problem in contacts)


def test_what_nobody_ever_verified_is_a_warning(tmp_path: Path) -> None:
    registers_in(tmp_path)
    path = tmp_path / "contacts.yaml"
    path.write_text(
        path.read_text("utf-8").replace("email: zhao.lei@firm.example\n    verified: 2026-09-01", ""), "utf-8"
    )
    contacts = understand_registers(load_registers(Registers(contacts=path)))
    told: list[Problem] = list(check_freshness(contacts, date(2026, 9, 30)))
    assert [(problem.key, problem.field) for problem in told] == [("never_verified", "people.zhao.lei")]
