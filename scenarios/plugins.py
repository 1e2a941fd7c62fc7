"""What other installed distributions bring: entry points of a group, held against what the house itself has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from scenarios.problems import START, Problem, found


class Named(Protocol):
    """A kind of something, by its name."""

    @property
    def name(self) -> str:
        """Return the word by which scenarios ask for it."""
        ...


K = TypeVar("K", bound=Named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """An entry point that cannot be used: the message that says why, and its facts."""

    group: str
    entry: str
    package: str
    key: str
    why: str = ""

    def problem(self, file: str) -> Problem:
        """Return this as a problem of whoever reads `file` on this machine."""
        facts = {"group": self.group, "entry": self.entry, "package": self.package, "why": self.why}
        return found(file, START, "", self.key, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered(Generic[K]):
    """Every kind that can be used, by name, our own first; and what cannot."""

    kinds: Mapping[str, K]
    unusable: tuple[Unusable, ...] = ()


def gather(group: str, wanted: type[K], own: Iterable[K], wrong: Callable[[K], str] = lambda _: "") -> Gathered[K]:
    """Return our `own` kinds and those that the entry points of `group` bring. Never raises what a plugin raises.

    A name that is taken already, or brought twice, is nobody's but ours. `wrong` says why a kind cannot be used, ""
    where it can.
    """
    kinds = {kind.name: kind for kind in own}
    ours, brought, unusable = frozenset(kinds), list[tuple[EntryPoint, K]](), list[Unusable]()
    for entry in sorted(entry_points(group=group), key=lambda each: (each.name, _package(each))):
        kind = _loaded(entry, wanted, wrong)
        if isinstance(kind, Unusable):
            unusable.append(kind)
        else:
            brought.append((entry, kind))
    names = [kind.name for _, kind in brought]
    for entry, kind in brought:
        if kind.name in ours or names.count(kind.name) > 1:
            unusable.append(_unusable(entry, "plugin_clash", kind.name))
        else:
            kinds[kind.name] = kind
    return Gathered(kinds=MappingProxyType(kinds), unusable=tuple(unusable))


def _loaded(entry: EntryPoint, wanted: type[K], wrong: Callable[[K], str]) -> K | Unusable:
    try:
        kind = entry.load()
        why = wrong(kind) if isinstance(kind, wanted) else f"{type(kind).__name__} != {wanted.__name__}"
    except (Exception, SystemExit) as error:  # noqa: BLE001  it is somebody else's code: it may raise anything
        return _unusable(entry, "plugin_broken", f"{type(error).__name__}: {error}")
    if not isinstance(kind, wanted) or why:
        return _unusable(entry, "plugin_unfit", why)
    return kind if kind.name == entry.name else _unusable(entry, "plugin_unfit", f"{kind.name} != {entry.name}")


def _unusable(entry: EntryPoint, key: str, why: str) -> Unusable:
    return Unusable(group=entry.group, entry=entry.name, package=_package(entry), key=key, why=why)


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else entry.value
