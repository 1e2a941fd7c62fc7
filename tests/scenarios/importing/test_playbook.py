"""What an Ansible playbook becomes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from scenarios.importing import Wishes, import_playbook, load_playbook
from scenarios.loader import validate_files
from scenarios.plan import Phase
from tests.support.mutations import MUTATED, are_told_well, spoiled_bytes
from tests.support.script_sheets import EXAMPLES, data, steps

FAILOVER = EXAMPLES / "failover.yml"
WISHES = Wishes(services=("q",), environments=("test",), form="live", probes=("tcp:127.0.0.1:80",), all_in=Phase.INJECT)


def test_it_is_looked_at_first_and_then_played() -> None:
    by_name = steps(import_playbook(load_playbook(FAILOVER), WISHES, inventory="hosts.ini", tags=("promote",)))
    assert (by_name["brought-back"]["phase"], "manual" in by_name.pop("brought-back")) == ("restore", True)
    played = {"playbook": "failover.yml", "inventory": "hosts.ini", "tags": ["promote"]}
    assert [(step["phase"], step["run"], step["on"]) for step in by_name.values()] == [
        ("prepare", {**played, "check": True}, "controller"),
        ("inject", played, "controller"),
    ]


def test_each_play_can_be_a_step_by_its_own_tag() -> None:
    found = import_playbook(load_playbook(FAILOVER), WISHES, each=True)
    by_name = steps(found)
    assert list(by_name) == ["stop-primary-check", "promote-check", "stop-primary", "promote", "brought-back"]
    assert by_name["promote"]["title"] == "提升备库"
    assert "# 提升备库 (hosts: standby)" in (found.scenario or "")


def test_what_is_imported_is_valid_beside_its_playbook(tmp_path: Path) -> None:
    shutil.copy(FAILOVER, tmp_path)
    scenario = tmp_path / "scenario.yaml"
    for each in (False, True):
        found = import_playbook(load_playbook(FAILOVER), WISHES, each=each)
        scenario.write_text(found.scenario or "", encoding="utf-8")
        assert {problem.key for problem in validate_files([scenario])} == {"unguarded_interruption"}


def test_a_play_without_a_tag_of_its_own_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "site.yml"
    path.write_text("- {name: a, hosts: x, tags: [t]}\n- {name: b, hosts: y, tags: t}\n", encoding="utf-8")
    found = import_playbook(load_playbook(path), WISHES, each=True)
    assert found.scenario is None
    assert [(problem.line, problem.key) for problem in found.problems] == [
        (1, "playbook_no_own_tag"),
        (2, "playbook_no_own_tag"),
    ]


def test_a_list_that_holds_no_plays_is_no_playbook(tmp_path: Path) -> None:
    path = tmp_path / "tasks.yml"
    path.write_text("- hosts: x\n- name: only tasks\n  tasks: []\n", encoding="utf-8")
    (problem,) = import_playbook(load_playbook(path), WISHES).problems
    assert (problem.line, problem.key) == (2, "playbook_not_one")


@pytest.mark.parametrize("text", ["", "a: b\n", "[]\n", "- x\n", "- {name: a}\n", "- hosts: x\n- [y]\n"])
def test_what_is_no_playbook_is_told_of(text: str, tmp_path: Path) -> None:
    path = tmp_path / "site.yml"
    path.write_text(text, encoding="utf-8")
    found = import_playbook(load_playbook(path), WISHES)
    assert found.scenario is None
    assert found.problems
    are_told_well(found.problems, [path])


@MUTATED
@given(spoiled=spoiled_bytes(FAILOVER.read_text("utf-8")))
def test_a_spoiled_playbook_is_imported_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "site.yml"
    path.write_bytes(spoiled)
    for each in (False, True):
        found = import_playbook(load_playbook(path), replace(WISHES, lang="en"), each=each)
        are_told_well(found.problems, [path])
        assert found.scenario is not None or found.problems
        if found.scenario is not None:
            data(found)
