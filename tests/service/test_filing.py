"""What is kept of the files that a plan was made from: included scenarios and registers, but nobody's telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.registers import Registers
from service.evidence.layout import source_file
from service.filing import Sources, keep_sources
from service.place import Place
from tests.support.databases import journal_in


def written(path: Path, text: str = "x: 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def kept(folder: Path, sources: Sources) -> dict[str, str]:
    keep_sources(Place(journal=journal_in(folder), directory=folder), sources)
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "evidence").iterdir()}


def test_registers_and_included_scenarios_are_kept_and_contacts_are_not(tmp_path: Path) -> None:
    written(tmp_path / "parts/inner.yaml", "scenario: inner\n")
    written(tmp_path / "parts/db.yaml", "include: {deep: {scenario: inner.yaml}}\n")
    sources = Sources(
        scenario=written(tmp_path / "s.yaml", "include:\n  db: {scenario: parts/db.yaml}\n  odd: 7\n  none: {}\n"),
        inventory=written(tmp_path / "hosts.ini", "[db]\n"),
        bia=written(tmp_path / "bia.csv", "a,b\n"),
        registers=Registers(
            contacts=written(tmp_path / "contacts.yaml", "phone: 555-0100\n"),
            risks=written(tmp_path / "risks.yaml", "risks: {}\n"),
            calendar=Path("shanghai-stocks"),
        ),
    )
    found = kept(tmp_path / "drill", sources)
    assert set(found) == {
        "scenario.yaml",
        "inventory.ini",
        "bia.csv",
        "risks.yaml",
        "calendar.yaml",
        "include-db.yaml",
        "include-db-deep.yaml",
    }
    assert found["include-db-deep.yaml"] == "scenario: inner\n"
    assert not any("555-0100" in text for text in found.values())


@pytest.mark.parametrize("text", ["include: [1]\n", "- 1\n", "a: [\n", "include: {x: {scenario: gone.yaml}}\n"])
def test_a_scenario_that_includes_nothing_that_can_be_read_is_kept_alone(tmp_path: Path, text: str) -> None:
    inventory = tmp_path / "hosts"
    inventory.mkdir()
    sources = Sources(
        scenario=written(tmp_path / "s.yaml", text), inventory=inventory, bia=written(tmp_path / "b.yaml")
    )
    assert set(kept(tmp_path / "drill", sources)) == {"scenario.yaml", "bia.yaml"}


def test_an_inventory_of_several_files_is_not_kept_as_if_it_were_one(tmp_path: Path) -> None:
    (tmp_path / "hosts.ini").write_text("[db]\ndb-a ansible_host=127.0.0.1 ansible_user=drill\n", encoding="utf-8")
    files = {name: tmp_path / name for name in ("scenario.yaml", "inventory.yaml", "bia.yaml")}
    for path in files.values():
        path.write_text("from: hosts.ini\n", encoding="utf-8")
    scenario, inventory, bia = files.values()
    found = kept(tmp_path / "drill", Sources(scenario=scenario, inventory=inventory, bia=bia))
    assert "inventory.yaml" not in found
    assert {"scenario.yaml", "bia.yaml"} <= set(found)


def test_a_scenario_that_includes_itself_ends(tmp_path: Path) -> None:
    scenario = written(tmp_path / "s.yaml", "include: {me: {scenario: s.yaml}}\n")
    sources = Sources(scenario=scenario, inventory=scenario, bia=scenario)
    assert "include-me-me.yaml" in kept(tmp_path / "drill", sources)


def test_an_ending_that_is_not_known_becomes_the_usual_one() -> None:
    assert source_file("bia", ".xlsx") == "evidence/bia.xlsx"
    assert source_file("inventory", ".sh") == "evidence/inventory.yaml"
