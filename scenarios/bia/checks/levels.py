"""Services against the level table that the register names; what is 未核实 there is told, never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from scenarios.bia.model import BiaInput, ServiceInput
from scenarios.bia.profile import UNVERIFIED, LeastInput, Period, PeriodInput, ProfileInput
from scenarios.bia.register import Register
from scenarios.bia.words import Class
from scenarios.problems import Problem
from scenarios.quantities import show_duration

Figure: TypeAlias = Literal["rto", "rpo"]
_ABOVE: Final[dict[Figure, str]] = {"rto": "bia_rto_above_level", "rpo": "bia_rpo_above_level"}
_SHOWN: Final = 3
"""Names that a note on what was not checked spells out."""
Open: TypeAlias = "dict[str, list[str]]"
"""What is 未核实, and which services were not held against it."""


def levels_fit(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield what breaks the profile, what cannot be held against it, and which figures of it are 未核实."""
    profile = register.profile
    if profile is None:
        return
    open_: Open = {}
    for name, service in bia.services.items():
        yield from _level(register, profile, name, service, open_)
    for names, figures in _together(open_).items():
        listed = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        facts = {"figure": ", ".join(figures), "profile": profile.profile, "count": str(len(names)), "names": listed}
        yield register.problem(("profile",), "bia_not_checked", **facts)


def _together(open_: Open) -> dict[tuple[str, ...], list[str]]:
    """Return the figures that are open for the same services."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for figure, names in open_.items():
        groups.setdefault(tuple(names), []).append(figure)
    return groups


def _level(
    register: Register, profile: ProfileInput, name: str, service: ServiceInput, open_: Open
) -> Iterator[Problem]:
    facts = {"name": name, "profile": profile.profile}
    missing = [key for key, value in (("level", service.level), ("class", service.class_)) if value is None]
    if service.level is None or service.class_ is None:
        path = ("services", name)
        yield register.draft.problem_of_key(path, "bia_level_missing", **facts, missing=", ".join(missing))
        return
    yield from _least(register, profile, name, service.level, service.class_, open_)
    if not profile.levels:
        open_.setdefault("levels", []).append(name)
    elif service.level not in profile.by_number():
        known = ", ".join(map(str, profile.by_number()))
        path = ("services", name, "level")
        yield register.problem(path, "bia_level_unknown", **facts, level=str(service.level), known=known)
    else:
        yield from _figures(register, profile, name, service, open_)


def _least(
    register: Register, profile: ProfileInput, name: str, level: int, kind: Class, open_: Open
) -> Iterator[Problem]:
    least = profile.least.get(kind, UNVERIFIED)
    if least == UNVERIFIED:
        open_.setdefault(f"least.{kind}", []).append(name)
    elif isinstance(least, LeastInput) and level < least.value:
        facts = {"name": name, "profile": profile.profile, "level": str(level), "least": str(least.value)}
        yield register.problem(("services", name, "level"), "bia_level_below_profile", **facts, kind=kind)


def _figures(
    register: Register, profile: ProfileInput, name: str, service: ServiceInput, open_: Open
) -> Iterator[Problem]:
    level, kind = service.level or 0, service.class_ or "real_time"
    row = profile.by_number()[level].row(kind)
    figures: tuple[tuple[Figure, int, Period], ...] = (("rto", service.rto, row.rto), ("rpo", service.rpo, row.rpo))
    for figure, own, most in figures:
        if most == UNVERIFIED:
            open_.setdefault(f"levels.{level}.{kind}.{figure}", []).append(name)
        elif isinstance(most, PeriodInput) and own > most.value:
            facts = {"own": show_duration(own), "most": show_duration(most.value), "level": str(level)}
            path = ("services", name, figure)
            yield register.problem(path, _ABOVE[figure], name=name, profile=profile.profile, **facts)
