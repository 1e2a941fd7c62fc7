"""The layers of an inventory: a host's own entry over its groups' over another tool's file over the defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from scenarios.documents import Document
from scenarios.draft import understand
from scenarios.inventory.nodes import Source, laid_over, listing, plain, table, table_in, text_in, word
from scenarios.inventory.written import PartInput, WrittenInput
from scenarios.problems import START, Mark, Problem, found
from scenarios.suggest import nearest
from scenarios.tree import Listing, Node, Table

_STOCK: Final = {
    "address": "unreadable",
    "user": "unreadable",
    "known_hosts": "unreadable",
    "environment": "unreadable",
}
"""What stands in for a default that is wrong, so that not every host is told to lack it."""
_WAY: Final = ("user", "known_hosts", "key", "certificate", "password", "agent", "authority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Another tool's file; `stands_alone` where nothing of ours was written around it."""

    file: str
    source: Source
    mark: Mark = START
    only: Mapping[str, Mark] | None = None
    stands_alone: bool = False

    def chosen(self) -> tuple[str, ...]:
        """Return the hosts that are taken from it."""
        if self.only is None:
            return tuple(self.source.hosts)
        wanted = {host for name in self.only for host in self.source.groups.get(name, (name,))}
        return tuple(name for name in self.source.hosts if name in wanted)

    def hosts(self) -> dict[str, Table]:
        """Return what it says about each of them."""
        return {name: self.source.hosts[name] for name in self.chosen()}


