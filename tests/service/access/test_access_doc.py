"""docs/access.md: its policy is one, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from service.access import Role
from service.cli.app import COMMANDS
from service.policy import default_policy, read_policy

DOC: Final = (Path(__file__).parents[3] / "docs" / "access.md").read_text(encoding="utf-8")


def test_the_policy_that_is_shown_is_understood(tmp_path: Path) -> None:
    shown = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)
    assert len(shown) == 1
    (tmp_path / "policy.yaml").write_text(shown[0], encoding="utf-8")
    access = read_policy(tmp_path / "policy.yaml").access
    assert access.oidc is not None
    assert [one.role for one in access.oidc.roles] == [Role.OPERATOR, Role.APPROVER, Role.ADMIN]
    assert access.limits == default_policy().access.limits
    assert set(access.model_dump()) == set(re.findall(r"^  (\w+):", shown[0], re.MULTILINE))


def test_the_commands_that_are_shown_exist() -> None:
    assert set(re.findall(r"drillproof (\w+)", DOC)) <= COMMANDS.keys()
