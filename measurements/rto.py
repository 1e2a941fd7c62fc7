"""When a service came back for good, as one stream saw it, and so its RTO.

Definitions: docs/measurement.md, section 3; JR/T 0251 3.5.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from measurements.columns import Ascending
from measurements.intervals import Interval
from measurements.level import Level, is_fast, is_frequent
from measurements.outage import failure_since, first_answer
from measurements.reading import Reading
from measurements.samples import Samples


class Return(StrEnum):
    """How the search for a lasting return ended."""

    RECOVERED = "recovered"
    UNINTERRUPTED = "uninterrupted"
    CUT_SHORT = "cut_short"
    NOT_RECOVERED = "not_recovered"
    NO_SAMPLES = "no_samples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """When the service had lastingly recovered: an instant, unbounded above where the samples do not show it.

    `start` is the place of the first sample of the lasting run and `end` that of the first sample after its hold
    time; both are None without one. `bounds` are the places of the two samples that bound the instant.
    """

    how: Return
    instant: Reading
    start: int | None = None
    end: int | None = None
    bounds: tuple[int, ...] = ()
    degraded: int | None = None
    """Place of the last sample that was answered and yet proves that the level was not acceptable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    start: int
    end: int
    degraded: int | None


def find_recovery(samples: Samples, fault: Interval, level: Level, restoring: int | None = None) -> Recovery:
    """Return when the service had come back, after a fault in `fault`.

    If any failure is seen after the fault, the search begins there: an interruption may be late. Failures that come
    only with the restoration (from `restoring` on), after a lasting run of successes, are not this interruption.
    """
    failure = failure_since(samples, fault.lower)
    after = bisect_right(samples.sent, fault.upper)
    if failure is None:
        return _uninterrupted(samples, fault, level, after)
    if restoring is not None and samples.sent[failure] >= restoring:
        calm = _lasting_run(samples, level, after)
        if calm is not None and calm.end <= failure:
            return _uninterrupted(samples, fault, level, after)
    return _returned(samples, level, failure)


def _uninterrupted(samples: Samples, fault: Interval, level: Level, after: int) -> Recovery:
    run = _lasting_run(samples, level, after)
    if run is None:
        how = Return.CUT_SHORT if len(samples) else Return.NO_SAMPLES
        return Recovery(how=how, instant=Reading(lower=fault.lower, upper=None))
    degraded = run.degraded
    last_bad = () if degraded is None else (degraded,)
    lower = fault.lower if degraded is None else samples.sent[degraded]
    how = Return.UNINTERRUPTED if degraded is None else Return.RECOVERED
    return _recovered(samples, run, how, lower, last_bad)


def _returned(samples: Samples, level: Level, failure: int) -> Recovery:
    run = _lasting_run(samples, level, failure)
    if run is None:
        last = samples.failed[-1]
        lower = Reading(lower=samples.sent[last], upper=None, evidence=(samples.evidence[last],))
        return Recovery(how=_unfinished(samples, level, last), instant=lower, bounds=(last,))
    last = samples.failed[bisect_left(samples.failed, run.start) - 1] if run.degraded is None else run.degraded
    return _recovered(samples, run, Return.RECOVERED, samples.sent[last], (last,))


def _recovered(samples: Samples, run: _Run, how: Return, lower: int, last_bad: tuple[int, ...]) -> Recovery:
    answered = first_answer(samples, run.start)
    bounds = (*last_bad, answered)
    evidence = tuple(sorted({samples.evidence[place] for place in bounds}))
    instant = Reading(lower=lower, upper=samples.received[answered], evidence=evidence)
    return Recovery(how=how, instant=instant, start=run.start, end=run.end, bounds=bounds, degraded=run.degraded)


def _unfinished(samples: Samples, level: Level, last_failure: int) -> Return:
    """Tell a run that the end of the samples cut short from one that was long enough and yet not acceptable."""
    last = len(samples) - 1
    calm = _calm_from(samples, min(last_failure + 1, last))
    short = samples.sent[last] - samples.sent[calm] < level.hold_ns
    return Return.CUT_SHORT if last > last_failure and short else Return.NOT_RECOVERED


def _lasting_run(samples: Samples, level: Level, first: int) -> _Run | None:
    """Return the first run, from place `first` on, that lasts for the hold time at the acceptable level.

    It lasts when a sample was sent at least the hold time after its first one, and none in between failed: the
    window is as long as the hold time and no longer, so what comes after it never changes the answer. What was sent
    to a service that hung and was answered when it was back is no calm: of those the window begins with the last.
    Only slow samples prove that the level was not acceptable; silence proves nothing, so a place that was passed
    over for too few samples moves the upper bound and not the lower.
    """
    sent, failed, start = samples.sent, samples.failed, first
    ends, failures = Ascending(sent, first), Ascending(failed, bisect_left(failed, first))
    degraded, is_proved = None, True
    count, newest = len(sent), sent[-1] if len(sent) else 0
    while start < count:
        calm = _calm_from(samples, start)
        end = max(start + 1, ends.below(sent[calm] + level.hold_ns))
        broken = failures.below(end)
        if broken and failed[broken - 1] >= start:
            start, degraded, is_proved = failed[broken - 1] + 1, None, True
            continue
        if newest - sent[calm] < level.hold_ns:
            return None
        fast = is_fast(level, start, end)
        if fast and is_frequent(level, calm, end):
            return _Run(start=start, end=end, degraded=degraded)
        is_proved = is_proved and not fast
        degraded = start if is_proved else degraded
        start += 1
    return None


def _calm_from(samples: Samples, start: int) -> int:
    """Return the place of the last sample that was sent before the first answer of the run from `start` on."""
    sent, received = samples.sent, samples.received
    if start + 1 < len(sent) and sent[start + 1] > received[start]:  # nearly always: nothing overtook it
        return start
    answered = received[first_answer(samples, start)]
    return max(start, bisect_right(sent, answered) - 1)


def rto(recovery: Recovery, fault: Interval, unsure_ns: int = 0) -> Reading:
    """Return the time from the interruption to the lasting return, never below 0.

    `unsure_ns`: by how much the controller's clock is not known between the two (a reboot).
    """
    return recovery.instant.widened(unsure_ns).since(fault)
