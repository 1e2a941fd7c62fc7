"""What the markers of a business say of a loss: its newest time, its log's position, the newest record of a backup.

Definitions: docs/measurement.md, section 5. A marker grows with what is committed; `before` was read of the side that
was interrupted, `after` of the side that took over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal, TypeAlias

from measurements.events import MarkerRead
from measurements.fault import Fault
from measurements.findings import Code, finding
from measurements.history import History
from measurements.intervals import Interval
from measurements.reading import Reading
from measurements.report import Finding, MarkerFigure, MarkerReading
from measurements.seconds import lower_s, to_seconds
from measurements.utc import utc_during, utc_text

MarkerKind: TypeAlias = Literal["business_time", "log_position", "backup"]
_DIGITS: Final = re.compile(r"-?[0-9]{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One reading that can be read: the marker was at `least` to `most`, in bytes or UTC nanoseconds."""

    seq: int
    event: MarkerRead
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What one marker proves. `loss` is in ns, by the controller's clock alone; `used` are the readings that bound it.

    `fell`: it went back before anything was interrupted, so it bounds nothing. `is_clean`: what was read afterwards
    cannot stem from what was written since the recovery, which would hide a loss.
    """

    service: str
    marker: MarkerKind
    points: tuple[Point, ...]
    after: Point | None
    loss: Reading
    by_value: Reading | None
    bytes_lost: tuple[int | None, int | None]
    is_lost: bool
    fell: bool
    is_clean: bool
    used: tuple[int, ...]


def gather_markers(history: History) -> dict[tuple[str, MarkerKind], list[Point]]:
    """Return every reading that can be read, by service and marker, in order."""
    found: dict[tuple[str, MarkerKind], list[Point]] = {}
    for seq, event in history.numbered(MarkerRead):
        points = found.setdefault((event.service, event.marker), [])
        if _DIGITS.fullmatch(event.value):
            value, slack = int(event.value), max(0, event.granularity - 1)
            points.append(Point(seq=seq, event=event, least=value - slack, most=value + slack))
    return found


def weigh(
    history: History,
    points: Sequence[Point],
    names: tuple[str, MarkerKind],
    fault: Fault | None,
    written_from: int | None,
    unsure: Callable[[int, int], int],
) -> Marked:
    """Return what one marker proves of the loss.

    `written_from` is the earliest instant at which anything can have been written after the interruption (None: never).
    `unsure` is the width of what is not known of the clock between two instants.
    """
    after = next((point for point in points if point.event.side == "after"), None)
    befores = [point for point in points if point.event.side == "before"]
    fell = any(one.event.received < two.event.sent and one.least > two.most for one, two in product(befores, repeat=2))
    is_clean = after is not None and _is_clean(history, after, befores, written_from)
    kept, gone = ([], []) if after is None or fell else _parted(befores, after)
    kept = kept if is_clean else []
    loss = Reading(lower=0, upper=None) if fault is None else _loss(fault.instant, kept, gone)
    ends = [point.event.sent for point in (*kept[-1:], *gone[:1])]
    by = 0 if fault is None or not ends else unsure(min(ends), fault.instant.upper)
    return Marked(
        service=names[0],
        marker=names[1],
        points=tuple(points),
        after=after,
        loss=_widened(loss, by),
        by_value=None if fault is None or after is None else _by_value(history, after, fault.instant),
        bytes_lost=_bytes(befores, after, fault, is_clean=is_clean and not fell),
        is_lost=bool(gone),
        fell=fell,
        is_clean=is_clean,
        used=tuple(sorted(p.seq for p in (*kept[-1:], *gone[:1], *([after] if after else [])))),
    )


def _parted(befores: Sequence[Point], after: Point) -> tuple[list[Point], list[Point]]:
    """Return the readings that are surely still covered, and those that surely are not, each in order of time."""
    in_order = sorted(befores, key=lambda point: point.event.sent)
    kept = [point for point in in_order if point.most <= after.least]
    gone = sorted((point for point in in_order if point.least > after.most), key=lambda point: point.event.received)
    return kept, gone


def _loss(fault: Interval, kept: Sequence[Point], gone: Sequence[Point]) -> Reading:
    lower = max(0, fault.lower - gone[0].event.received) if gone else 0
    upper = max(0, fault.upper - kept[-1].event.sent) if kept else None
    return Reading(lower=lower, upper=upper)


def _widened(loss: Reading, by: int) -> Reading:
    wide = loss.widened(by)
    return Reading(lower=max(0, wide.lower), upper=wide.upper)


def _is_clean(history: History, after: Point, befores: Sequence[Point], written_from: int | None) -> bool:
    """Tell whether the reading certainly holds nothing that was written after the interruption.

    It was answered before anything could be written; or it is a time, older than any clock could have stamped since,
    by how far the clock of the business was ahead, or behind at most, when a reading before showed it.
    """
    if written_from is None or after.event.received <= written_from:
        return True
    since = utc_during(history, Interval.at(written_from))
    if after.event.marker == "log_position" or since is None:
        return False
    ahead = [one.least - utc.upper for one in befores if (utc := utc_during(history, Interval.at(one.event.received)))]
    return bool(ahead) and after.most < since.lower + max(ahead)


def _by_value(history: History, after: Point, fault: Interval) -> Reading | None:
    """Return the time from the newest stamp that is left to the fault, as if the business kept UTC."""
    utc = None if after.event.marker == "log_position" else utc_during(history, fault)
    if utc is None:
        return None
    return Reading(lower=max(0, utc.lower - after.most), upper=max(0, utc.upper - after.least), evidence=(after.seq,))


def _bytes(
    befores: Iterable[Point], after: Point | None, fault: Fault | None, *, is_clean: bool
) -> tuple[int | None, int | None]:
    """Return how much of a log up to the fault is missing, at least and at most."""
    if after is None or fault is None or after.event.marker != "log_position":
        return None, None
    told = list(befores)
    reached = [one.least - after.most for one in told if one.event.received <= fault.instant.lower]
    ended = [one.most - after.least for one in told if one.event.sent >= fault.instant.upper]
    return max(0, *reached) if reached else None, max(0, min(ended)) if ended and is_clean else None


def check_marker(marked: Marked, *, counts: bool) -> Iterator[Finding]:
    """Yield what a person must look at about one marker."""
    names, seqs = {"service": marked.service, "marker": marked.marker}, [point.seq for point in marked.points]
    sides = {point.event.side for point in marked.points}
    for side in ("before", "after"):
        if side not in sides:
            yield finding(Code.MARKER_INCOMPLETE, seqs, **names, side=side)
    if marked.fell:
        yield finding(Code.MARKER_FELL, seqs, **names)
    if marked.after is not None and not marked.is_clean:
        yield finding(Code.MARKER_UNSURE, (marked.after.seq,), **names)
    if marked.is_lost and marked.after is not None:
        most, used = marked.after.most, [point for point in marked.points if point.seq in marked.used]
        lost = next(point for point in used if point.event.side == "before" and point.least > most)
        values = {"first": shown(marked.after), "second": shown(lost)}
        yield finding(Code.MARKER_LOSS, marked.used, **names, **values)
    if counts:
        yield finding(Code.MARKER_USED, marked.used, **names)


def marker_figure(marked: Marked, origin: int, *, counts: bool) -> MarkerFigure:
    """Return the marker's part of the report; instants are seconds since `origin`."""
    loss = to_seconds(marked.loss.proved_by(*marked.used))
    least, most = marked.bytes_lost
    return MarkerFigure(
        service=marked.service,
        marker=marked.marker,
        loss=loss,
        by_value=None if marked.by_value is None else to_seconds(marked.by_value),
        least_bytes=least,
        most_bytes=most,
        is_lost=marked.is_lost,
        counts=counts,
        readings=tuple(
            MarkerReading(
                step=point.event.step,
                host=point.event.host,
                side=point.event.side,
                value=shown(point),
                at_s=lower_s(point.event.sent - origin),
                used=point.seq in marked.used,
                evidence=(point.seq,),
            )
            for point in marked.points
        ),
        evidence=marked.used,
    )


def shown(point: Point) -> str:
    """Return the value as a person reads it."""
    return point.event.value if point.event.marker == "log_position" else utc_text(int(point.event.value))
