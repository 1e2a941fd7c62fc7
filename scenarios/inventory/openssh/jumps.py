"""ProxyJump, and the one ProxyCommand that means the same, as a list of hops."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Final

_HOP: Final = re.compile(
    r"(ssh://)?((?P<user>[^@\s/]+)@)?(?P<host>\[[0-9A-Fa-f:.%]+\]|[^:@\s\[\]/]+)(:(?P<port>[0-9]{1,5}))?/?", re.ASCII
)
_WITH_VALUE: Final = frozenset(("-W", "-p", "-l", "-i", "-o"))
_PLAIN: Final = frozenset(("-q", "-a", "-x", "-T", "-C", "-4", "-6"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A machine to pass through as it was written: a name of the file or an address."""

    host: str
    user: str | None = None
    port: str | None = None
    key: str | None = None


def hops_of(text: str) -> list[Hop] | None:
    """Return the hops of a ProxyJump value, the first one first; None where it is not one."""
    if text.lower() == "none":
        return []
    hops = [_hop(part) for part in text.split(",")]
    return None if any(hop is None for hop in hops) else [hop for hop in hops if hop is not None]


def hop_of_command(text: str) -> list[Hop] | None:
    """Return the hop of `ssh [options] -W %h:%p host`, nothing for `none`, None for any other command."""
    if text.lower() == "none":
        return []
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    if not words or words[0].rpartition("/")[2] != "ssh":
        return None
    return _from_options(words[1:])


def _from_options(words: list[str]) -> list[Hop] | None:
    given: dict[str, str] = {}
    targets: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        if word[:2] in _WITH_VALUE:
            value = word[2:] or (left.pop(0) if left else "")
            if word[:2] == "-o" and not value.lower().startswith("stricthostkeychecking"):
                return None
            given[word[:2]] = value
        elif not word.startswith("-"):
            targets.append(word)
        elif word not in _PLAIN:
            return None
    if given.get("-W") not in {"%h:%p", "[%h]:%p"} or len(targets) != 1:
        return None
    hop = _hop(targets[0])
    if hop is None:
        return None
    return [Hop(host=hop.host, user=hop.user or given.get("-l"), port=hop.port or given.get("-p"), key=given.get("-i"))]


def _hop(text: str) -> Hop | None:
    parts = _HOP.fullmatch(text.strip())
    if parts is None:
        return None
    return Hop(host=parts["host"].strip("[]"), user=parts["user"], port=parts["port"])
