"""The script that plays a playbook: what the scenario says reaches it as arguments, whatever it holds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scenarios.scripts import PLAY, environment_of
from scenarios.steps import Playbook

HOSTILE = ["$(touch hit)", "`touch hit`", "'; touch hit; '", '"; touch hit; "', "-e @/etc/passwd", "a b\nc", "*"]


def play(folder: Path, playbook: Playbook, digest: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a stand-in that prints its arguments, one a line, between brackets."""
    tool = folder / "bin" / "ansible-playbook"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text('#!/bin/sh\nfor each; do printf "[%s]\\n" "$each"; done\n', encoding="utf-8")
    tool.chmod(0o755)
    env = {
        **environment_of(playbook, folder, {playbook.playbook: digest}),
        "PATH": f"{tool.parent}:{os.environ['PATH']}",
    }
    return subprocess.run(["sh", "-c", PLAY], env=env, cwd=folder, capture_output=True, text=True, check=False)


def digest_of(path: Path) -> str:
    return subprocess.run(["sha256sum", str(path)], capture_output=True, text=True, check=True).stdout.split()[0]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_one_argument(value: str, tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text("[]\n", encoding="utf-8")
    playbook = Playbook.model_validate(
        {"playbook": "site.yml", "inventory": "hosts.ini", "variables": {"v": value}, "limit": value}, context={}
    )
    answer = play(tmp_path, playbook, digest_of(tmp_path / "site.yml"))
    assert answer.returncode == 0, answer.stderr
    assert f"[--limit={value}]\n" in answer.stdout
    assert f"[--inventory={tmp_path}/hosts.ini]\n" in answer.stdout
    assert answer.stdout.endswith(f"[--]\n[{tmp_path}/site.yml]\n")
    assert not (tmp_path / "hit").exists()


def test_a_playbook_that_changed_since_the_plan_is_not_played(tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text("[]\n", encoding="utf-8")
    playbook = Playbook.model_validate({"playbook": "site.yml", "check": True}, context={})
    digest = digest_of(tmp_path / "site.yml")
    assert "[--check]" in play(tmp_path, playbook, digest).stdout
    (tmp_path / "site.yml").write_text("[{}]\n", encoding="utf-8")
    answer = play(tmp_path, playbook, digest)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "not the one that was planned" in answer.stderr
