"""The library's tabletop and simulated drills, held to their end with people who answer, and mail that arrives."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pytest

from measurements.report import Report
from tests.support.ports import free_port
from tests.support.proved import proved, shipped
from tests.support.rehearsing import rehearsal
from tests.support.sshd import serve
from tests.support.tables import Firm, firm, held

TABLETOP: Final = [one.name for one in shipped() if one.data["form"] == "tabletop"]
SIMULATED: Final = [one.name for one in shipped() if one.data["form"] == "simulated" and not one.stack]
EARLY: Final = ("key-person-absence",)
"""Held in `make test` as well."""


def late(names: Sequence[str]) -> list[object]:
    """Return the parameters of a test; what is not early is left to `make lab-test`."""
    return [name if name in EARLY else pytest.param(name, marks=pytest.mark.stack) for name in names]


def seems_whole(report: Report, office: Firm) -> None:
    """Every step was done by somebody of the right role, confirmed by somebody else, and every notice arrived."""
    assert (report.completed, report.restored) == (True, True), report.findings
    serious = [finding for finding in report.findings if finding.severity == "serious"]
    assert serious == []
    assert report.manuals
    for act in report.manuals:
        assert (act.outcome, act.waived) == ("ok", False), act
        assert (act.confirm_role is None) == (act.confirmed_by is None)
        assert act.done_by != act.confirmed_by
    assert all(gate.counted for gate in report.gates)
    assert [notice.outcome for notice in report.notices] == ["ok"] * len(report.notices)
    assert len(office.letters.subjects) == len(report.notices)


@pytest.mark.slow
@pytest.mark.parametrize("name", late(TABLETOP))
async def test_a_tabletop_drill_is_held_to_its_end(name: str, tmp_path: Path) -> None:
    async with firm(tmp_path) as office:
        report = await held(name, tmp_path / "out", office.registers)
        seems_whole(report, office)
    assert report.drill.form == "tabletop"
    assert all(one.rto.lower_s is None for one in report.services)
    proved(name, "table", {}, tmp_path / "out" / "report.json")


@pytest.mark.slow
async def test_who_is_absent_is_stood_in_for_and_the_report_says_by_whom(tmp_path: Path) -> None:
    async with firm(tmp_path) as office:
        absent = frozenset({"zhang.wei", "chen.gang"})
        report = await held("key-person-absence", tmp_path / "out", office.registers, absent=absent)
    (gate,) = report.gates
    assert (gate.person, gate.counted) == ("李敏", True)
    by = {act.step: act.done_by for act in report.manuals}
    assert by["assumed"] == by["by_the_manual"] == "liu.yang"


@pytest.mark.slow
@pytest.mark.lab
@pytest.mark.stack
@pytest.mark.parametrize("name", SIMULATED)
async def test_a_simulated_drill_is_held_on_a_rehearsal_host(name: str, tmp_path: Path) -> None:
    port, place = free_port(), tmp_path / "stand-in"
    known = {"url": f"http://127.0.0.1:{port}/", "port": str(port), "place": str(place), "pid_file": f"{place}/pid"}
    if name == "application-rollback":
        del known["pid_file"]
    async with serve(tmp_path / "sshd") as sshd, firm(tmp_path) as office:
        inventory = rehearsal(tmp_path, sshd)
        report = await held(name, tmp_path / "out", office.registers, inventory=inventory, parameters=known)
        seems_whole(report, office)
    assert not place.exists()
    (figure,) = (one.rto for one in report.services)
    assert figure.verdict == "met"
    assert figure.lower_s is not None
    proved(name, "stand-in", {"asyncssh": version("asyncssh")}, tmp_path / "out" / "report.json")
