"""From a history to a report: the one function that everything else in this package serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from measurements.conduct import check_conduct
from measurements.course import Course, follow
from measurements.drawing import ledger_view, strip
from measurements.events import DrillGoverned, DrillOpened, Ending
from measurements.fault import Fault, find_fault
from measurements.findings import Code, finding
from measurements.history import History
from measurements.losses import Loss, find_loss
from measurements.markers import Marked, MarkerKind, Point, gather_markers, marker_figure, weigh
from measurements.notices import notices, readiness
from measurements.order import came, came_back, order_findings, recovery_order
from measurements.people import Heard, gate_decisions, hear_people, manual_acts, manual_reports
from measurements.quality import check_beats, check_clocks, check_journal, check_watches
from measurements.reconciling import check_reconciliation, reconcile
from measurements.report import DrillFacts, Finding, Reconciliation, RecoveryOrder, Report, Strip
from measurements.seconds import upper_s
from measurements.services import Assessment, assess
from measurements.stages import stages
from measurements.streams import Streams, gather
from measurements.testimony import Testimony, hear, written_from
from measurements.timeline import tell
from measurements.utc import utc_text
from measurements.verdict import capped, name, whole
from scenarios.plan import Objective, Plan, Safeguards, Text, plan_from_json

SCHEMA: Final = "drillproof.report/3"
_ORDER: Final = {"serious": 0, "warning": 1, "info": 2}
_UNMEASURED: Final = frozenset(
    (Code.NO_FAULT, Code.NO_STREAM, Code.LEDGER_MISSING, Code.RTO_INCONCLUSIVE, Code.RPO_INCONCLUSIVE)
)
"""What would be said of every drill at a table, where nothing is interrupted and nothing can be measured."""
_NOTHING: Final = Text(zh="", en="")
NO_PLAN: Final = Plan(
    scenario="",
    title=_NOTHING,
    form="live",
    threats=(),
    clauses=(),
    tasks=(),
    objectives=(),
    hosts=(),
    parameters={},
    probes=(),
    ledgers=(),
    safeguards=Safeguards(environments=(), longest_ns=0, lease_ns=0, undo_within_ns=0),
    on_interruption="restore",
    steps=(),
)
"""What stands in for a plan that cannot be read: nothing was promised, nothing was to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Everything that the history tells, before anything is judged."""

    history: History
    plan: Plan
    flaw: str
    course: Course
    fault: Fault | None
    streams: Streams
    heard: Heard
    markers: Mapping[tuple[str, MarkerKind], Sequence[Point]]

    @property
    def origin(self) -> int:
        return self.course.opened_at if self.fault is None else self.fault.instant.lower

    @property
    def drill(self) -> str:
        opened = self.history.opened
        return "" if opened is None else opened.drill

    @property
    def is_completed(self) -> bool:
        closed = self.history.closed
        return closed is not None and closed.ending is Ending.COMPLETED

    @property
    def is_restored(self) -> bool:
        closed = self.history.closed
        return closed is not None and closed.restored


def judge(history: History, head: str = "") -> Report:
    """Return the report of a drill: the same history always gives the same report.

    Works on any beginning of a history too: a drill that runs or was killed is never met. `head` is the hash of the
    journal's last record.
    """
    case = _open(history)
    is_sound = case.is_completed and case.is_restored and not case.flaw
    losses = _losses(case)
    assessments = [_assess(case, objective, losses, is_sound=is_sound) for objective in case.plan.objectives]
    order = _order(case, assessments)
    reconciliations = _reconciliations(case, losses)
    verdict = capped(whole(part for one in assessments for part in one.verdicts), is_sound=is_sound)
    return Report(
        schema=SCHEMA,
        drill=_facts(case, head),
        verdict=name(verdict),
        completed=case.is_completed,
        restored=case.is_restored,
        services=tuple(one.figures for one in assessments),
        findings=_findings(case, assessments, order, reconciliations),
        timeline=tell(case.course, case.heard, case.origin),
        strips=_strips(case, assessments),
        ledgers=tuple(ledger_view(loss, case.origin) for loss in losses),
        recovery_order=tuple(came_back(order)),
        gates=gate_decisions(case.course, case.heard, case.origin),
        residue=() if history.closed is None else history.closed.residue,
        manuals=manual_acts(case.heard),
        said=manual_reports(case.course, case.heard, case.origin),
        notices=notices(history, case.origin),
        readiness=readiness(case.course),
        reconciliations=reconciliations,
        order=order,
        markers=tuple(
            marker_figure(marked, case.origin, counts=marked is one.marker)
            for one in assessments
            for marked in one.markers
        ),
        stages=stages(history, case.plan),
        governance=next((event.governance for event in history.of(DrillGoverned)), None),
    )


def _open(history: History) -> _Case:
    plan, flaw = _plan(history.opened)
    course = follow(history, plan)
    return _Case(
        history=history,
        plan=plan,
        flaw=flaw,
        course=course,
        fault=find_fault(course),
        streams=gather(history, plan),
        heard=hear_people(course),
        markers=gather_markers(history),
    )


def _plan(opened: DrillOpened | None) -> tuple[Plan, str]:
    """Return the plan, or an empty one and what is wrong with what stands in its place."""
    if opened is None:
        return NO_PLAN, "the history has no opening event"
    try:
        return plan_from_json(opened.plan), ""
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return NO_PLAN, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _losses(case: _Case) -> list[Loss]:
    return [find_loss(case.drill, one.ledger, one.writes, one.found, case.fault) for one in case.streams.ledgers]


def _assess(case: _Case, objective: Objective, losses: Sequence[Loss], *, is_sound: bool) -> Assessment:
    streams = case.streams.of_service(objective.service)
    testimonies = [hear(samples, objective, case.course, case.fault) for samples in streams]
    own = [loss for loss in losses if loss.ledger.service == objective.service]
    markers = _markers(case, objective, testimonies)
    return assess(objective, case.course, case.fault, testimonies, own, markers, is_sound=is_sound)


def _markers(case: _Case, objective: Objective, testimonies: Sequence[Testimony]) -> list[Marked]:
    since = None if case.fault is None else written_from(testimonies, case.fault.instant.lower)
    return [
        weigh(case.history, points, (service, marker), case.fault, since, case.course.unsure_between)
        for (service, marker), points in case.markers.items()
        if service == objective.service
    ]


def _reconciliations(case: _Case, losses: Sequence[Loss]) -> tuple[Reconciliation, ...]:
    pairs = zip(case.streams.ledgers, losses, strict=True)
    made = (reconcile(case.drill, case.course, stream, loss) for stream, loss in pairs)
    return tuple(one for one in made if one is not None)


def _findings(
    case: _Case,
    assessments: Sequence[Assessment],
    order: RecoveryOrder,
    reconciliations: Sequence[Reconciliation],
) -> tuple[Finding, ...]:
    """Return all findings, the serious ones first; a drill that found nothing is told so."""
    found = [
        *([finding(Code.PLAN_UNREADABLE, (1,), reason=case.flaw)] if case.flaw else []),
        *(one for assessment in assessments for one in assessment.findings),
        *order_findings(order),
        *([finding(Code.NO_FAULT)] if case.fault is None else []),
        *(one for made in reconciliations for one in check_reconciliation(made)),
        *check_conduct(case.history, case.course, case.heard),
        *check_watches(case.history),
        *check_journal(case.history),
        *check_clocks(case.history, case.course),
        *check_beats(case.streams.all(), case.origin),
    ]
    if case.plan.form == "tabletop" and not case.streams.all():
        found = [one for one in found if one.code not in _UNMEASURED]
    if all(one.severity == "info" for one in found):
        found.append(finding(Code.NO_FINDINGS))
    return tuple(sorted(found, key=lambda one: _ORDER[one.severity]))


def _order(case: _Case, assessments: Sequence[Assessment]) -> RecoveryOrder:
    when = {one.figures.service: came(one.deciding, case.origin) for one in assessments}
    return recovery_order(case.plan.objectives, when)


def _strips(case: _Case, assessments: Sequence[Assessment]) -> tuple[Strip, ...]:
    """Return every stream for drawing; the instants that bound a service's RTO are marked on the stream it is from."""
    marks = {id(one.deciding.samples): _bounds(one.deciding) for one in assessments if one.deciding is not None}
    return tuple(strip(samples, marks.get(id(samples), ()), case.origin) for samples in case.streams.all())


def _bounds(testimony: Testimony) -> tuple[int, ...]:
    recovered = testimony.recovered
    if recovered is None:
        return ()
    return (recovered.lower,) if recovered.upper is None else (recovered.lower, recovered.upper)


def _facts(case: _Case, head: str) -> DrillFacts:
    opened, closed, plan = case.history.opened, case.history.closed, case.plan
    duration = None if opened is None or closed is None else closed.at - opened.at
    return DrillFacts(
        id=case.drill,
        scenario=plan.scenario if opened is None else opened.scenario,
        title=plan.title,
        form=plan.form,
        plan_sha256="" if opened is None else opened.plan_sha256,
        software="" if opened is None else opened.software,
        opened_by="" if opened is None else opened.opened_by,
        started_at="" if opened is None else utc_text(opened.utc_ns),
        ended_at=None if opened is None or duration is None else utc_text(opened.utc_ns + duration),
        duration_s=None if duration is None else upper_s(duration),
        ending=None if closed is None else closed.ending.value,
        events=case.history.count,
        head=head,
    )
