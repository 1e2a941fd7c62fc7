"""What one stream testifies about its service: baseline, recovery, RTO, outages, and what to make of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from measurements.course import Course
from measurements.doubts import check_baseline_count, check_load, check_vantage
from measurements.fault import Fault
from measurements.findings import Code, finding
from measurements.level import Baseline, find_baseline, find_level
from measurements.outage import Outages, failure_since, find_outages
from measurements.reading import Reading
from measurements.report import Finding, Outage, StreamFigure
from measurements.rto import Recovery, Return, find_recovery
from measurements.samples import Samples, failures_within, missed_beats, worst_lateness
from measurements.seconds import lower_text, to_seconds, upper_s, upper_text
from scenarios.plan import Objective

_CODES: Final = {
    Return.UNINTERRUPTED: Code.NO_INTERRUPTION_SEEN,
    Return.CUT_SHORT: Code.RECOVERY_CUT_SHORT,
    Return.NOT_RECOVERED: Code.NOT_RECOVERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """One stream's view of one service. Without a fault there is no recovery, and so no RTO.

    `recovered` is an instant, `rto` a duration, both as wide as reboots in between make them.
    """

    samples: Samples
    baseline: Baseline
    recovery: Recovery | None
    recovered: Reading | None
    rto: Reading | None
    outages: Outages
    unsure_ns: int
    first_failure: tuple[int, int] | None
    findings: tuple[Finding, ...]


def hear(samples: Samples, objective: Objective, course: Course, fault: Fault | None) -> Testimony:
    """Return what `samples` say about the service of `objective`."""
    since = course.opened_at if fault is None else fault.instant.lower
    baseline = find_baseline(samples, course.settled_at, since)
    level = find_level(samples, objective.acceptable, baseline)
    failure = failure_since(samples, since)
    recovery = None if fault is None else find_recovery(samples, fault.instant, level, course.restoring)
    unsure = course.unsure_between(since, None if recovery is None else recovery.instant.upper)
    recovered = None if recovery is None else recovery.instant.widened(unsure)
    testimony = Testimony(
        samples=samples,
        baseline=baseline,
        recovery=recovery,
        recovered=recovered,
        rto=None if recovered is None or fault is None else recovered.since(fault.instant).proved_by(*fault.evidence),
        outages=find_outages(samples, since),
        unsure_ns=unsure,
        first_failure=None if failure is None else (samples.received[failure], samples.evidence[failure]),
        findings=(),
    )
    return _with_findings(testimony, objective, course, fault)


def _with_findings(testimony: Testimony, objective: Objective, course: Course, fault: Fault | None) -> Testimony:
    since = course.opened_at if fault is None else fault.instant.lower
    found = (
        *_on_baseline(testimony, objective),
        *_on_recovery(testimony, objective, since),
        *check_vantage(testimony.samples, objective, course, fault),
        *_on_ground(testimony, objective, course, fault),
        *_on_what_followed(testimony, objective, since, course.restoring),
    )
    return replace(testimony, findings=found)


def _on_ground(testimony: Testimony, objective: Objective, course: Course, fault: Fault | None) -> Iterator[Finding]:
    """Yield what the comparison with the time before the fault does not stand on."""
    if testimony.recovery is not None:
        yield from check_baseline_count(testimony.samples, objective, testimony.baseline)
    yield from check_load(testimony.samples, objective, course, fault, testimony.recovery)


def _names(testimony: Testimony, objective: Objective) -> dict[str, str]:
    return {"service": objective.service, "stream": testimony.samples.stream}


def _on_baseline(testimony: Testimony, objective: Objective) -> Iterator[Finding]:
    names, baseline, hold = _names(testimony, objective), testimony.baseline, objective.acceptable.hold_ns
    evidence = testimony.samples.evidence[:1]
    if testimony.recovery is None or not evidence:
        return
    if baseline.beats == 0:
        yield finding(Code.BASELINE_MISSING, evidence, **names)
    elif baseline.span_ns < hold:
        spans = {"seconds": lower_text(baseline.span_ns), "hold": lower_text(hold)}
        yield finding(Code.BASELINE_SHORT, evidence, **names, **spans)
    if baseline.failures:
        yield finding(Code.BASELINE_FAILURES, evidence, **names, count=str(baseline.failures))


def _on_recovery(testimony: Testimony, objective: Objective, since: int) -> Iterator[Finding]:
    names, recovery, samples = _names(testimony, objective), testimony.recovery, testimony.samples
    if not len(samples):
        yield finding(Code.NO_SAMPLES, **names)
    if recovery is None:
        return
    evidence = recovery.instant.evidence
    if recovery.how in _CODES:
        held = {}
        if recovery.how is Return.CUT_SHORT:
            held = {"held": lower_text(_held(samples, since)), "hold": lower_text(objective.acceptable.hold_ns)}
        yield finding(_CODES[recovery.how], evidence, **names, **held)
    if recovery.degraded is not None and recovery.start is not None:
        below = samples.sent[recovery.start] - _calm_from(samples, recovery.degraded, since)
        yield finding(Code.BELOW_LEVEL, evidence, **names, seconds=upper_text(below))


def _held(samples: Samples, since: int) -> int:
    """Return how long the successes at the end of the samples lasted."""
    return max(0, samples.sent[-1] - _calm_from(samples, len(samples) - 1, since))


def _calm_from(samples: Samples, place: int, since: int) -> int:
    """Return when the first success was sent after the last failure before `place`, not before `since`."""
    before = bisect_left(samples.failed, place)
    return max(since, samples.sent[samples.failed[before - 1] + 1]) if before else since


def _on_what_followed(
    testimony: Testimony, objective: Objective, since: int, restoring: int | None
) -> Iterator[Finding]:
    names, recovery, samples = _names(testimony, objective), testimony.recovery, testimony.samples
    if recovery is None or recovery.start is None or recovery.end is None:
        return
    flaps = sum(down.first < recovery.start for down in testimony.outages.downs)
    if flaps > 1:
        yield finding(Code.FLAPPING, testimony.outages.total.evidence, **names, count=str(flaps))
    turned = len(samples) if restoring is None else max(recovery.end, bisect_left(samples.sent, restoring))
    stretches = (Code.RELAPSE, recovery.end, turned), (Code.INTERRUPTED_WHILE_RESTORING, turned, len(samples))
    for code, start, end in stretches:
        count = sum(1 for _ in failures_within(samples, start, end))
        for first in islice(failures_within(samples, start, end), 1):
            facts = {"count": str(count), "first": lower_text(samples.sent[first] - since)}
            evidence = (samples.evidence[place] for place in failures_within(samples, start, end))
            yield finding(code, evidence, **names, **facts)


def seen_outage(testimony: Testimony) -> Outage:
    """Return the sum of the down intervals, rounded outward; without a sample nothing is known of it."""
    if not len(testimony.samples):
        return Outage(lower_s=None, upper_s=None, count=0)
    total = to_seconds(testimony.outages.total.widened(testimony.unsure_ns))
    return Outage(
        lower_s=None if total.lower_s is None else max(0.0, total.lower_s),
        upper_s=total.upper_s,
        count=len(testimony.outages.downs),
        evidence=total.evidence,
    )


def written_from(testimonies: Sequence[Testimony], since: int) -> int:
    """Return the earliest instant at which clients can have written again after the interruption at `since`.

    That is when the last failure before the first success was sent; without a failure nothing kept them from writing.
    """
    return min((_open_again(one.samples, since) for one in testimonies if len(one.samples)), default=since)


def _open_again(samples: Samples, since: int) -> int:
    failure = failure_since(samples, since)
    if failure is None:
        return since
    success = next((place for place in range(failure, len(samples)) if samples.ok[place]), len(samples))
    return max(since, samples.sent[success - 1])


def stream_figure(testimony: Testimony) -> StreamFigure:
    """Return the stream's line in the report."""
    samples, p95 = testimony.samples, testimony.baseline.p95_ns
    return StreamFigure(
        stream=samples.stream,
        kind=samples.kind,
        rto=None if testimony.rto is None else to_seconds(testimony.rto),
        outage=seen_outage(testimony),
        samples=len(samples),
        missed_beats=missed_beats(samples),
        worst_lateness_s=max(0.0, upper_s(worst_lateness(samples))),
        baseline_p95_s=None if p95 is None else upper_s(p95),
    )
