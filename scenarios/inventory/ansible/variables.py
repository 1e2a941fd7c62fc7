"""The files group_vars and host_vars beside an inventory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scenarios.composer import compose
from scenarios.documents import LARGEST, decode, read_bytes
from scenarios.inventory.ansible.groups import Variables
from scenarios.inventory.nodes import at, located_table
from scenarios.problems import Mark, Problem

VAULT: Final = "$ANSIBLE_VAULT;"
_ENDINGS: Final = ("", ".yml", ".yaml", ".json")
_MOST_FILES: Final = 2_000


@dataclass(slots=True)
class VariableFiles:
    """Reads the variables of groups and hosts in `folder`, each file once."""

    folder: Path
    called: str
    problems: list[Problem] = field(default_factory=list[Problem])
    digests: list[str] = field(default_factory=list[str])
    _read: dict[tuple[str, str], Variables] = field(default_factory=dict[tuple[str, str], Variables])

    def of(self, kind: str, name: str) -> Variables:
        """Return what `group_vars/name` or `host_vars/name` says, nothing where there is none."""
        if (kind, name) not in self._read:
            found: Variables = {}
            for path in _files(self.folder / kind, name):
                found.update(self._file(path))
            self._read[kind, name] = found
        return self._read[kind, name]

    def _file(self, path: Path) -> Variables:
        called = str(Path(self.called).parent / path.relative_to(self.folder))
        start = Mark(file=called)
        raw = read_bytes(path, LARGEST)
        text = decode(raw) if isinstance(raw, bytes) else None
        if not isinstance(raw, bytes) or not isinstance(text, str) or len(self.digests) >= _MOST_FILES:
            self.problems.append(at(start, "", "foreign_unreadable", source=called))
            return {}
        self.digests.append(hashlib.sha256(raw).hexdigest())
        if text.startswith(VAULT):
            self.problems.append(at(start, "", "ansible_vault_file", source=called))
            return {}
        root, problems = compose(called, text)
        self.problems += problems_that_matter(problems)
        return {} if root is None else located_table(root, called).entries


def problems_that_matter(problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Yield the problems of form without tags, which Ansible gives a meaning (`!vault`), and empty files."""
    yield from (problem for problem in problems if problem.key not in {"tag", "empty_file"})


def _files(folder: Path, name: str) -> list[Path]:
    if "/" in name or name in {".", ".."} or "\0" in name:
        return []
    for ending in _ENDINGS:
        path = folder / f"{name}{ending}"
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            return [each for each in inside if each.suffix in _ENDINGS and not each.name.startswith(".")]
        if path.is_file():
            return [path]
    return []