@dataclass(slots=True, kw_only=True)
class Layers:
    """Puts the layers of one inventory together; `problems` are what that brings to light."""

    document: Document
    root: Table
    origin: Origin | None
    problems: list[Problem] = field(default_factory=list[Problem])

    def merged(self) -> Table:
        """Return hosts, groups and secrets without defaults and `from`, as InventoryInput wants them."""
        if self.root.entries:
            own = understand(WrittenInput, replace(self.document, problems=()))
            self.problems += own.problems
        groups = self._groups()
        entries: dict[str, Node] = {"hosts": self._hosts(groups)}
        if groups:
            entries["groups"] = table(
                {name: listing(each, each[0].mark) for name, each in groups.items() if each}, START
            )
        if "secrets" in self.root.entries:
            entries["secrets"] = self.root.entries["secrets"]
        if self.origin is not None:
            self._take_problems(self.origin, table_in(entries["hosts"]))
        return table(entries, self.root.mark, self.root.marks)

    def _hosts(self, groups: Mapping[str, list[Node]]) -> Table:
        defaults = self._sound(table_in(self.root.entries.get("defaults")))
        written = self.root.entries.get("hosts")
        own = table_in(written)
        if written is not None and not isinstance(written, Table):
            return own
        source = dict[str, Table]() if self.origin is None else self.origin.hosts()
        common = self._common(groups, own)
        hosts: dict[str, Node] = {}
        marks: dict[str, Mark] = {}
        for name in dict.fromkeys((*source, *own.entries)):
            marks[name] = own.marks.get(name) or source[name].mark
            entry = own.entries.get(name)
            if entry is not None and not isinstance(entry, Table):
                hosts[name] = entry
                continue
            self._is_known(name, entry, source, marks[name])
            nothing = table({}, marks[name])
            low = laid_over(source.get(name, nothing), laid_over(defaults, self._usual(name in source, marks[name])))
            high = laid_over(entry or nothing, common.get(name, nothing))
            hosts[name] = self._completed(name, _with_ways(replace(laid_over(high, low), mark=marks[name]), source))
        self._check_jumps(hosts)
        return table(hosts, own.mark, marks)

    def _groups(self) -> dict[str, list[Node]]:
        """Return the members of every group as nodes where they were written."""
        source = dict[str, tuple[str, ...]]() if self.origin is None else self.origin.source.groups
        chosen = set[str]() if self.origin is None else set(self.origin.chosen())
        mark = START if self.origin is None else self.origin.mark
        groups: dict[str, list[Node]] = {
            name: [word(host, mark) for host in hosts if host in chosen] for name, hosts in source.items()
        }
        written = table_in(self.root.entries.get("groups"))
        for name, node in written.entries.items():
            listed = node if isinstance(node, Listing) else table_in(node).entries.get("hosts")
            if isinstance(listed, Listing):
                groups[name] = list(listed.items)
            elif name not in source and isinstance(node, Table):
                facts = {"name": name, "hint": nearest(name, list(source)), "known": ", ".join(source) or "-"}
                self._tell(written.marks[name], f"groups.{name}", "group_unknown", source=self._origin_file, **facts)
        return groups

    def _common(self, groups: Mapping[str, list[Node]], own: Table) -> dict[str, Table]:
        """Return what the groups of each host say about it."""
        common: dict[str, Table] = {}
        said: dict[tuple[str, str], str] = {}
        written = table_in(self.root.entries.get("groups"))
        for name, node in written.entries.items():
            settings = self._sound(_without(table_in(node), "hosts"))
            for member in groups.get(name, []) if settings.entries else []:
                host = text_in(member) or ""
                before = common.get(host, table({}, settings.mark))
                for key in settings.entries.keys() & before.entries.keys():
                    same = text_in(settings.entries[key]) == text_in(before.entries[key])
                    if not same and key not in table_in(own.entries.get(host)).entries:
                        facts = {"one": said[host, key], "other": name, "entry": key, "name": host}
                        self._tell(settings.marks[key], f"groups.{name}.{key}", "group_conflict", **facts)
                said.update({(host, key): name for key in settings.entries})
                common[host] = laid_over(settings, before)
        self._check_members(groups, written, own)
        return common

    def _check_members(self, groups: Mapping[str, list[Node]], written: Table, own: Table) -> None:
        known = {*own.entries, *(() if self.origin is None else self.origin.source.hosts)}
        for name in written.entries:
            for member in groups.get(name, []):
                host = text_in(member)
                if host is not None and host not in known:
                    facts = {"name": host, "hint": nearest(host, sorted(known))}
                    self._tell(member.mark, f"groups.{name}", "group_unknown_host", **facts)

    def _usual(self, from_source: bool, mark: Mark) -> Table:  # noqa: FBT001  of one host
        usual = self.origin.source.usual if self.origin is not None and from_source else dict[str, str]()
        return table({key: plain(text, mark) for key, text in usual.items()}, mark)

    def _is_known(self, name: str, entry: Table | None, source: Mapping[str, Table], mark: Mark) -> None:
        """A host beside `from` is one of that file, or says where it is."""
        if self.origin is None or name in source or (entry is not None and "address" in entry.entries):
            return
        facts = {"name": name, "hint": nearest(name, list(source)), "source": self.origin.file}
        self._tell(mark, f"hosts.{name}", "from_unknown_host", **facts)

    def _completed(self, name: str, host: Table) -> Table:
        """Tell what every host needs and this one lacks."""
        if "environment" not in host.entries:
            if self.origin is None or name not in self.origin.source.hosts:
                facts = {"name": "environment", "example": "test"}
                self._tell(host.mark, f"hosts.{name}.environment", "missing", **facts)
            else:
                self._tell(host.mark, f"hosts.{name}", "environment_not_stated", name=name, where=self._where(name))
        if "user" not in host.entries and self.origin is not None and name in self.origin.source.hosts:
            where = self._where(name, "user: drill")
            self._tell(host.mark, f"hosts.{name}.user", "foreign_no_user", name=name, where=where)
            return laid_over(host, table({"user": word("unreadable", host.mark)}, host.mark))
        return host

    def _where(self, name: str, setting: str = "environment: test") -> str:
        entry = f"hosts: {{{name}: {{{setting}}}}}"
        alone = self.origin is not None and self.origin.stands_alone
        return f"`from: {self._origin_file}` + `{entry}`" if alone else f"`{entry}` ({self.document.file})"

    @property
    def _origin_file(self) -> str:
        return self.document.file if self.origin is None else self.origin.file

    def _check_jumps(self, hosts: Mapping[str, Node]) -> None:
        for name, host in hosts.items():
            for jump in _jumps(host):
                other = text_in(jump)
                if other is not None and other not in hosts:
                    facts = {"name": other, "hint": nearest(other, list(hosts))}
                    self._tell(jump.mark, f"hosts.{name}.jump", "jump_unknown", **facts)
                elif other is not None and name in _passed(other, hosts):
                    self._tell(jump.mark, f"hosts.{name}.jump", "jump_cycle", name=name)

    def _take_problems(self, origin: Origin, hosts: Table) -> None:
        """Take what is wrong in the other file, but doubts only about hosts and fields that come from it."""
        self.problems += origin.source.problems
        chosen, own = set(origin.chosen()), table_in(self.root.entries.get("hosts"))
        for (host, key), problem in origin.source.doubts.items():
            if host in chosen and key not in hosts_entries(own, host) and not _is_ours(hosts, host, key, origin):
                self.problems.append(problem)
        for name, mark in (origin.only or {}).items():
            if name not in origin.source.hosts and name not in origin.source.groups:
                known = [*origin.source.groups, *origin.source.hosts]
                facts = {"name": name, "hint": nearest(name, known), "source": origin.file}
                self._tell(mark, "from.only", "from_unknown_host", **facts)

    def _sound(self, settings: Table) -> Table:
        """Return the settings that are right; those that are not have been told already."""
        entries: dict[str, Node] = {}
        for key, node in settings.entries.items():
            alone = replace(self.document, root=table({key: node}, settings.mark), problems=())
            if not understand(PartInput, alone).problems:
                entries[key] = node
            elif key in _STOCK:
                entries[key] = word(_STOCK[key], node.mark)
        return table(entries, settings.mark, settings.marks)

    def _tell(self, mark: Mark, spelled: str, key: str, **facts: str) -> None:
        self.problems.append(found(self.document.file, mark, spelled, key, **facts))


