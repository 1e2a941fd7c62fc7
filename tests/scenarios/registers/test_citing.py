"""What a scenario cites is looked up in the registers that are given, and only in those."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.registers import Cited, Registers, RegisterSet, check_citations, load_registers, understand_registers
from scenarios.registers.citing import listed
from scenarios.registers.contacts import ContactsInput
from scenarios.registers.taxonomy import BY_ID, THREATS, ancestors
from tests.support.register_files import registers_in

KEYS = {
    "threats": "unknown_threat",
    "risks": "risk_not_registered",
    "procedures": "procedure_not_registered",
    "groups": "group_not_registered",
}
GOOD = {"threats": "database_fault", "risks": "R-001", "procedures": "P-trading-switch", "groups": "it-duty"}
MISSPELT = {"threats": "hardware_falt", "risks": "R-01", "procedures": "P-trading-swich", "groups": "it-dutty"}


def registers(folder: Path) -> RegisterSet:
    return understand_registers(load_registers(registers_in(folder)))


def told(folder: Path, kind: str, name: str, read: RegisterSet) -> list[tuple[str, str, str]]:
    """Return key, field and hint of each problem of a file whose one list cites `name`."""
    path = folder / "citing.yaml"
    path.write_text(f"{kind}: [{name}]\n", "utf-8")
    draft = understand(ContactsInput, load(path))
    cited = Cited(**{kind: ((((kind, 0)), name),)})
    problems = list(check_citations(draft, cited, read))
    return [(problem.key, f"{problem.line}:{problem.column}", dict(problem.facts)["hint"]) for problem in problems]


@pytest.mark.parametrize("kind", KEYS)
def test_what_is_registered_may_be_cited(kind: str, tmp_path: Path) -> None:
    assert told(tmp_path, kind, GOOD[kind], registers(tmp_path)) == []


@pytest.mark.parametrize("kind", KEYS)
def test_what_is_not_registered_is_told_with_its_place_and_what_was_meant(kind: str, tmp_path: Path) -> None:
    problems = told(tmp_path, kind, MISSPELT[kind], registers(tmp_path))
    meant = {**GOOD, "threats": "hardware_fault"}[kind]
    assert problems == [(KEYS[kind], f"1:{len(kind) + 4}", meant)]


def test_a_group_without_channels_cannot_be_told(tmp_path: Path) -> None:
    registers_in(tmp_path)
    path = tmp_path / "contacts.yaml"
    path.write_text(path.read_text("utf-8").replace("channels: [duty-mail, duty-wecom]", "channels: []"), "utf-8")
    read = understand_registers(load_registers(Registers(contacts=path)))
    draft = understand(ContactsInput, load(path))
    keys = [problem.key for problem in check_citations(draft, Cited(groups=((("groups",), "it-duty"),)), read)]
    assert keys == ["group_unreachable"]


@pytest.mark.parametrize("kind", ["risks", "procedures", "groups"])
def test_a_register_that_is_not_given_is_not_looked_into(kind: str, tmp_path: Path) -> None:
    assert told(tmp_path, kind, MISSPELT[kind], understand_registers(load_registers(Registers()))) == []


def test_threats_are_known_without_a_register(tmp_path: Path) -> None:
    nothing = understand_registers(load_registers(Registers()))
    assert told(tmp_path, "threats", "hardware_fault", nothing) == []
    assert told(tmp_path, "threats", "database_fault", nothing)[0][0] == "unknown_threat"


def test_places_of_a_list_count_its_broken_items(tmp_path: Path) -> None:
    path = tmp_path / "risks.yaml"
    path.write_text("lists: [JRT0251-1, [1], CSRC218-37]\nrisks: {}\n", "utf-8")
    draft = understand_registers(load_registers(Registers(risks=path))).risks
    assert draft is not None
    assert draft.model is not None
    assert listed(draft, "lists", draft.model.lists) == ((("lists", 0), "JRT0251-1"), (("lists", 2), "CSRC218-37"))


def test_the_taxonomy_is_a_forest_with_sources() -> None:
    assert len(BY_ID) == len(THREATS)
    for threat in THREATS:
        assert threat.sources
        assert threat.title.zh != threat.title.en
        assert threat.within is None or threat.within in BY_ID
    assert ancestors("virus_outbreak", None) == ("virus_outbreak", "cybersecurity_incident", "human_damage")
