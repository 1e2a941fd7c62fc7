"""A business impact analysis as a page and the API show it: targets in the order of recovery, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scenarios.bia import BiaInput
from scenarios.bia.examine import examine
from scenarios.documents import load
from scenarios.fields import both
from scenarios.plan import Text
from scenarios.problems import Problem
from service.bia.ranking import recovery_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One service: what is promised of it, and what it stands on. Durations in ns."""

    name: str
    title: Text
    order: int
    rto_ns: int
    rpo_ns: int
    writes: bool
    kind: str
    level: int | None
    owner: Text | None
    needs: tuple[str, ...]
    suppliers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One business and the services that it needs. Durations in ns, None: not given."""

    name: str
    title: Text
    rto_ns: int | None
    rpo_ns: int | None
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A whole analysis; `bia` is None where too little of the file was right."""

    bia: BiaInput | None
    targets: tuple[Target, ...]
    businesses: tuple[Business, ...]
    problems: tuple[Problem, ...]


def analysis_of(path: Path) -> Analysis:
    """Return what a file says; nothing is raised but OSError, where there is none. Blocking."""
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=16)
def _read(path: Path, _mtime_ns: int, _size: int) -> Analysis:
    """Return what the file said at that time, which is the same as long as it is that old."""
    register, problems = examine(load(path, path.name))
    bia = register.bia
    if bia is None:
        return Analysis(bia=None, targets=(), businesses=(), problems=problems)
    order = {name: place for place, name in enumerate(recovery_order(bia), start=1)}
    return Analysis(
        bia=bia,
        targets=tuple(sorted((_target(bia, name, order) for name in bia.services), key=lambda one: one.order)),
        businesses=tuple(
            Business(
                name=name,
                title=both(one.title or name),
                rto_ns=one.rto,
                rpo_ns=one.rpo,
                services=tuple(one.needs.services),
            )
            for name, one in bia.businesses.items()
        ),
        problems=problems,
    )


def _target(bia: BiaInput, name: str, order: Mapping[str, int]) -> Target:
    one = bia.services[name]
    return Target(
        name=name,
        title=both(one.title or name),
        order=order[name],
        rto_ns=one.rto,
        rpo_ns=one.rpo,
        writes=one.writes,
        kind=one.class_ or "",
        level=one.level,
        owner=None if one.owner is None else both(one.owner),
        needs=tuple(one.depends_on),
        suppliers=tuple(one.suppliers),
    )
