"""The plan of a recorded drill, also where the record does not hold one that can be read."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from measurements.history import History
from measurements.judge import NO_PLAN
from measurements.report import Report
from scenarios.plan import Plan, plan_from_json


def plan_or_none(history: History) -> Plan | None:
    """Return the plan that opened the drill, None where it cannot be read."""
    if history.opened is None:
        return None
    try:
        return plan_from_json(history.opened.plan)
    except ValidationError:
        return None


def plan_told(report: Report) -> Plan:
    """Return a plan that holds no more than the report's own facts, so that the report can still be written."""
    return replace(NO_PLAN, scenario=report.drill.scenario, title=report.drill.title)
