"""Where a command of a sheet runs: what the firm calls a host becomes a role, and the inventory's name is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from scenarios.importing.naming import Names
from scenarios.importing.outline import Wishes, to_do
from scenarios.importing.yaml_text import Entry, Value
from scenarios.sheets import Cell

_BETWEEN: Final = re.compile(r"[、,，;；/\s]+")
_HERE: Final = frozenset(("controller", "本机", "控制机", "运维机", "运维终端", "跳板机", "堡垒机", "localhost"))
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", re.ASCII)
_LITERAL: Final = re.compile(r"[\x21-\x7e]{1,40}(?: [\x21-\x7e]{1,40}){0,2}")
_QUOTED: Final = re.compile(r"[\"“'‘`「『](.{1,200})[\"”'’`」』]")
_TYPESET: Final = re.compile("[\u2018\u2019\u201c\u201d\u2013\u2014\u00a0\uff02\uff07\uff0d]")


@dataclass(slots=True)
class Places:
    """The hosts that a sheet names, each with a role of its own."""

    wishes: Wishes
    names: Names = field(default_factory=lambda: Names("h"))
    roles: dict[str, str] = field(default_factory=dict[str, str])

    def on(self, cell: Cell | None) -> Value:
        """Return where a command runs: a role, several, the runner's own machine, or what is still to be said."""
        named = [word for word in _BETWEEN.split("" if cell is None else cell.text) if word]
        if not named:
            return self.wishes.on or to_do(
                self.wishes.lang,
                "在哪台主机上执行（hosts 中的角色，或 controller）",
                "the role whose hosts run it, or controller",
            )
        roles = list(dict.fromkeys(self._role(word) for word in named))
        return roles[0] if len(roles) == 1 else roles

    def _role(self, word: str) -> str:
        if word.casefold() in _HERE and word not in self.wishes.hosts:
            return "controller"
        if word not in self.roles:
            self.roles[word] = self.names.name(word)
        return self.roles[word]

    def hosts(self) -> Iterator[Entry]:
        """Yield each role with its host; one that cannot be a name in an inventory is still to be said."""
        for word, role in self.roles.items():
            given = self.wishes.hosts.get(word, word)
            if _NAME.fullmatch(given):
                yield Entry(key=role, value=given, behind="" if given == word == role else word)
            else:
                what = to_do(self.wishes.lang, f"资产清单中 {word} 的名称", f"what the inventory calls {word}")
                yield Entry(key=role, value=what)
        if self.wishes.on and self.wishes.on not in {*self.roles.values(), "controller"}:
            known = self.wishes.hosts.get(self.wishes.on, "")
            open_ = to_do(self.wishes.lang, "资产清单中的主机名", "a name of the inventory")
            yield Entry(key=self.wishes.on, value=known or open_)


def literal(text: str) -> str | None:
    """Return the text that a command must print, if the cell holds that and no description of it.

    In quotes it is taken at its word; without, only if it is short and holds nothing but ASCII.
    """
    if (quoted := _QUOTED.fullmatch(text)) is not None and "\n" not in text:
        return quoted[1]
    return text if _LITERAL.fullmatch(text) else None


def is_typeset(text: str) -> bool:
    """Whether a command holds quotes or dashes that no shell knows: an office program may have put them there."""
    return _TYPESET.search(text) is not None
