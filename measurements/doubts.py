"""What takes the ground from a figure: a vantage that fell with the site, a thin baseline, less load, a stalled ledger.

Silence and lateness widen an interval by themselves and need nothing here. What is here bends a figure without widening
it, so a figure that it touches is never called met (docs/measurement.md, section 9).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from measurements.course import Course
from measurements.fault import Fault
from measurements.findings import Code, finding
from measurements.intervals import Interval
from measurements.level import Baseline
from measurements.report import Finding
from measurements.rto import Recovery
from measurements.samples import Samples
from measurements.writes import ReadBack, Writes
from scenarios.plan import Objective, Phase

LEAST_BASELINE: Final = 10
"""With fewer successes before the fault neither their rate nor their 95th percentile says what was usual."""
LEAST_LOAD: Final = 800
"""Less load than so many thousandths of what was sent before the fault is another question than was asked."""
LEAST_SENT: Final = 10
"""Fewer samples than these make no rate."""
STALL_BEATS: Final = 20
STALL_LEAST: Final = 2_000_000_000
"""A ledger that is silent for longer than so many beats, and than so many ns, has stalled."""
_SECOND: Final = 1_000_000_000


def check_vantage(samples: Samples, objective: Objective, course: Course, fault: Fault | None) -> Iterator[Finding]:
    """Yield every host that the stream looks through and that the fault was put on, or that stands at its site."""
    if fault is None:
        return
    struck = {act.host for act in course.in_phase(Phase.INJECT) if act.step.id == fault.step}
    sites = {host.name: host.site for host in course.plan.hosts}
    struck_sites = {sites[host] for host in struck if sites.get(host)}
    names = {"service": objective.service, "stream": samples.stream}
    for host in _through(samples.stream, course):
        site = sites.get(host, "")
        if host in struck:
            yield finding(Code.SHARED_FATE, fault.evidence, **names, host=host)
        elif site in struck_sites:
            yield finding(Code.SHARED_SITE, fault.evidence, **names, host=host, site=site)


def _through(stream: str, course: Course) -> list[str]:
    return [host.name for probe in course.plan.probes if probe.name == stream for host in probe.through]


def check_baseline_count(samples: Samples, objective: Objective, baseline: Baseline) -> Iterator[Finding]:
    """Yield that too few successes before the fault tell what was usual; with none at all nothing is said here."""
    count = baseline.beats + 1
    if baseline.beats and count < LEAST_BASELINE:
        names = {"service": objective.service, "stream": samples.stream}
        facts = {"count": str(count), "least": str(LEAST_BASELINE)}
        yield finding(Code.BASELINE_THIN, samples.evidence[:1], **names, **facts)


def check_load(
    samples: Samples, objective: Objective, course: Course, fault: Fault | None, recovery: Recovery | None
) -> Iterator[Finding]:
    """Yield that the service was sent clearly less after its recovery than before the fault."""
    if fault is None or recovery is None or recovery.start is None:
        return
    start = samples.sent[recovery.start]
    before = _within(samples, course.settled_at, fault.instant.lower)
    after = _within(samples, start, start + objective.acceptable.hold_ns)
    if min(before.count, after.count) < LEAST_SENT:
        return
    usual, now = _permille_of_a_second(before), _permille_of_a_second(after)
    if now * 1000 < usual * LEAST_LOAD:
        names = {"service": objective.service, "stream": samples.stream}
        told = {"before": repr(usual / 1000), "after": repr(now / 1000)}
        yield finding(Code.UNEQUAL_LOAD, recovery.instant.evidence, **names, **told)


@dataclass(frozen=True, slots=True)
class _Sent:
    """So many samples, and from the sending of the first to that of the last."""

    count: int
    span_ns: int


def _within(samples: Samples, start: int, end: int) -> _Sent:
    first, behind = bisect_left(samples.sent, start), bisect_right(samples.sent, end)
    count = max(0, behind - first)
    return _Sent(count, samples.sent[behind - 1] - samples.sent[first] if count else 0)


def _permille_of_a_second(sent: _Sent) -> int:
    """Return how many were sent in 1,000 seconds at the rate of these."""
    return (sent.count - 1) * 1000 * _SECOND // max(1, sent.span_ns)


def stalled_ns(writes: Writes, found: ReadBack | None, fault: Interval, every_ns: int) -> int:
    """Return how long a ledger wrote nothing before the fault, or from it until it was read; 0 where it wrote on.

    Nothing is a stall that is no longer than STALL_BEATS beats and STALL_LEAST.
    """
    invoked = sorted(writes.invoked)
    before, after = bisect_left(invoked, fault.lower), bisect_right(invoked, fault.upper)
    silences = [fault.lower - invoked[before - 1]] if before else []
    if found is not None and after == len(invoked) and invoked:
        silences.append(found.sent - fault.upper)
    longest = max(silences, default=0)
    return longest if longest > max(STALL_LEAST, STALL_BEATS * every_ns) else 0
