"""What an ssh_config says about one host: of every setting the first value, of identities all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from scenarios.inventory.openssh.directives import Condition, Config, Directive
from scenarios.inventory.openssh.words import Word

_GATHERED: Final = frozenset(("identityfile", "certificatefile"))
_TOKEN: Final = re.compile(r"%(.?)")


@dataclass(slots=True, kw_only=True)
class Settings:
    """The settings of the host that is called `name` in the file."""

    name: str
    first: dict[str, Directive] = field(default_factory=dict[str, Directive])
    gathered: dict[str, list[Directive]] = field(default_factory=dict[str, list[Directive]])

    def word(self, keyword: str) -> Word | None:
        """Return the first argument of a setting, or None where it is not set."""
        directive = self.first.get(keyword)
        return None if directive is None else directive.arguments[0]

    def words(self, keyword: str) -> list[Word]:
        """Return the first argument of each time that a gathered setting stands there, the same one once."""
        written = [each.arguments[0] for each in self.gathered.get(keyword, [])]
        once: dict[str, Word] = {}
        for word in written:
            once.setdefault(word.text, word)
        return list(once.values())

    @property
    def address(self) -> str:
        """Return HostName with the name in the place of %h, else the name."""
        word = self.word("hostname")
        return self.name if word is None else filled(word.text, {"h": self.name})


def settings_of(config: Config, name: str) -> Settings:
    """Return what counts for the host of that name."""
    settings = Settings(name=name)
    refused: set[int] = set()
    for directive in config.directives:
        if not _all_hold(directive.conditions, settings, refused):
            continue
        if directive.keyword in _GATHERED:
            settings.gathered.setdefault(directive.keyword, []).append(directive)
        elif not _is_late(directive.keyword, settings):
            settings.first.setdefault(directive.keyword, directive)
    return settings


def filled(text: str, tokens: Mapping[str, str]) -> str:
    """Return `text` with its %-tokens replaced; those that are not given stay."""
    return _TOKEN.sub(lambda sign: "%" if sign[1] == "%" else tokens.get(sign[1], sign[0]), text)


def unfilled(text: str, tokens: Iterable[str]) -> str | None:
    """Return the first %-token or ${VARIABLE} of `text` that is not among `tokens`."""
    variable = re.search(r"\$\{[^}]*\}", text)
    if variable is not None:
        return variable[0]
    allowed = {"%", *tokens}
    return next((sign[0] for sign in _TOKEN.finditer(text) if sign[1] not in allowed), None)


def _all_hold(conditions: tuple[Condition, ...], settings: Settings, refused: set[int]) -> bool:
    """Whether all conditions hold; the settings of one block share a condition, which is looked at until it fails."""
    for condition in conditions:
        if id(condition) in refused:
            return False
        if not _holds(condition, settings):
            refused.update([id(condition)] if condition.criterion == "alias" else [])
            return False
    return True


def _is_late(keyword: str, settings: Settings) -> bool:
    """Whether the other of the two ways to a proxy was set before."""
    other = {"proxyjump": "proxycommand", "proxycommand": "proxyjump"}.get(keyword)
    return other is not None and other in settings.first


def _holds(condition: Condition, settings: Settings) -> bool:
    match condition.criterion:
        case "alias":
            return _fits(condition.patterns, settings.name)
        case "originalhost":
            held = _fits(_small(condition.patterns), settings.name.lower())
        case "host":
            held = _fits(_small(condition.patterns), settings.address.lower())
        case "all":
            held = True
        case _:
            return False
    return held is not condition.negated


def _small(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(pattern.lower() for pattern in patterns)


def _fits(patterns: Iterable[str], name: str) -> bool:
    """Whether some pattern fits and none that begins with `!` does."""
    found = False
    for pattern in patterns:
        if _pattern(pattern.removeprefix("!")).fullmatch(name):
            if pattern.startswith("!"):
                return False
            found = True
    return found


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Runs of stars are one, so that no pattern takes long."""
    signs = re.sub(r"\*+", "*", pattern)
    return re.compile("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in signs), re.DOTALL)
