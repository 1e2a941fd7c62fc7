"""`drillproof inventory show`: what counts in the end, in both languages and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config").write_text("Host db-a db-b\n  User drill\n  ProxyJump gate\nHost gate\n  User hop\n")
    (tmp_path / "hosts.yaml").write_text(
        "from: config\ndefaults: {environment: test, known_hosts: kh}\nhosts: {db-a: {environment: production}}\n"
    )
    return tmp_path


def test_every_host_is_shown_with_its_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inventory", "show", str(folder / "hosts.yaml"), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    line = next(line for line in told.splitlines() if line.startswith("db-a"))
    assert "drill@db-a:22" in line
    assert "gate" in line
    assert "production" in line


def test_what_is_not_stated_is_shown_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inventory", "show", str(folder / "config"), "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert "未写明" in told.out
    assert "config:1:6" in told.err


def test_programs_get_hosts_groups_and_problems(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "config").write_text("Host db-a\n  User drill\n  Prot 22\n")
    assert run(["inventory", "show", str(folder / "hosts.yaml"), "--json"]) == 4
    body = json.loads(capsys.readouterr().out)
    assert [host["name"] for host in body["hosts"]] == ["db-a"]
    assert [problem["key"] for problem in body["problems"]] == ["ssh_unknown_keyword"]


def test_a_file_that_is_not_there_is_a_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inventory", "show", str(folder / "nowhere.yaml"), "--lang", "en"]) == 4
    assert "there is no such file" in capsys.readouterr().err
