"""An Ansible inventory as hosts of ours: which of its variables say how a host is entered."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scenarios.inventory.ansible import ini, yaml_form
from scenarios.inventory.ansible.arguments import StrangeOptionError, Told, arguments_of
from scenarios.inventory.ansible.groups import Groups, Ranks, Variables, members, ranked
from scenarios.inventory.ansible.variables import VAULT, VariableFiles, problems_that_matter
from scenarios.inventory.home import usual_way
from scenarios.inventory.nodes import Source, at, listing, located_table, plain, table, text_in, word
from scenarios.inventory.openssh.jumps import Hop
from scenarios.problems import Mark, Problem, shown
from scenarios.tree import Node, Scalar, Table

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "address": ("ansible_ssh_host", "ansible_host"),
    "port": ("ansible_ssh_port", "ansible_port"),
    "user": ("ansible_ssh_user", "ansible_user"),
    "key": ("ansible_private_key_file", "ansible_ssh_private_key_file"),
    "password": ("ansible_ssh_pass", "ansible_ssh_password", "ansible_password"),
    "become_user": ("ansible_become_user", "drillproof_become_user"),
    "connection": ("ansible_connection",),
    "become_method": ("ansible_become_method",),
    "shell": ("ansible_shell_type", "drillproof_shell"),
    "jump": ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"),
    **{
        name: (f"drillproof_{name}",)
        for name in ("environment", "site", "owner", "known_hosts", "certificate", "state_dir", "agent")
    },
}
"""Our fields and the variables that say them, the last of which counts."""
_PATHS: Final = frozenset(("key", "known_hosts", "certificate"))
_TYPED: Final = frozenset(("port", "agent"))
_SSH: Final = frozenset(("ssh", "smart", "paramiko", "paramiko_ssh", "libssh"))
_SHELLS: Final = {"powershell": "powershell", "cmd": "powershell"}


def read_ini(path: Path, called: str, text: str) -> Source:
    """Return the hosts of the INI inventory at `path`; nothing is raised."""
    return _source(ini.read_groups(called, text), path, called)


def read_yaml(path: Path, called: str, root: Table, problems: tuple[Problem, ...]) -> Source:
    """Return the hosts of the YAML inventory at `path` with the problems of its form that matter."""
    groups = yaml_form.read_groups(located_table(root, called))
    groups.problems += problems_that_matter(problems)
    return _source(groups, path, called)


def _source(groups: Groups, path: Path, called: str) -> Source:
    ranks = ranked(groups)
    files = VariableFiles(path.absolute().parent, called)
    reader = _Hosts(groups, path.absolute().parent, called)
    tables = {name: reader.table(name, variables_of(name, groups, ranks, files)) for name in groups.hosts}
    return Source(
        hosts=tables,
        groups=members(groups, ranks),
        problems=(*groups.problems, *files.problems),
        doubts=reader.doubts,
        usual=usual_way(),
        digests=tuple(files.digests),
    )


def variables_of(host: str, groups: Groups, ranks: Ranks, files: VariableFiles) -> Variables:
    """Return every variable of a host with the value that counts, in Ansible's order of precedence."""
    order = ranks.of(host)
    told: Variables = {}
    for name in order:
        told.update(groups.groups[name].variables if name in groups.groups else {})
    for name in order:
        told.update(files.of("group_vars", name))
    told.update(groups.hosts[host])
    told.update(files.of("host_vars", host))
    return told


