"""Troubles that no report of a drill tells of: other parts of the service find them (`Improvements.found`)."""

from __future__ import annotations

from service.improvement.trouble import Trouble
from service.words import say


def late_report(drill: str, services: tuple[str, ...], due: str, rule: str) -> Trouble:
    """Return that the report of a drill was not submitted by `due`, as `rule` asks; one trouble a drill and rule."""
    return Trouble(
        mark=f"deadline:{drill}:{rule}",
        kind="deadline",
        code="late_report",
        severity="serious",
        services=services,
        said=say("improvement.late_report", drill=drill, due=due, rule=rule),
        advice=say("improvement.late_report.advice"),
        facts={"drill": drill, "due": due, "rule": rule},
    )


def plan_wrong(scenario: str, services: tuple[str, ...], what: str) -> Trouble:
    """Return that the evaluation of a drill found its plan wrong; one trouble a scenario."""
    return Trouble(
        mark=f"plan:{scenario}:evaluation",
        kind="plan",
        code="plan_wrong",
        severity="serious",
        services=services,
        said=say("improvement.plan_wrong", what=what),
        advice=say("improvement.plan_wrong.advice"),
        facts={"what": what},
        scenario=scenario,
    )
