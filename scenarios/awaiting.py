"""Whether a drill waits long enough to see its services recovered."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.plan import Phase
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from scenarios.question import Question
from scenarios.scenario import ScenarioInput
from scenarios.steps import CheckStreamInput

_AFTER_THE_FAULT = frozenset((Phase.DETECT, Phase.DECIDE, Phase.SWITCH, Phase.VERIFY))


def check_awaiting(question: Question) -> Iterator[Problem]:
    """Yield each service whose recovery no step waits for: its RTO may then have no upper bound (measurement.md 3)."""
    model = question.model
    if model is None or model.form == "tabletop" or question.given_roles is not None or not question.has_all_steps:
        return
    if question.inclusion:
        return  # what could not be included may wait for it
    elsewhere = {name for child in question.included.values() if child.model for name in child.model.services}
    for index, service in enumerate(model.services):
        hold, streams = _hold(question, service), _streams(model, service)
        if service in elsewhere or hold is None or not streams:
            continue
        if hold > _longest_hold(question, streams):
            facts = {"name": service, "hold": show_duration(hold)}
            yield question.scenario.problem(("services", index), "recovery_not_awaited", **facts)


def _hold(question: Question, service: str) -> int | None:
    """Return for how long the service has to be well, None where the BIA does not tell."""
    bia = None if question.bia is None else question.bia.model
    found = None if bia is None else bia.services.get(service)
    return None if found is None else found.acceptable.hold


def _streams(model: ScenarioInput, service: str) -> set[str]:
    return {name for name, one in (*model.probes.items(), *model.ledger.items()) if one.service == service}


def _longest_hold(question: Question, streams: set[str]) -> int:
    """Return for how long some step waits for one of the streams to be up, -1 where none does."""
    return max(
        (
            step.body.check.hold
            for step in question.steps()
            if isinstance(step.body, CheckStreamInput)
            and step.phase in _AFTER_THE_FAULT
            and step.body.check.state == "up"
            and step.body.check.stream in streams
        ),
        default=-1,
    )