@dataclass(slots=True)
class _Hosts:
    groups: Groups
    folder: Path
    called: str
    doubts: dict[tuple[str, str], Problem] = field(default_factory=dict[tuple[str, str], Problem])

    def table(self, name: str, variables: Mapping[str, Node]) -> Table:
        """Return our fields of a host."""
        mark = self.groups.marks[name]
        told = self._arguments(name, variables)
        entries: dict[str, Node] = {
            "address": word(name, mark),
            **self._from_arguments(told, variables, mark),
        }
        for field_, names in _NAMES.items():
            node = self._value(name, field_, names, variables)
            if node is not None and field_ != "jump":
                entries[field_] = node
        self._refuse(name, entries)
        self._mend(entries)
        if told is not None and told.hops:
            entries["jump"] = listing((self._hop(hop, entries, mark) for hop in told.hops), mark)
        return table(entries, mark)

    def _value(self, host: str, field_: str, names: tuple[str, ...], variables: Mapping[str, Node]) -> Node | None:
        """Return the value of a field; what cannot be read without Ansible is a doubt."""
        name = next((each for each in reversed(names) if text_in(variables.get(each)) is not None), None)
        node = None if name is None else variables[name]
        if name is None or not isinstance(node, Scalar):
            return None
        text = node.text.strip()
        if text.startswith(VAULT):
            return self._doubt(host, field_, node.mark, "ansible_vault", name)
        if "{{" in text or "{%" in text:
            return self._doubt(host, field_, node.mark, "ansible_template", name)
        if field_ == "password":
            return self._doubt(host, field_, node.mark, "ansible_password", name)
        if field_ in _PATHS:
            return word(self._path(text), node.mark)
        return plain(text, node.mark) if field_ in _TYPED else word(text, node.mark)

    def _doubt(self, host: str, field_: str, mark: Mark, key: str, name: str) -> None:
        facts = {"host": host, "name": name, "source": self.called}
        self.doubts[host, field_] = at(mark, f"hosts.{host}.{field_}", key, **facts)

    def _refuse(self, host: str, entries: dict[str, Node]) -> None:
        """Take out what says how Ansible itself works; doubt the ways that are not ours."""
        connection, become = entries.pop("connection", None), entries.pop("become_method", None)
        for node, known, key in (
            (connection, _SSH, "ansible_connection"),
            (become, {"sudo"}, "ansible_become"),
        ):
            text = (text_in(node) or "").rpartition(".")[2]
            if node is not None and text not in known:
                facts = {"host": host, "value": shown(text)}
                self.doubts[host, key] = at(node.mark, f"hosts.{host}", key, **facts)

    def _mend(self, entries: dict[str, Node]) -> None:
        shell = entries.get("shell")
        if shell is not None:
            entries["shell"] = word(_SHELLS.get(text_in(shell) or "", "sh"), shell.mark)

    def _arguments(self, host: str, variables: Mapping[str, Node]) -> Told | None:
        """Return what all arguments say together; those named first count."""
        given = (variables.get(name) for name in _NAMES["jump"])
        nodes = [node for node in given if isinstance(node, Scalar) and text_in(node) is not None]
        texts = [node.text for node in nodes]
        if not texts or any("{{" in text or "{%" in text for text in texts):
            return None
        try:
            return arguments_of(" ".join(texts))
        except StrangeOptionError as error:
            facts = {"value": shown(str(error))}
            self.doubts[host, "jump"] = at(nodes[0].mark, f"hosts.{host}.jump", "ansible_ssh_option", **facts)
            return None

    def _from_arguments(self, told: Told | None, variables: Mapping[str, Node], mark: Mark) -> dict[str, Node]:
        settings = {} if told is None else told.settings
        found = {"identityfile": "key", "certificatefile": "certificate", "userknownhostsfile": "known_hosts"}
        place = next((node.mark for name in _NAMES["jump"] if (node := variables.get(name)) is not None), mark)
        entries: dict[str, Node] = {
            ours: word(self._path(settings[theirs].split()[0]), place)
            for theirs, ours in found.items()
            if settings.get(theirs, "").split()
        }
        if "user" in settings:
            entries["user"] = word(settings["user"], place)
        if "port" in settings:
            entries["port"] = plain(settings["port"], place)
        if settings.get("identitiesonly", "").lower() == "yes" or settings.get("identityagent", "").lower() == "none":
            entries["agent"] = plain("false", place)
        return entries

    def _hop(self, hop: Hop, host: Mapping[str, Node], mark: Mark) -> Node:
        """A host of the inventory by its name; of any other only what is written is known."""
        if hop.host in self.groups.hosts and hop.user is None and hop.port is None:
            return word(hop.host, mark)
        entries: dict[str, Node] = {"name": word(hop.host, mark), "address": word(hop.host, mark)}
        if hop.key is not None:
            entries["key"] = word(self._path(hop.key), mark)
        if hop.user is not None or "user" in host:
            entries["user"] = host["user"] if hop.user is None else word(hop.user, mark)
        if hop.port is not None:
            entries["port"] = plain(hop.port, mark)
        return table(entries, mark)

    def _path(self, text: str) -> str:
        return os.path.normpath(self.folder / os.path.expanduser(text))  # noqa: PTH111  Path.expanduser raises
