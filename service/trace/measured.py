"""Pieces of evidence that the plan and the figures of a drill hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from measurements.report import RpoFigure, RtoFigure, TimelineEntry
from scenarios.plan import Inject, Manual, Notify, Phase, Run
from service.trace.piece import GOVERNED, OPENING, Answer, Case, Here, Piece, here_if, moot


def _threats(case: Case) -> Answer:
    return here_if(case.plan.threats, OPENING)


def _fault(case: Case) -> Answer:
    begun = [
        entry
        for entry in case.report.timeline
        if entry.phase == Phase.INJECT and entry.outcome not in {"skipped", "running"}
    ]
    if case.plan.form == "tabletop":
        return here_if(case.plan.threats, OPENING)
    return here_if(begun, _proofs(begun))


def _targets(case: Case) -> Answer:
    return here_if(case.plan.objectives, OPENING) if case.plan.objectives else moot("no_objectives")


def _bia(case: Case) -> Answer:
    return here_if("bia" in case.plan.sources, OPENING)


def _rto(case: Case) -> Answer:
    figures = [one.rto for one in case.report.services]
    if not case.plan.objectives:
        return moot("no_objectives")
    return here_if(figures and all(map(_is_measured, figures)), _proofs(figures))


def _switchover(case: Case) -> Answer:
    figures = [one.switchover for one in case.report.services]
    if not any(step.phase is Phase.SWITCH for step in case.plan.steps):
        return moot("no_switch")
    known = [one for one in figures if one is not None]
    return here_if(known and len(known) == len(figures), _proofs(known))


def _rpo(case: Case) -> Answer:
    figures = [one.rpo for one in case.report.services if one.writes]
    if not any(one.writes for one in case.plan.objectives):
        return moot("no_writes")
    return here_if(figures and all(map(_is_read, figures)), _proofs(figures))


def _order(case: Case) -> Answer:
    order = case.report.order
    if len(case.plan.objectives) <= 1:
        return moot("one_service")
    if order is None:
        return here_if(has=False)
    return here_if(all(pair.outcome != "unknown" for pair in order.pairs), _proofs(order.places))


def _people_time(case: Case) -> Answer:
    told = [one.phases.people for one in case.report.services]
    known = [one for one in told if one is not None]
    if not case.report.gates and not case.report.manuals:
        return moot("no_people")
    return here_if(known, _proofs(known))


def _manuals(case: Case) -> Answer:
    steps = [step.action for step in case.plan.steps if isinstance(step.action, Manual)]
    if not steps:
        return moot("no_manual_steps")
    return here_if(all(step.manual for step in steps), (*OPENING, *_proofs(case.report.manuals)))


def _notices(case: Case) -> Answer:
    if not any(isinstance(step.action, Notify) for step in case.plan.steps):
        return moot("no_notices")
    return here_if(case.report.notices, _proofs(case.report.notices))


def _detected(case: Case) -> Answer:
    known = [one.phases.detect for one in case.report.services if one.phases.detect is not None]
    return here_if(known, _proofs(known))


def _decisions(case: Case) -> Answer:
    told = [gate for gate in case.report.gates if gate.counted and not gate.waived]
    return here_if(told, _proofs(told))


def _course(case: Case) -> Answer:
    return here_if(case.report.timeline, _proofs(case.report.timeline))


def _restored(case: Case) -> Answer:
    return here_if(case.report.restored, (case.report.drill.events,))


def _reconciled(case: Case) -> Answer:
    made = case.report.reconciliations
    figures = [one.rpo for one in case.report.services if one.writes]
    if not any(one.writes for one in case.plan.objectives):
        return moot("no_writes")
    if made:
        return here_if(all(one.state in {"nothing_lost", "complete"} for one in made), _proofs(made))
    read = [one for one in figures if _is_read(one) and one.basis == "ledger"]
    return here_if(read and all(one.lost == 0 for one in read), _proofs(read))


def _tested(case: Case) -> Answer:
    looked = [entry for entry in case.report.timeline if entry.phase == Phase.VERIFY and entry.is_last]
    return here_if(looked and all(entry.outcome in {"ok", "skipped"} for entry in looked), _proofs(looked))


def _findings(case: Case) -> Answer:
    real = [one for one in case.report.findings if one.code != "no_findings"]
    return here_if(real, (number for one in real for number in one.evidence))


def _safeguards(case: Case) -> Answer:
    return here_if(case.plan.safeguards.environments, OPENING)


def _window(case: Case) -> Answer:
    if not any(host.environment == "production" for host in case.plan.hosts):
        return moot("no_production")
    if case.governance is not None:
        return Here(evidence=GOVERNED)
    return here_if(case.plan.safeguards.window is not None, OPENING)


def _risks(case: Case) -> Answer:
    return here_if(case.plan.risks, OPENING)


def _procedures(case: Case) -> Answer:
    return here_if(case.plan.procedures, OPENING)


def _stages(case: Case) -> Answer:
    told = case.report.stages
    return here_if(told and all(one.begun_at is not None for one in told), _proofs(told))


def _automated(case: Case) -> Answer:
    return here_if(any(isinstance(step.action, Run | Inject) for step in case.plan.steps), OPENING)


def _dual(case: Case) -> Answer:
    asked = [one for one in case.report.manuals if one.confirm_role is not None]
    if not asked:
        return moot("no_dual")
    return here_if(all(one.confirmed_by not in {None, one.done_by} for one in asked), _proofs(asked))


def _verdict(case: Case) -> Answer:
    return here_if(case.report.drill.ended_at is not None, (case.report.drill.events,))


def _is_measured(figure: RtoFigure) -> bool:
    return figure.lower_s is not None or figure.upper_s is not None


def _is_read(figure: RpoFigure) -> bool:
    return figure.source is not None and figure.lower_s is not None


def _proofs(told: Iterable[object]) -> tuple[int, ...]:
    return tuple(number for one in told for number in getattr(one, "evidence", ()))


def _is_abnormal(entry: TimelineEntry) -> bool:
    return entry.is_last and entry.outcome in {"failed", "unknown"}


def _abnormal(case: Case) -> Answer:
    wrong = [entry for entry in case.report.timeline if _is_abnormal(entry)]
    if not wrong:
        return moot("nothing_abnormal")
    known = {(one.item.trouble.step, one.item.trouble.host) for one in case.records.items}
    entered = all((entry.step, entry.host) in known for entry in wrong)
    book = (one.numbers[0] for one in case.records.items if one.item.trouble.abnormal is not None)
    return here_if(entered, _proofs(wrong), book)


MEASURED: Final = (
    Piece(name="threats", place="plan.json: threats", look=_threats),
    Piece(name="fault", place="report.json: timeline (inject)", look=_fault),
    Piece(name="targets", place="plan.json: objectives", look=_targets),
    Piece(name="bia", place="plan.json: sources.bia", look=_bia),
    Piece(name="rto", place="report.json: services[].rto", look=_rto),
    Piece(name="switchover", place="report.json: services[].switchover", look=_switchover),
    Piece(name="rpo", place="report.json: services[].rpo", look=_rpo),
    Piece(name="order", place="report.json: order", look=_order),
    Piece(name="people_time", place="report.json: services[].phases.people", look=_people_time),
    Piece(name="manuals", place="report.json: manuals", look=_manuals),
    Piece(name="notices", place="report.json: notices", look=_notices),
    Piece(name="detected", place="report.json: services[].phases.detect", look=_detected),
    Piece(name="decisions", place="report.json: gates", look=_decisions),
    Piece(name="course", place="report.json: timeline", look=_course),
    Piece(name="restored", place="report.json: restored", look=_restored),
    Piece(name="reconciled", place="report.json: reconciliations", look=_reconciled),
    Piece(name="tested", place="report.json: timeline (verify)", look=_tested),
    Piece(name="findings", place="report.json: findings", look=_findings),
    Piece(name="safeguards", place="plan.json: safeguards", look=_safeguards),
    Piece(name="window", place="report.json: governance.opens_ns", look=_window),
    Piece(name="risks", place="plan.json: risks", look=_risks),
    Piece(name="procedures", place="plan.json: procedures", look=_procedures),
    Piece(name="stages", place="report.json: stages", look=_stages),
    Piece(name="automated", place="plan.json: steps", look=_automated),
    Piece(name="dual", place="report.json: manuals[].confirmed_by", look=_dual),
    Piece(name="verdict", place="report.json: verdict", look=_verdict),
    Piece(name="abnormal", place="records.jsonl: item_opened", look=_abnormal),
)
