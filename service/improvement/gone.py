"""Whether a later drill's report shows that a trouble is gone; silence proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from measurements.report import Report, ServiceFigures
from scenarios.plan import Plan
from service.improvement.finding import troubles_of
from service.improvement.trouble import Kind, Trouble

Answer: TypeAlias = Literal["gone", "there", "silent"]


def answer(trouble: Trouble, report: Report, plan: Plan) -> Answer:
    """Return what a report says of a trouble: that it is gone, that it is still there, or nothing.

    Gone is only what was looked at and found right, in a drill that went to its end and restored everything.
    """
    if any(one.mark == trouble.mark for one in troubles_of(report, plan)):
        return "there"
    if not (report.completed and report.restored):
        return "silent"
    return "gone" if _PROOFS[trouble.kind](trouble, report) else "silent"


def _target_met(trouble: Trouble, report: Report) -> bool:
    figure, _, service = trouble.mark.partition(":")
    found = _service(report, service)
    return found is not None and (found.rto if figure == "rto" else found.rpo).verdict == "met"


def _step_went_well(trouble: Trouble, report: Report) -> bool:
    if trouble.step == "":
        return _same_scenario(trouble, report)
    acts = [entry for entry in report.timeline if entry.step == trouble.step and entry.is_last]
    here = [entry for entry in acts if trouble.host in {"", entry.host}]
    return _same_scenario(trouble, report) and bool(here) and all(entry.outcome == "ok" for entry in here)


def _order_kept(trouble: Trouble, report: Report) -> bool:
    pairs = () if report.order is None else report.order.pairs
    return any({pair.first, pair.second} == set(trouble.services) and pair.outcome == "kept" for pair in pairs)


def _ready_now(trouble: Trouble, report: Report) -> bool:
    checks = [one for one in report.readiness if (one.step, one.host) == (trouble.step, trouble.host)]
    return _same_scenario(trouble, report) and bool(checks) and all(one.outcome == "ok" for one in checks)


def _data_right(trouble: Trouble, report: Report) -> bool:
    ledger = trouble.facts.get("ledger", "")
    if trouble.code in {"still_missing", "replay_unproved"}:
        made = [one for one in report.reconciliations if one.ledger == ledger]
        return bool(made) and all(one.state in {"nothing_lost", "complete"} for one in made)
    read = [one for one in report.services if one.rpo.source == ledger and one.rpo.verdict != "inconclusive"]
    return bool(read)


def _same_scenario(trouble: Trouble, report: Report) -> bool:
    return report.drill.scenario == trouble.scenario


def _never(_trouble: Trouble, _report: Report) -> bool:
    return False


_PROOFS: Final[Mapping[Kind, Callable[[Trouble, Report], bool]]] = {
    "target": _target_met,
    "step": _step_went_well,
    "plan": _step_went_well,
    "order": _order_kept,
    "readiness": _ready_now,
    "residue": _same_scenario,
    "course": _same_scenario,
    "data": _data_right,
    "deadline": _never,
    "other": _never,
}


def _service(report: Report, name: str) -> ServiceFigures | None:
    return next((one for one in report.services if one.service == name), None)
