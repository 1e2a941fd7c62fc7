"""The arguments for ssh that Ansible's variables carry, as what they mean for one host."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import Final

from scenarios.inventory.openssh.jumps import Hop, hop_of_command, hops_of
from scenarios.inventory.openssh.words import KNOWN

_VALUED: Final = {"-J": "proxyjump", "-i": "identityfile", "-p": "port", "-l": "user"}
_PLAIN: Final = frozenset(
    ("-q", "-a", "-A", "-x", "-T", "-t", "-tt", "-C", "-4", "-6", "-v", "-vv", "-vvv", "-k", "-n")
)
_STRANGE: Final = frozenset(("hostkeyalias", "canonicalizehostname", "pkcs11provider", "hostname"))
_JUMPS: Final = ("proxyjump", "proxycommand")


class StrangeOptionError(ValueError):
    """An option that is not known here; the message is the option."""

    def __init__(self, *words: str) -> None:
        super().__init__(" ".join(words))


@dataclass(slots=True, kw_only=True)
class Told:
    """What the arguments say, by ssh_config's keywords, and the hops."""

    settings: dict[str, str] = field(default_factory=dict[str, str])
    hops: list[Hop] | None = None


def arguments_of(text: str) -> Told:
    """Return what a string of arguments says; the first of a kind counts. Raises StrangeOptionError."""
    try:
        left = shlex.split(text)
    except ValueError:
        raise StrangeOptionError(text) from None
    told = Told()
    while left:
        keyword, value = _option(left)
        if keyword in _JUMPS and told.hops is None:
            told.hops = hops_of(value) if keyword == "proxyjump" else hop_of_command(value)
            if told.hops is None:
                raise StrangeOptionError(keyword, value)
        elif keyword:
            told.settings.setdefault(keyword, value)
    return told


def _option(left: list[str]) -> tuple[str, str]:
    """Take one option off the words; return its keyword and value, nothing for one that changes nothing here."""
    word = left.pop(0)
    if word in _PLAIN:
        return "", ""
    if word[:2] not in {*_VALUED, "-o"} or not (word[2:] or left):
        raise StrangeOptionError(word)
    value = word[2:] or left.pop(0)
    if word[:2] != "-o":
        return _VALUED[word[:2]], value
    name, _, rest = value.replace("=", " ", 1).partition(" ")
    if name.lower() not in KNOWN or name.lower() in _STRANGE:
        raise StrangeOptionError(word, value)
    return name.lower(), rest.strip()
