"""Ansible's INI inventories: sections of hosts, of child groups and of variables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from scenarios.inventory.ansible.groups import Groups, Variables
from scenarios.inventory.ansible.splitting import Piece, UnclosedError, meant, pieces
from scenarios.inventory.nodes import at, word
from scenarios.problems import Mark, shown

_SECTION: Final = re.compile(r"\[(?P<name>[^:\]\s]+)(:(?P<kind>\w+))?\]\s*(#.*)?")
_KINDS: Final = frozenset(("hosts", "children", "vars"))


def read_groups(file: str, text: str) -> Groups:
    """Return what an INI inventory says; what cannot be read stands in `problems`."""
    reader = _Reader(file)
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped and stripped[0] not in "#;":
            reader.line(line, number)
    return reader.groups


@dataclass(slots=True)
class _Reader:
    file: str
    groups: Groups = field(default_factory=Groups)
    section: str = "ungrouped"
    kind: str = "hosts"

    def line(self, line: str, number: int) -> None:
        """Take one line that is no comment."""
        start = len(line) - len(line.lstrip()) + 1
        mark = Mark(line=number, column=start, file=self.file)
        if line.lstrip().startswith("[") and ("=" not in line or _SECTION.fullmatch(line.strip())):
            self._begin(line.strip(), mark)
        elif self.kind == "vars":
            self._variable(line, mark)
        elif self.kind == "children":
            self._child(line, mark)
        else:
            self._host(line, mark)

    def _begin(self, line: str, mark: Mark) -> None:
        section = _SECTION.fullmatch(line)
        if section is None or (section["kind"] or "hosts") not in _KINDS:
            self._refuse(mark, f"{shown(line)} begins no section")
            return
        self.section, self.kind = section["name"], section["kind"] or "hosts"
        group = self.groups.group(self.section)
        group.defined = group.defined or self.kind != "vars"

    def _variable(self, line: str, mark: Mark) -> None:
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            self._refuse(mark, "`name = value` is wanted below [group:vars]")
            return
        column = len(name) + 2 + len(value) - len(value.lstrip())
        place = Mark(line=mark.line, column=column, file=self.file)
        self.groups.group(self.section).variables[name.strip()] = word(meant(value.strip()), place)

    def _child(self, line: str, mark: Mark) -> None:
        found = self._pieces(line, mark)
        if len(found) > 1:
            self._refuse(mark, "one name of a group is wanted below [group:children]")
        elif found:
            self.groups.group(self.section).children[found[0].text] = mark

    def _host(self, line: str, mark: Mark) -> None:
        found = self._pieces(line, mark)
        variables: Variables = {}
        for piece in found[1:]:
            name, equals, value = piece.text.partition("=")
            place = Mark(line=mark.line, column=piece.column, file=self.file)
            if not equals:
                self._refuse(place, f"{shown(piece.text)} is not name=value")
            else:
                variables[name] = word(meant(value), place)
        if found:
            self.groups.put(self.section, found[0].text, mark, variables)

    def _pieces(self, line: str, mark: Mark) -> list[Piece]:
        try:
            return pieces(line)
        except UnclosedError as error:
            self._refuse(Mark(line=mark.line, column=error.column, file=self.file), str(error))
            return []

    def _refuse(self, mark: Mark, why: str) -> None:
        self.groups.problems.append(at(mark, self.section, "ansible_line", why=why))
