"""An ssh_config as hosts of an inventory: every name that stands on a `Host` line without a wildcard."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scenarios.inventory.home import at_home, first_there, usual_way
from scenarios.inventory.nodes import Source, at, listing, plain, table, word
from scenarios.inventory.openssh.directives import Config, read_config
from scenarios.inventory.openssh.jumps import Hop, hop_of_command, hops_of
from scenarios.inventory.openssh.resolve import Settings, filled, settings_of, unfilled
from scenarios.inventory.openssh.words import Word
from scenarios.problems import Mark, Problem, shown
from scenarios.tree import Node, Table

_REFUSED: Final = {"hostkeyalias": (), "canonicalizehostname": ("no",), "pkcs11provider": ("none",)}
"""Settings that change who is spoken to or how one gets in and that the runner does not have; values that are none."""


def read_ssh_config(path: Path, called: str, text: str) -> Source:
    """Return the hosts of the configuration at `path`, whose content is `text`; nothing is raised."""
    config = read_config(path, called, text)
    hosts = Hosts(config, path.absolute().parent)
    tables = {name.text: hosts.table(name) for name in config.names}
    problems = (*config.problems, *hosts.problems)
    return Source(hosts=tables, groups={}, problems=problems, usual=usual_way(), digests=config.digests)


@dataclass(slots=True)
class Hosts:
    """Turns names into tables of our own fields, and gathers what cannot be."""

    config: Config
    folder: Path
    problems: list[Problem] = field(default_factory=list[Problem])
    _known: dict[str, Settings] = field(default_factory=dict[str, Settings])

    def table(self, name: Word) -> Table:
        """Return the fields of the host of that name, its jumps written out."""
        settings = self._settings(name.text)
        self._refuse(settings)
        entries = self._way(settings, name.mark)
        jumps = self._jumps(settings, (name.text,))
        if jumps:
            entries["jump"] = listing(jumps, jumps[0].mark)
        return table(entries, name.mark)

    def _settings(self, name: str) -> Settings:
        if name not in self._known:
            self._known[name] = settings_of(self.config, name)
        return self._known[name]

    def _way(self, settings: Settings, mark: Mark, over: Hop | None = None) -> dict[str, Node]:
        """Return how a host is entered; `over` is what a ProxyJump says about it and counts more."""
        hop = over or Hop(host=settings.name)
        entries: dict[str, Node] = {"address": word(settings.address, _mark(settings.word("hostname"), mark))}
        port, user = settings.word("port"), settings.word("user")
        if hop.port or port is not None:
            entries["port"] = plain(hop.port or (port.text if port else ""), _mark(None if hop.port else port, mark))
        if hop.user or user is not None:
            entries["user"] = word(hop.user or (user.text if user else ""), _mark(None if hop.user else user, mark))
        tokens = self._tokens(settings, entries)
        known_hosts = self._known_hosts(settings, tokens)
        if known_hosts is not None:
            entries["known_hosts"] = known_hosts
        key = word(hop.key, mark) if hop.key else self._key(settings, tokens)
        if key is not None:
            entries["key"] = key
        certificates = settings.words("certificatefile")
        if certificates and certificates[0].text.lower() != "none":
            entries["certificate"] = word(self._path(certificates[0], tokens), certificates[0].mark)
        if not _asks_agent(settings):
            entries["agent"] = plain("false", mark)
        return entries

    def _jumps(self, settings: Settings, passed: tuple[str, ...]) -> list[Table]:
        """The first hop of a list may itself have a ProxyJump; the others are reached from the one before."""
        written = settings.word("proxyjump")
        hops = self._hops(settings)
        if written is None:
            written = settings.word("proxycommand")
        tables: list[Table] = []
        for place, hop in enumerate(hops if written is not None else []):
            mark = written.mark if written is not None else Mark()
            if hop.host in passed:
                self.problems.append(at(mark, "ProxyJump", "jump_cycle", name=shown(hop.host)))
                return []
            below = self._settings(hop.host)
            if place == 0:
                tables += self._jumps(below, (*passed, hop.host))
            entries = {**self._way(below, mark, hop), "name": word(hop.host, mark)}
            tables.append(table(entries, mark))
        return tables

    def _hops(self, settings: Settings) -> list[Hop]:
        jump, command = settings.first.get("proxyjump"), settings.first.get("proxycommand")
        directive = jump or command
        if directive is None:
            return []
        text = " ".join(each.text for each in directive.arguments)
        hops = hops_of(text) if jump is not None else hop_of_command(text)
        if hops is None:
            key = "ssh_bad_jump" if jump is not None else "ssh_proxy_command"
            self.problems.append(at(directive.mark, directive.keyword, key, value=shown(text)))
        return hops or []

    def _refuse(self, settings: Settings) -> None:
        for keyword, harmless in _REFUSED.items():
            value = settings.word(keyword)
            if value is not None and value.text.lower() not in harmless:
                directive = settings.first[keyword]
                self.problems.append(at(directive.mark, keyword, "ssh_unsupported", name=keyword))

    def _tokens(self, settings: Settings, entries: dict[str, Node]) -> dict[str, str]:
        texts = {key: getattr(node, "text", "") for key, node in entries.items()}
        return {
            "d": at_home(""),
            "h": texts["address"],
            "k": settings.name,
            "n": settings.name,
            "p": texts.get("port", "22"),
            **({"r": texts["user"]} if "user" in texts else {}),
        }

    def _path(self, written: Word, tokens: dict[str, str]) -> str:
        strange = unfilled(written.text, tokens)
        if strange is not None:
            self.problems.append(at(written.mark, "", "ssh_token", token=strange))
        home = re.sub(r"^~(?=/|$)", lambda _: tokens["d"], filled(written.text, tokens))
        return os.path.normpath(self.folder / home)

    def _known_hosts(self, settings: Settings, tokens: dict[str, str]) -> Node | None:
        directive = settings.first.get("userknownhostsfile")
        if directive is None:
            return None
        paths = [self._path(each, tokens) for each in directive.arguments]
        return word(first_there(paths), directive.arguments[0].mark)

    def _key(self, settings: Settings, tokens: dict[str, str]) -> Node | None:
        written = settings.words("identityfile")
        paths = [self._path(each, tokens) for each in written if each.text.lower() != "none"]
        return word(first_there(paths), written[0].mark) if paths else None


def _asks_agent(settings: Settings) -> bool:
    agent, only = settings.word("identityagent"), settings.word("identitiesonly")
    return not ((agent and agent.text.lower() == "none") or (only and only.text.lower() in {"yes", "true"}))


def _mark(written: Word | None, otherwise: Mark) -> Mark:
    return otherwise if written is None else written.mark
