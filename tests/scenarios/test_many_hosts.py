"""Ten thousand hosts are no more work each than two: what is looked up for one is not looked for in all the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scenarios.draft import Draft
from tests.support.drill_files import DrillFiles

MANY = 400


class Told(str):
    """A name that counts how often another was held against it."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Told.compared += 1
        return super().__eq__(other)

    __hash__ = str.__hash__


def crowded(files: DrillFiles, written: str = "host") -> DrillFiles:
    """Let a role have many hosts, which the inventory has as `host-0` and so on."""
    like = "address: 127.0.0.20, user: drill, environment: test, known_hosts: known_hosts, key: keys/drill"
    more = "".join(f"  host-{number}: {{{like}, port: {3000 + number}}}\n" for number in range(MANY))
    files.replace("inventory", "secrets:\n", f"{more}secrets:\n")
    names = ", ".join(f"{written}-{number}" for number in range(MANY))
    files.replace("scenario", "standby: db-b", f"standby: db-b, crowd: [{names}]")
    return files


def test_the_hosts_of_a_role_are_found_by_their_names(files: DrillFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    names: Callable[[Draft[Any], str], tuple[str, ...]] = Draft[Any].names

    def counted(draft: Draft[Any], section: str) -> tuple[str, ...]:
        return tuple(map(Told, names(draft, section)))

    monkeypatch.setattr(Draft, "names", counted)
    Told.compared = 0
    wrong = {problem.key for problem in crowded(files).problems() if problem.severity == "error"}
    assert "host_not_in_inventory" not in wrong
    assert Told.compared < 10 * MANY


def test_a_whole_wrong_inventory_is_told_and_only_the_first_have_a_near_name(files: DrillFiles) -> None:
    problems = [one for one in crowded(files, "hast").problems() if one.key == "host_not_in_inventory"]
    assert len(problems) == MANY
    hints = ["did you mean" in str(problem) for problem in problems]
    assert hints == [True] * 20 + [False] * (MANY - 20)
