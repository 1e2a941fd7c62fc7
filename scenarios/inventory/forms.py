"""Which form an inventory has, by its look: ours, OpenSSH's or Ansible's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal, TypeAlias

from scenarios.composer import compose
from scenarios.documents import LARGEST, decode, read_bytes
from scenarios.inventory.ansible import yaml_form
from scenarios.tree import Table

Form: TypeAlias = Literal["ours", "ansible_yaml", "ansible_ini", "ssh_config"]

OURS: Final = frozenset(("hosts", "secrets", "defaults", "groups", "from"))
_YAML: Final = frozenset((".yaml", ".yml", ".json"))
_SSH: Final = re.compile(r"^[ \t]*(host|match)([ \t]+|[ \t]*=[ \t]*)[^\s:=]", re.IGNORECASE | re.MULTILINE)
_NOT_ANSIBLE: Final = re.compile(r"^(hosts|secrets|defaults|from|scenario|services)[ \t]*:", re.MULTILINE)
_GROUP: Final = re.compile(r"[\s{,\"'](hosts|children|vars)[\"']?[ \t]*:")
"""Without this no group of Ansible's can be in a file; so most files are not read twice."""
_INI: Final = re.compile(r"^\[[^\],\s{}\"']+\][ \t]*(#.*)?$|^[^\s#:{}]+[ \t]+([^#\n]*[ \t])?ansible_\w+=", re.MULTILINE)


def form_of_text(path: Path, text: str) -> Form | None:
    """Return the form of a file that is not YAML, None where it may be YAML."""
    if path.suffix.lower() in _YAML:
        return None
    if path.suffix.lower() == ".ini":
        return "ansible_ini"
    if _SSH.search(text):
        return "ssh_config"
    return "ansible_ini" if _INI.search(text) else None


def form_of_tree(root: Table) -> Form:
    """Return the form of a YAML file."""
    return "ansible_yaml" if not OURS.intersection(root.entries) and yaml_form.looks_like(root) else "ours"


def is_foreign(path: Path) -> bool:
    """Return whether the file at `path` is an inventory in the form of another tool."""
    raw = read_bytes(path, LARGEST)
    text = decode(raw) if isinstance(raw, bytes) else None
    if not isinstance(text, str):
        return False
    if form_of_text(path, text) is not None:
        return True
    if _NOT_ANSIBLE.search(text) or not _GROUP.search(text):
        return False
    root, _ = compose(str(path), text)
    return root is not None and form_of_tree(root) == "ansible_yaml"
