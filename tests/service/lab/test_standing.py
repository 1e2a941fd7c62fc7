"""Which stacks there are, which scenarios belong to them, and what `lab up --stack` refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.cli import run
from service.lab.spaces import HostWish
from service.lab.stacks import stacks
from service.lab.stacks.library import scenarios_of
from service.lab.standing import find_standing, missing_packages

OF_POSTGRES = {
    "credential-handover",
    "pg-backup-verify",
    "pg-disk-full",
    "pg-partition-fenced",
    "pg-partition-split-brain",
    "pg-planned-switchover",
    "pg-point-in-time",
    "pg-power-loss",
}


def test_every_stack_is_known_by_its_name_and_told_in_both_languages() -> None:
    found = stacks()
    assert "postgres" in found
    for name, stack in found.items():
        assert (stack.name, bool(stack.title.zh), bool(stack.title.en)) == (name, True, True)
        assert all(isinstance(wish, HostWish) for wish in stack.hosts)
        assert stack.needs, "a stack says of which packages it is made"


def test_scenarios_belong_to_the_stack_that_their_first_comment_names() -> None:
    assert {made.name for made in scenarios_of("postgres")} == OF_POSTGRES
    assert scenarios_of("nothing") == ()
    made = next(one for one in scenarios_of("postgres") if one.name == "pg-power-loss")
    assert {"entry", "power_off", "power_on", "power_status"} <= set(made.parameters)


def test_a_package_that_is_not_installed_is_named() -> None:
    stack = stacks()["postgres"]
    assert missing_packages(stack) == () or "postgresql-15" in missing_packages(stack)


def test_an_unknown_stack_is_refused_with_those_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lab", "up", "--stack", "nope", "--dir", str(tmp_path / "lab")]) == 4
    told = capsys.readouterr().err
    assert "nope" in told
    assert "postgres" in told
    assert not (tmp_path / "lab").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="this is about who is not root")
def test_who_is_not_root_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lab", "up", "--stack", "postgres", "--dir", str(tmp_path / "lab")]) == 4
    assert "root" in capsys.readouterr().err


def test_where_no_stack_stands_there_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_standing(tmp_path) is None
    assert run(["lab", "status", "--stack", "postgres", "--dir", str(tmp_path)]) == 4
    assert "lab up" in capsys.readouterr().err
    assert run(["lab", "down", "--stack", "postgres", "--dir", str(tmp_path)]) == 0
