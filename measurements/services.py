"""The figures of one service: which stream decides, its RTO and phases, its RPO, and the verdicts on both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measurements import remarks
from measurements.course import Course
from measurements.fault import Fault
from measurements.findings import Code, finding, lowers
from measurements.losses import Loss, loss_findings
from measurements.markers import Marked, check_marker
from measurements.phases import divide, switch_over
from measurements.reading import Reading
from measurements.report import Finding, Outage, Phases, RpoFigure, RtoFigure, Seconds, ServiceFigures, Verdict
from measurements.rpo_figure import rpo_figure
from measurements.seconds import SECOND, UNBOUNDED, to_seconds
from measurements.testimony import Testimony, seen_outage, stream_figure
from measurements.verdict import capped, judged, name, why_undecided
from scenarios.plan import Objective, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One service with everything that was found out about it.

    `verdicts` are those that count for the drill; `deciding` is the stream that its RTO is taken from.
    """

    figures: ServiceFigures
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    deciding: Testimony | None
    markers: tuple[Marked, ...] = ()
    marker: Marked | None = None
    """The one of them that the RPO is taken from."""


def assess(
    objective: Objective,
    course: Course,
    fault: Fault | None,
    testimonies: Sequence[Testimony],
    losses: Sequence[Loss],
    markers: Sequence[Marked] = (),
    *,
    is_sound: bool,
) -> Assessment:
    """Return the figures of one service from what its streams testify and its ledgers prove.

    `is_sound`: the drill was completed and its restoration proved; otherwise nothing is met.
    """
    deciding = decide_stream(objective, testimonies)
    rto, rto_verdict = _rto_figure(objective, deciding, fault, is_sound=is_sound)
    rpo, rpo_verdict, marker = rpo_figure(objective, losses, markers, fault, is_sound=is_sound)
    is_rpo_due = objective.writes or bool(losses) or marker is not None
    switchover = None if deciding is None or deciding.recovered is None else switch_over(course, deciding.recovered)
    figures = ServiceFigures(
        service=objective.service,
        title=objective.title,
        priority=objective.priority,
        writes=objective.writes,
        rto=rto,
        switchover=None if switchover is None else to_seconds(switchover),
        outage=Outage(lower_s=None, upper_s=None, count=0) if deciding is None else seen_outage(deciding),
        phases=_phases(course, deciding, fault),
        rpo=rpo,
        streams=tuple(stream_figure(testimony) for testimony in testimonies),
    )
    return Assessment(
        figures=figures,
        verdicts=(rto_verdict, rpo_verdict) if is_rpo_due else (rto_verdict,),
        findings=(
            *_findings(objective, figures, testimonies, losses, is_rpo_due=is_rpo_due),
            *(one for marked in markers for one in check_marker(marked, counts=marked is marker)),
        ),
        deciding=deciding,
        markers=tuple(markers),
        marker=marker,
    )


def decide_stream(objective: Objective, testimonies: Sequence[Testimony]) -> Testimony | None:
    """Return the stream whose RTO counts: the ledger where the BIA says that the service writes, else a probe.

    Among several it is the one that recovered last.
    """
    side = "ledger" if objective.writes else "probe"
    preferred = [testimony for testimony in testimonies if testimony.samples.kind == side]
    return max(preferred or testimonies, key=_lateness, default=None)


def _lateness(testimony: Testimony) -> tuple[float, float]:
    rto = testimony.rto
    if rto is None:
        return -1, -1
    return (math.inf if rto.upper is None else rto.upper), rto.lower


def _rto_figure(
    objective: Objective, deciding: Testimony | None, fault: Fault | None, *, is_sound: bool
) -> tuple[RtoFigure, Verdict]:
    reading = None if deciding is None else deciding.rto
    raw = judged(reading, objective.rto_ns)
    is_doubted = deciding is not None and lowers(deciding.findings)
    verdict = capped(raw, is_sound=is_sound and not is_doubted)
    shown = None if reading is None else to_seconds(reading)
    figure = RtoFigure(
        target_s=objective.rto_ns / SECOND,
        lower_s=None if shown is None else shown.lower_s,
        upper_s=None if shown is None else shown.upper_s,
        verdict=name(verdict),
        stream=None if deciding is None else deciding.samples.stream,
        evidence=() if shown is None else shown.evidence,
        remark=_rto_remark(objective, deciding, fault, raw, is_sound=is_sound)
        if verdict is Verdict.INCONCLUSIVE
        else None,
    )
    return figure, verdict


def _rto_remark(
    objective: Objective, deciding: Testimony | None, fault: Fault | None, raw: Verdict, *, is_sound: bool
) -> Text:
    if raw is Verdict.MET:
        return remarks.DOUBTED if is_sound else remarks.NOT_SOUND
    if fault is None:
        return remarks.NO_FAULT
    if deciding is None:
        return remarks.NOT_MEASURED
    return why_undecided(deciding.rto, objective.rto_ns, deciding.samples.every_ns)


def _phases(course: Course, deciding: Testimony | None, fault: Fault | None) -> Phases:
    if deciding is None or deciding.recovered is None or fault is None:
        return Phases(detect=None, decide=None, switch=None, verify=None, people=None)
    parts = divide(course, fault, deciding.recovered, deciding.first_failure)
    return Phases(
        detect=to_seconds(parts.detect),
        decide=_seconds_or_none(parts.decide),
        switch=_seconds_or_none(parts.switch),
        verify=_seconds_or_none(parts.verify),
        people=to_seconds(parts.people),
    )


def _seconds_or_none(reading: Reading | None) -> Seconds | None:
    return None if reading is None else to_seconds(reading)


def _findings(
    objective: Objective,
    figures: ServiceFigures,
    testimonies: Sequence[Testimony],
    losses: Sequence[Loss],
    *,
    is_rpo_due: bool,
) -> Iterator[Finding]:
    yield from _on_target(objective, figures, is_rpo_due=is_rpo_due)
    if not testimonies:
        yield finding(Code.NO_STREAM, service=objective.service)
    if not losses and objective.writes and figures.rpo.basis != "marker":
        yield finding(Code.LEDGER_MISSING, service=objective.service)
    elif not is_rpo_due:
        yield finding(Code.RPO_NOT_MEASURED, service=objective.service)
    for testimony in testimonies:
        yield from testimony.findings
    for loss in losses:
        yield from loss_findings(loss, objective)


def _on_target(objective: Objective, figures: ServiceFigures, *, is_rpo_due: bool) -> Iterator[Finding]:
    rto, rpo = figures.rto, figures.rpo
    if rto.verdict != "met":
        code = Code.RTO_MISSED if rto.verdict == "missed" else Code.RTO_INCONCLUSIVE
        yield finding(code, rto.evidence, **_interval(objective, rto))
    if is_rpo_due and rpo.verdict != "met":
        code = Code.RPO_MISSED if rpo.verdict == "missed" else Code.RPO_INCONCLUSIVE
        yield finding(code, rpo.evidence, **_interval(objective, rpo))


def _interval(objective: Objective, figure: RtoFigure | RpoFigure) -> dict[str, str]:
    return {
        "service": objective.service,
        "lower": "0.0" if figure.lower_s is None else repr(figure.lower_s),
        "upper": UNBOUNDED if figure.upper_s is None else repr(figure.upper_s),
        "target": repr(figure.target_s),
    }
