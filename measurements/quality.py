"""When not to trust the measurement: gaps, late and missed beats, stepped clocks, a watch that stalled or was lost.

None of these bends a figure: gaps and lateness widen its interval, and a stepped clock is not used. They are told so
that nobody has to guess why an interval is wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from measurements.clock import find_steps
from measurements.course import Course
from measurements.events import ClockRead, Exchange, JournalReturned, WatchReported
from measurements.findings import Code, finding
from measurements.history import History
from measurements.report import Finding
from measurements.samples import Samples, each_late, gaps, missed_beats, worst_lateness
from measurements.seconds import lower_text, upper_text

MOST_WITNESSES: Final = 50
"""An irregular beat may show in every batch; the first ones are evidence enough."""


def check_beats(streams: Iterable[Samples], origin: int) -> Iterator[Finding]:
    """Yield what is irregular about the beat of each stream; instants are seconds since `origin`."""
    for samples in streams:
        yield from _gaps(samples, origin)
        yield from _blind(samples, origin)
        yield from _late(samples)
        missed = missed_beats(samples)
        if missed:
            yield finding(Code.MISSED_BEATS, (), stream=samples.stream, count=str(missed))


def _gaps(samples: Samples, origin: int) -> Iterator[Finding]:
    places = gaps(samples)
    if places:
        longest = max(samples.sent[place] - samples.sent[place - 1] for place in places)
        facts = {
            "count": str(len(places)),
            "longest": upper_text(longest),
            "first": lower_text(samples.sent[places[0] - 1] - origin),
        }
        evidence = (samples.evidence[near] for place in places[:MOST_WITNESSES] for near in (place - 1, place))
        yield finding(Code.PROBE_GAP, evidence, stream=samples.stream, **facts)


def _blind(samples: Samples, origin: int) -> Iterator[Finding]:
    """Looks that never reached the service are told, for nobody may take them for an outage, or for calm."""
    blind = samples.blind
    if len(blind.sent):
        facts = {
            "count": str(len(blind.sent)),
            "first": lower_text(blind.sent[0] - origin),
            "last": upper_text(blind.sent[-1] - origin),
        }
        yield finding(Code.PROBE_BLIND, _first_of(blind.evidence), stream=samples.stream, **facts)


def _first_of(numbers: Iterable[int]) -> list[int]:
    """Return the first MOST_WITNESSES numbers that are not the same."""
    found: dict[int, None] = {}
    for number in numbers:
        found[number] = None
        if len(found) == MOST_WITNESSES:
            break
    return list(found)


def _late(samples: Samples) -> Iterator[Finding]:
    late = each_late(samples)
    places = list(islice(late, MOST_WITNESSES))
    if places:
        facts = {
            "count": str(len(places) + sum(1 for _ in late)),
            "worst": upper_text(worst_lateness(samples)),
            "beat": lower_text(samples.every_ns),
        }
        evidence = (samples.evidence[place] for place in places)
        yield finding(Code.LATE_BEATS, evidence, stream=samples.stream, **facts)


def check_watches(history: History) -> Iterator[Finding]:
    """Yield every report that a prober or ledger stalled or was lost."""
    codes = {"stalled": Code.WATCH_STALLED, "lost": Code.WATCH_LOST}
    for seq, report in history.numbered(WatchReported):
        if report.what in codes:
            yield finding(codes[report.what], (seq,), stream=report.stream, detail=report.detail)


def check_journal(history: History) -> Iterator[Finding]:
    """Yield every time in which nothing could be written; no figure rests on when something was written."""
    for seq, back in history.numbered(JournalReturned):
        yield finding(Code.JOURNAL_AWAY, (seq,), seconds=upper_text(back.until - back.since), reason=back.why)


def check_clocks(history: History, course: Course) -> Iterator[Finding]:
    """Yield every jump of a host's clock, and of the controller's wall clock; neither is used for a duration."""
    for host, exchanges in course.exchanges.items():
        for seq, size in _jumps(exchanges, course.exchange_evidence[host]):
            yield finding(Code.HOST_CLOCK_STEPPED, (seq,), host=host, seconds=size)
    for reads in _reads_by_boot(history, course):
        exchanges = [Exchange(c1=read.before, remote=read.utc_ns, c2=read.at) for _, read in reads]
        for seq, size in _jumps(exchanges, [seq for seq, _ in reads]):
            yield finding(Code.WALL_CLOCK_STEPPED, (seq,), seconds=size)


def _jumps(exchanges: Sequence[Exchange], evidence: Sequence[int]) -> Iterator[tuple[int, str]]:
    for step in find_steps(exchanges):
        yield evidence[step.index], lower_text(step.size)


def _reads_by_boot(history: History, course: Course) -> Iterator[list[tuple[int, ClockRead]]]:
    """Yield the clock readings of each boot: across a reboot the monotonic clock itself is not known well enough."""
    reads = list(history.numbered(ClockRead))
    for seq, started in course.starts:
        if started.gap_ns:
            yield [read for read in reads if read[0] < seq]
            reads = [read for read in reads if read[0] > seq]
    yield reads
