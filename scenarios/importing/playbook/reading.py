"""Reading a playbook as far as an import needs it: its plays with their names, hosts and tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scenarios.composer import compose_any
from scenarios.documents import LARGEST, Unreadable, decode, read_bytes
from scenarios.problems import Mark, Problem, found, one_line
from scenarios.tree import Listing, Node, Scalar, Table

_ANSIBLES_OWN: Final = frozenset(("tag", "merge_key"))
"""What Ansible's YAML may hold and ours may not: values marked !vault or !unsafe, and keys merged in."""
_PLAYED: Final = frozenset(("hosts", "import_playbook", "ansible.builtin.import_playbook"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One play, or another playbook that is played in its place."""

    name: str
    hosts: str
    tags: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays:
    """The plays of one file, in order, and what is wrong with it."""

    file: str
    plays: tuple[Play, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_playbook(path: Path, called: str | None = None) -> Plays:
    """Return the plays of the playbook at `path`; nothing is raised, and nothing in it is evaluated."""
    file = called or str(path)
    raw = read_bytes(path, LARGEST)
    text = decode(raw) if isinstance(raw, bytes) else raw
    if isinstance(text, Unreadable):
        return Plays(file=file, problems=(found(file, text.mark, "", text.key, **dict(text.facts)),))
    root, told = compose_any(file, text)
    problems = tuple(problem for problem in told if problem.key not in _ANSIBLES_OWN)
    if root is None or problems:
        return Plays(file=file, problems=problems)
    if not isinstance(root, Listing) or not root.items:
        return Plays(file=file, problems=(_no_playbook(file, root.mark, "it is no list of plays"),))
    wrong = tuple(_wrong(file, root))
    return Plays(file=file, plays=() if wrong else tuple(map(_play, root.items)), problems=wrong)


def _wrong(file: str, root: Listing) -> Iterator[Problem]:
    for item in root.items:
        if not isinstance(item, Table):
            yield _no_playbook(file, item.mark, "a play is a mapping")
        elif not _PLAYED.intersection(item.entries):
            yield _no_playbook(file, item.mark, "the play has no `hosts`")


def _no_playbook(file: str, mark: Mark, why: str) -> Problem:
    return found(file, mark, "play", "playbook_not_one", why=why)


def _play(node: Node) -> Play:
    entries = node.entries if isinstance(node, Table) else {}
    hosts = ", ".join(_texts(entries.get("hosts"))) or ", ".join(
        text for key in _PLAYED for text in _texts(entries.get(key))
    )
    name = " ".join(_texts(entries.get("name"))) or hosts
    tags = tuple(tag.strip() for text in _texts(entries.get("tags")) for tag in text.split(","))
    return Play(name=one_line(name), hosts=one_line(hosts), tags=tuple(filter(None, tags)), mark=node.mark)


def _texts(node: Node | None) -> list[str]:
    match node:
        case Scalar():
            return [node.text]
        case Listing():
            return [item.text for item in node.items if isinstance(item, Scalar)]
        case _:
            return []