def hosts_entries(hosts: Table, name: str) -> Mapping[str, Node]:
    """Return what is written under one host."""
    return table_in(hosts.entries.get(name)).entries


def _is_ours(hosts: Table, host: str, key: str, origin: Origin) -> bool:
    """Whether a field of a host came from another layer than the file in doubt."""
    node = hosts_entries(hosts, host).get(key)
    return node is not None and node is not origin.source.hosts[host].entries.get(key)


def _with_ways(host: Table, source: Mapping[str, Table]) -> Table:
    """A hop that another tool's file names without saying how it is entered is entered as the host behind it is."""
    jump = host.entries.get("jump")
    if not isinstance(jump, Listing) or not any(jump is each.entries.get("jump") for each in source.values()):
        return host
    way = {key: node for key in _WAY if (node := host.entries.get(key)) is not None}
    hops = (laid_over(hop, table(way, hop.mark)) if isinstance(hop, Table) else hop for hop in jump.items)
    return laid_over(table({"jump": listing(hops, jump.mark)}, host.mark), host)


def _without(settings: Table, *names: str) -> Table:
    entries = {key: node for key, node in settings.entries.items() if key not in names}
    return table(entries, settings.mark, settings.marks)


def _jumps(host: Node | None) -> tuple[Node, ...]:
    jump = table_in(host).entries.get("jump")
    return jump.items if isinstance(jump, Listing) else ()


def _passed(name: str, hosts: Mapping[str, Node]) -> Iterator[str]:
    """Yield every host that lies on the way to and including `name`."""
    seen: set[str] = set()
    left = [name]
    while left:
        here = left.pop()
        if here not in seen:
            seen.add(here)
            yield here
            left += [other for jump in _jumps(hosts.get(here)) if (other := text_in(jump)) is not None]
