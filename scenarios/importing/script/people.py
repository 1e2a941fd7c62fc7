"""Who does and who checks: people and roles of a sheet, and the contacts file that they begin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from scenarios.identity import folded
from scenarios.importing.naming import Names
from scenarios.importing.outline import Lang, to_do
from scenarios.importing.yaml_text import Entry, Flow, document, words
from scenarios.sheets import Cell

_ROLE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "commander": ("总指挥", "指挥长", "现场指挥", "指挥", "指挥组", "演练总指挥", "commander"),
    "operator": ("操作员", "操作岗", "操作人员", "运维人员", "运维", "实施组", "operator"),
    "checker": ("复核员", "复核岗", "监督员", "监督岗", "督导组", "checker"),
    "dba": ("dba", "数据库管理员", "数据库组"),
    "system": ("系统管理员", "系统组", "主机组", "sysadmin"),
    "network": ("网络管理员", "网络组", "netadmin"),
    "application": ("应用管理员", "应用组", "应用运维"),
    "security": ("安全管理员", "安全组"),
    "business": ("业务人员", "业务部门", "业务组", "business"),
    "duty": ("值班员", "值班人员", "值班经理", "一线值班", "duty"),
    "support": ("技术支持组", "技术支持", "support"),
    "logistics": ("保障组",),
    "assessor": ("评估组", "评估人", "assessor"),
}
_ROLES: Final = {folded(word): role for role, words_ in _ROLE_WORDS.items() for word in words_}
_BETWEEN: Final = re.compile(r"[、,，;；/\n]|和|及|\band\b")
_ASIDE: Final = re.compile(r"[(（\[【](.*?)[)）\]】]")
_NOBODY: Final = frozenset(("", "无", "none", "na", "自动"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Those whom one cell names: by `identities` they are told apart, `role` is what they hold together."""

    role: str
    identities: frozenset[str]
    text: str


@dataclass(slots=True)
class People:
    """Everybody whom a sheet names, each with one name however it is spelled."""

    names: Names = field(default_factory=lambda: Names("p"))
    known: dict[str, tuple[str, str, str]] = field(default_factory=dict[str, tuple[str, str, str]])
    """By identity: the id, the name, the department."""
    roles: dict[str, str] = field(default_factory=dict[str, str])
    """By identity: the role of a word that is a role and no person."""
    together: dict[frozenset[str], str] = field(default_factory=dict[frozenset[str], str])

    def party(self, cell: Cell | None) -> Party | None:
        """Return those whom the cell names, None if nobody."""
        named = [] if cell is None else list(_named(cell.text))
        if cell is None or not named:
            return None
        ids = [self._id(name, department) for name, department in named]
        identities = frozenset(folded(name) for name, _ in named)
        return Party(role=self._role(identities, ids), identities=identities, text=cell.text)

    def _id(self, name: str, department: str) -> str:
        identity = folded(name)
        if identity in _ROLES:
            self.roles[identity] = _ROLES[identity]
            self.names.taken.add(_ROLES[identity])
            return _ROLES[identity]
        if identity not in self.known:
            self.known[identity] = (self.names.name(name), name, department)
        return self.known[identity][0]

    def _role(self, identities: frozenset[str], ids: list[str]) -> str:
        if len(identities) == 1:
            return ids[0]
        if identities not in self.together:
            self.together[identities] = self.names.name("team-" + str(len(self.together) + 1))
        return self.together[identities]

    def contacts(self, origin: str, lang: Lang) -> str:
        """Return a contacts file with everybody, still to be completed: telephone, e-mail, deputy."""
        heading = (
            f"由 {origin} 导入的人员；请补充电话、邮箱、代理人，并在核实后填写 verified"
            if lang == "zh"
            else f"People of {origin}; add telephone, e-mail and deputy, and `verified` once somebody has checked"
        )
        return document([Entry(key="people", value=tuple(self._people(lang)), notes=(heading,))])

    def _people(self, lang: Lang) -> Iterator[Entry]:
        for identity, (id_, name, department) in self.known.items():
            roles = [id_, *(role for members, role in self.together.items() if identity in members)]
            yield Entry(key=id_, value=_person(name, department, roles))
        for identity, role in self.roles.items():
            roles = [role, *(held for members, held in self.together.items() if identity in members)]
            unknown = to_do(lang, f"担任 {role} 的人", f"who is {role}")
            yield Entry(key=f"{role}-1", value=_person(unknown, "", roles))


def _person(name: str, department: str, roles: list[str]) -> tuple[Entry, ...]:
    return (
        Entry(key="name", value=Flow((Entry(key="zh", value=words(name)), Entry(key="en", value=words(name))))),
        *([Entry(key="department", value=words(department))] if department else []),
        Entry(key="roles", value=roles),
    )


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Yield each name in a cell with what stands in brackets behind it."""
    plain = unicodedata.normalize("NFKC", _ASIDE.sub(lambda found: f"({_BETWEEN.sub(' ', found[1])})", text))
    for part in _BETWEEN.split(plain):
        aside = _ASIDE.search(part)
        name = " ".join(_ASIDE.sub(" ", part).split())
        if folded(name) not in _NOBODY:
            yield name, aside[1].strip() if aside else ""
