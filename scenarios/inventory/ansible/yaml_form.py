"""Ansible's YAML inventories: groups as mappings of hosts, children and vars."""

from __future__ import annotations

from scenarios.inventory.ansible.groups import Groups
from scenarios.inventory.nodes import at, table_in
from scenarios.problems import Mark, shown
from scenarios.tree import Node, Scalar, Table, value_of

_PARTS = frozenset(("hosts", "children", "vars"))


def looks_like(root: Table) -> bool:
    """Return whether every entry at the top reads as a group."""
    values = list(root.entries.values())
    groups = [each for each in values if isinstance(each, Table)]
    empty = [each for each in values if isinstance(each, Scalar) and value_of(each) is None]
    known = all(_PARTS.issuperset(each.entries) for each in groups)
    return bool(groups) and len(groups) + len(empty) == len(values) and known


def read_groups(root: Table) -> Groups:
    """Return what a YAML inventory says; every place in `root` names its file."""
    groups = Groups()
    for name, node in root.entries.items():
        _group(groups, name, node, root.marks[name])
    return groups


def _group(groups: Groups, name: str, node: Node, mark: Mark) -> None:
    group = groups.group(name)
    group.defined = True
    parts = table_in(node)
    for part in parts.entries:
        if part not in _PARTS:
            groups.problems.append(at(parts.marks[part], f"{name}.{part}", "ansible_not_inventory", name=part))
    group.variables.update(table_in(parts.entries.get("vars")).entries)
    hosts = table_in(parts.entries.get("hosts"))
    for pattern, variables in hosts.entries.items():
        groups.put(name, pattern, hosts.marks[pattern], table_in(variables).entries)
    children = table_in(parts.entries.get("children"))
    for child, below in children.entries.items():
        group.children[child] = children.marks[child]
        _group(groups, child, below, children.marks[child])
    for part in ("hosts", "children", "vars"):
        _is_mapping(groups, name, part, parts.entries.get(part))
    if not isinstance(node, Table) and not (isinstance(node, Scalar) and value_of(node) is None):
        groups.problems.append(at(mark, name, "not_a_mapping", value=_shown(node)))


def _is_mapping(groups: Groups, name: str, part: str, node: Node | None) -> None:
    if node is None or isinstance(node, Table) or (isinstance(node, Scalar) and value_of(node) is None):
        return
    groups.problems.append(at(node.mark, f"{name}.{part}", "not_a_mapping", value=_shown(node)))


def _shown(node: Node) -> str:
    return shown(node.text) if isinstance(node, Scalar) else "a list"
