"""Groups of hosts that hold groups, and which variable of which group counts for a host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scenarios.inventory.ansible.ranges import MOST, NoRangeError, TooManyHostsError, name_and_port, names_of
from scenarios.inventory.nodes import at, plain, text_in
from scenarios.problems import Mark, Problem, shown
from scenarios.tree import Node

Variables: TypeAlias = dict[str, Node]


@dataclass(slots=True, kw_only=True)
class Group:
    """A group as it was written; `children` with the places where they stand."""

    name: str
    hosts: list[str] = field(default_factory=list[str])
    children: dict[str, Mark] = field(default_factory=dict[str, Mark])
    variables: Variables = field(default_factory=dict[str, Node])
    defined: bool = False

    @property
    def priority(self) -> int:
        """Return ansible_group_priority, 1 where it is not said."""
        text = text_in(self.variables.get("ansible_group_priority")) or ""
        return int(text) if text.isdecimal() and text.isascii() else 1


@dataclass(slots=True, kw_only=True)
class Groups:
    """All groups and hosts of an inventory, in the order of the file."""

    groups: dict[str, Group] = field(default_factory=dict[str, Group])
    hosts: dict[str, Variables] = field(default_factory=dict[str, Variables])
    marks: dict[str, Mark] = field(default_factory=dict[str, Mark])
    problems: list[Problem] = field(default_factory=list[Problem])

    def group(self, name: str) -> Group:
        """Return the group of that name, made where there is none."""
        return self.groups.setdefault(name, Group(name=name))

    def put(self, group: str, pattern: str, mark: Mark, variables: Mapping[str, Node]) -> None:
        """Put every host that a pattern (`web[01:10]:2222`) stands for into a group.

        As with Ansible, the port behind a name counts only where the host stands for the first time.
        """
        name, port = name_and_port(pattern)
        first = {"ansible_port": plain(port, mark), **variables} if port else variables
        try:
            for each in names_of(name):
                self._add(group, each, mark, variables if each in self.hosts else first)
        except NoRangeError:
            self.problems.append(at(mark, group, "ansible_range", value=shown(name)))
        except TooManyHostsError:
            self.problems.append(at(mark, group, "ansible_too_many", most=str(MOST)))

    def _add(self, group: str, host: str, mark: Mark, variables: Mapping[str, Node]) -> None:
        members = self.group(group).hosts
        if host not in self.hosts:
            self.hosts[host], self.marks[host] = {}, mark
            members.append(host)
        elif host not in members:
            members.append(host)
        self.hosts[host].update(variables)


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which groups each host is in, the outermost first; groups as deep as each other by priority, then by name."""

    order: Mapping[str, tuple[str, ...]]

    def of(self, host: str) -> tuple[str, ...]:
        """Return the groups of a host, `all` first; what a later one says counts more."""
        return self.order.get(host, ("all",))


def ranked(groups: Groups) -> Ranks:
    """Return the ranks; groups that hold each other, or that nobody defines, are told and left out."""
    parents = _parents(groups)
    depths: dict[str, int] = {"all": 0}
    for name in groups.groups:
        _depth(name, parents, depths, (), groups)
    order: dict[str, tuple[str, ...]] = {}
    above = {name: frozenset(_above(name, parents)) for name in groups.groups}
    memberships: dict[str, set[str]] = {}
    for name, group in groups.groups.items():
        for host in group.hosts:
            memberships.setdefault(host, {"all"}).update(above[name])
    for host, names in memberships.items():
        key = {name: (depths.get(name, 1), groups.group(name).priority, name) for name in names}
        order[host] = tuple(sorted(names, key=lambda name: (name != "all", key[name])))
    return Ranks(order)


def members(groups: Groups, ranks: Ranks) -> dict[str, tuple[str, ...]]:
    """Return the hosts of each group, those of the groups inside it included."""
    found: dict[str, list[str]] = {name: [] for name in groups.groups if name != "ungrouped"}
    for host in groups.hosts:
        for name in ranks.of(host):
            found.setdefault(name, []).append(host)
    return {name: tuple(hosts) for name, hosts in found.items() if hosts}


def _parents(groups: Groups) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {name: [] for name in groups.groups}
    for name, group in list(groups.groups.items()):
        for child, mark in group.children.items():
            if child not in groups.groups or not groups.groups[child].defined:
                groups.problems.append(at(mark, name, "ansible_unknown_group", name=child))
            elif child != "all":
                parents[child].append(name)
    return parents


def _depth(
    name: str, parents: Mapping[str, list[str]], depths: dict[str, int], passed: tuple[str, ...], groups: Groups
) -> int:
    if name in passed:
        cycle = " > ".join([*passed[passed.index(name) :], name])
        mark = groups.groups[name].children[passed[-1]]
        groups.problems.append(at(mark, name, "ansible_group_cycle", cycle=cycle))
        depths[name] = 1
    if name not in depths:
        below = [_depth(each, parents, depths, (*passed, name), groups) for each in list(parents.get(name, []))]
        depths.setdefault(name, 1 + max(below, default=0))
    return depths[name]


def _above(name: str, parents: Mapping[str, list[str]]) -> Iterator[str]:
    seen: set[str] = set()
    left = [name]
    while left:
        here = left.pop()
        if here not in seen:
            seen.add(here)
            yield here
            left += parents.get(here, [])
