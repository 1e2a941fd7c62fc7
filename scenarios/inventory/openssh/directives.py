"""ssh_config files as one list of settings, each with the conditions under which it counts."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scenarios.documents import LARGEST, Unreadable, decode, read_bytes
from scenarios.inventory.nodes import at
from scenarios.inventory.openssh.words import KNOWN, UnreadableLineError, Word, words_of
from scenarios.problems import Mark, Problem, shown
from scenarios.suggest import nearest

_DEEPEST: Final = 16
"""Includes inside includes, as with OpenSSH."""
_MOST_FILES: Final = 256
_SAFE_CRITERIA: Final = frozenset(("all", "host", "originalhost"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A `Host` line (criterion `alias`) or one criterion of a `Match` line."""

    criterion: str
    patterns: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One setting and all the conditions that must hold for it."""

    keyword: str
    arguments: tuple[Word, ...]
    mark: Mark
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings in the order in which the client would meet them, and the names written on `Host` lines."""

    directives: tuple[Directive, ...]
    names: tuple[Word, ...]
    problems: tuple[Problem, ...]
    digests: tuple[str, ...]


def read_config(path: Path, called: str, text: str) -> Config:
    """Return the configuration that begins with `text`, the file at `path`, its includes read."""
    reader = _Reader()
    directives = tuple(reader.read(path, called, text, (), 0))
    return Config(
        directives=directives,
        names=tuple(reader.names),
        problems=tuple(reader.problems),
        digests=tuple(reader.digests),
    )


@dataclass(slots=True)
class _Reader:
    names: list[Word] = field(default_factory=list[Word])
    problems: list[Problem] = field(default_factory=list[Problem])
    digests: list[str] = field(default_factory=list[str])

    def read(self, path: Path, called: str, text: str, outer: tuple[Condition, ...], level: int) -> Iterator[Directive]:
        """Yield the settings of one file under the conditions of whoever includes it."""
        inner: tuple[Condition, ...] = ()
        for number, line in enumerate(text.split("\n"), start=1):
            words = self._words(line, number, called)
            if not words:
                continue
            keyword, arguments = words[0], words[1:]
            name = keyword.text.lower()
            if not arguments or name not in KNOWN:
                self._refuse(keyword)
            elif name == "host":
                inner = self._host(arguments)
            elif name == "match":
                inner = self._match(arguments)
            elif name == "include":
                yield from self._include(path, arguments, (*outer, *inner), level)
            else:
                yield Directive(
                    keyword=name, arguments=tuple(arguments), mark=keyword.mark, conditions=(*outer, *inner)
                )

    def _words(self, line: str, number: int, called: str) -> list[Word]:
        try:
            return words_of(line, number, called)
        except UnreadableLineError as error:
            self.problems.append(
                at(Mark(line=number, column=error.column, file=called), "", "ssh_line", why=str(error))
            )
            return []

    def _refuse(self, keyword: Word) -> None:
        name = keyword.text
        if name.lower() in KNOWN:
            self.problems.append(at(keyword.mark, name, "ssh_no_value", name=name))
        else:
            hint = nearest(name.lower(), sorted(KNOWN))
            self.problems.append(at(keyword.mark, name, "ssh_unknown_keyword", name=shown(name), hint=hint))

    def _host(self, arguments: list[Word]) -> tuple[Condition, ...]:
        self.names += [each for each in arguments if not any(sign in each.text for sign in "*?!")]
        return (Condition(criterion="alias", patterns=tuple(each.text for each in arguments)),)

    def _match(self, arguments: list[Word]) -> tuple[Condition, ...]:
        conditions: list[Condition] = []
        left = list(arguments)
        while left:
            criterion = left.pop(0)
            name = criterion.text.lower().removeprefix("!")
            if name not in _SAFE_CRITERIA or (name != "all" and not left):
                self.problems.append(at(criterion.mark, "Match", "ssh_match", name=shown(criterion.text)))
                return (Condition(criterion="never", patterns=()),)
            patterns = () if name == "all" else tuple(left.pop(0).text.split(","))
            negated = criterion.text.startswith("!")
            conditions.append(Condition(criterion=name, patterns=patterns, negated=negated))
        return tuple(conditions)

    def _include(
        self, path: Path, arguments: list[Word], conditions: tuple[Condition, ...], level: int
    ) -> Iterator[Directive]:
        for argument in arguments:
            for file in _included(path.parent, argument.text):
                if level + 1 > _DEEPEST or len(self.digests) >= _MOST_FILES:
                    self.problems.append(at(argument.mark, "Include", "ssh_include_deep", most=str(_DEEPEST)))
                    return
                yield from self._file(file, argument.mark, conditions, level + 1)

    def _file(self, path: Path, mark: Mark, conditions: tuple[Condition, ...], level: int) -> Iterator[Directive]:
        raw = read_bytes(path, LARGEST)
        text = decode(raw) if isinstance(raw, bytes) else raw
        if isinstance(raw, Unreadable) or isinstance(text, Unreadable):
            self.problems.append(at(mark, "Include", "foreign_unreadable", source=str(path)))
            return
        self.digests.append(hashlib.sha256(raw).hexdigest())
        yield from self.read(path, str(path), text, conditions, level)


def _included(folder: Path, pattern: str) -> list[Path]:
    """Return the files that an Include names, beside its own file or in ~/.ssh; none is no error, as with OpenSSH."""
    wanted = os.path.expanduser(pattern)  # noqa: PTH111  Path.expanduser raises where nobody is
    beside = [str(folder / wanted), os.path.expanduser(f"~/.ssh/{wanted}")]  # noqa: PTH111
    places = [wanted] if wanted.startswith("/") else beside
    found = (sorted(glob.glob(place)) for place in places)  # noqa: PTH207  a pattern that may be absolute
    return [Path(name) for name in next((names for names in found if names), list[str]())]
