"""A finding in words, with services, steps and hosts called what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from measurements.events import Ending
from measurements.report import Finding, Report
from scenarios.plan import Plan, Text
from service.report.figures import term
from service.words import same, say
from service.words.found import advice, found
from service.words.reasons import reason

Names: TypeAlias = Mapping[tuple[str, str], Text]
"""What a person calls the things that facts name by their code: (vocabulary, code) to words."""

_CHECKS: Final = (
    "clock_offset",
    "disk_space",
    "backup_fresh",
    "lease_works",
    "standby_capacity",
    "replication_healthy",
)
_REASONS: Final = frozenset({"reason", "detail"})
_VOCABULARY: Final = {"other": "service"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What was found, and what is to be done about it."""

    found: Text
    advice: Text


def worded(finding: Finding, named: Names) -> Worded:
    """Return a finding in words; `named` as `names` gives it."""
    facts = {name: _fact(name, value, named) for name, value in finding.facts.items()}
    return Worded(found=found(finding.code, facts), advice=advice(finding.code, facts))


def names(report: Report, plan: Plan) -> Names:
    """Return what a person calls the things of this drill."""
    named = {("service", service.service): service.title for service in report.services}
    named |= {("step", step.id): step.title for step in plan.steps}
    named |= {("outcome", outcome): say(f"outcome.{outcome}") for outcome in ("ok", "failed", "unknown")}
    named |= {("ending", str(ending)): say(f"ending.{ending}") for ending in Ending}
    named |= {("marker", kind): say(f"marker.{kind}") for kind in ("business_time", "log_position", "backup")}
    named |= {("side", side): say(f"side.{side}") for side in ("before", "after")}
    named |= {("check", kind): term("ready", kind) for kind in _CHECKS}
    named |= {("group", group.name): group.title for group in plan.contacts}
    named |= {("outcome", "running"): say("outcome.running")}
    named["host", ""] = say("word.controller")
    return named


def _fact(name: str, value: str, named: Names) -> Text:
    if name in _REASONS:
        return reason(value) if value else say("word.no_reason")
    return named.get((_VOCABULARY.get(name, name), value), same(value))
