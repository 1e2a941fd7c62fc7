"""Frequency rules as values: what a file says, and the files that ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import both
from scenarios.frequencies.model import (
    UNVERIFIED,
    Basis,
    BeforeInput,
    Clock,
    EveryInput,
    FrequencyInput,
    ReportInput,
    Scope,
)
from scenarios.plan import Text
from scenarios.problems import Problems

SHIPPED: Final = Path(str(files("scenarios").joinpath("frequencies")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Where a figure was read: C the clause itself, S a secondary source, D derived, U not confirmed."""

    source: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """A report that is due so many working days after a drill."""

    working_days: int
    to: Text
    read: Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one profile. `months` None: it asks for no frequency, or its figure is 未核实 (`every_is_open`)."""

    profile: str
    name: str
    title: Text
    basis: Basis
    months: int | None
    months_read: Sourced | None
    every_is_open: bool
    report: Reporting | None
    report_is_open: bool
    """Whether a report is demanded of which nobody has read the figure yet."""
    before: Text | None
    clock: Clock
    scope: Scope
    forms: tuple[str, ...]
    importance: tuple[str, ...]
    on_change: bool
    note: Text | None

    @property
    def id(self) -> str:
        """Return its name among all profiles."""
        return f"{self.profile}/{self.name}"


def shipped_frequencies() -> dict[str, Path]:
    """Return the profiles that ship, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


def read_frequencies(path: Path) -> FrequencyInput:
    """Return a profile; raises Problems."""
    draft = understand(FrequencyInput, load(path))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    return draft.model


def rules_of(names: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules of the named profiles: names of shipped ones, or paths of copies; raises Problems."""
    return tuple(rule for name in names for rule in _read(str(shipped_frequencies().get(name, name))))


@cache
def _read(path: str) -> tuple[Rule, ...]:
    told = read_frequencies(Path(path))
    return tuple(
        Rule(
            profile=told.frequencies,
            name=rule.rule,
            title=both(rule.title),
            basis=rule.basis,
            months=rule.every.months if isinstance(rule.every, EveryInput) else None,
            months_read=_sourced(rule.every) if isinstance(rule.every, EveryInput) else None,
            every_is_open=rule.every == UNVERIFIED,
            report=_report(rule.report) if isinstance(rule.report, ReportInput) else None,
            report_is_open=rule.report == UNVERIFIED,
            before=both(rule.before.duty) if isinstance(rule.before, BeforeInput) else None,
            clock=rule.clock,
            scope=rule.scope,
            forms=tuple(rule.forms),
            importance=tuple(rule.importance),
            on_change=rule.on_change,
            note=None if rule.note is None else both(rule.note),
        )
        for rule in told.rules
    )


def _sourced(figure: EveryInput | ReportInput) -> Sourced:
    return Sourced(source=figure.source, certainty=figure.certainty)


def _report(told: ReportInput) -> Reporting:
    return Reporting(working_days=told.working_days, to=both(told.to), read=_sourced(told))
