"""Metrics of the programme and of what drills found: who stands how, what is due when, what is open since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from prometheus_client import Metric
from prometheus_client.registry import Collector

from service.book import Book, Head, Query
from service.improvement.item import FAMILY as FINDING
from service.improvement.item import UNSETTLED
from service.improvement.trouble import RANK
from service.index.counting import count_by_status
from service.metrics.catalogue import gauge
from service.metrics.following import seconds
from service.metrics.keeping import Kept
from service.programme.dueness import ServiceDue
from service.programme.programme import Programme
from service.programme.services import Services

_STANDINGS: Final = ("ok", "due", "overdue", "stale", "unproven")
_FINDINGS: Final = ("open", "planned", "done", "proved", "waiving", "closed", "waived")
_OWED: Final = ("open", "overdue")
_DAY_NS: Final = 86_400 * 10**9
_AGES: Final = (("week", 7), ("month", 30), ("quarter", 91))
_OLDER: Final = "older"
_KEPT_S: Final = 15.0
_PAGE: Final = 500


class StandingCollector(Collector):
    """Collects from the programme and the register; both are looked at anew every quarter of a minute at most."""

    def __init__(self, book: Book, programme: Programme) -> None:
        self._book, self._programme = book, programme
        self._kept = Kept(self._look, _KEPT_S)

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of both; blocking."""
        yield from self._kept.now()

    def _look(self) -> Sequence[Metric]:
        services, now_ns = self._programme.services, self._book.utc_ns()
        ended = {one.service: one.proof.ended_ns for one in services.known() if one.proof is not None}
        open_now = list(_unsettled(self._book))
        return (
            *_programme(services, ended),
            _counts("drillproof_reports_owed", _OWED, self._statuses("duty")),
            _counts("drillproof_findings", _FINDINGS, self._statuses(FINDING)),
            _aged(open_now, now_ns),
            _late(open_now, now_ns),
        )

    def _statuses(self, family: str) -> Mapping[str, int]:
        return {one.name: one.count for one in count_by_status(self._book.engine, family)}


def _programme(services: Services, ended: Mapping[str, int]) -> Iterator[Metric]:
    standing, stale = gauge("drillproof_service_standing"), gauge("drillproof_proof_stale")
    due, proved = gauge("drillproof_next_drill_due_timestamp_seconds"), gauge("drillproof_last_proof_timestamp_seconds")
    for one in services.standing():
        for name in _STANDINGS:
            standing.add_metric([one.service, name], float(one.status == name))
        if one.proof != "unproved":
            stale.add_metric([one.service], float(one.proof == "stale"))
        if one.service in ended:
            proved.add_metric([one.service], seconds(ended[one.service]))
        until = _next(one)
        if until is not None:
            due.add_metric([one.service], seconds(services.workdays.end_of(until)))
    yield from (standing, stale, due, proved)


def _next(one: ServiceDue) -> date | None:
    """Return the last day for the next drill that any rule asks for, None where none has a figure."""
    return min((row.until for row in one.rules if row.until is not None), default=None)


def _unsettled(book: Book) -> Iterator[Head]:
    cursor: str | None = None
    while True:
        page = book.heads(Query(family=FINDING, status=UNSETTLED, cursor=cursor, limit=_PAGE))
        yield from page.heads
        cursor = page.next
        if cursor is None:
            return


def _counts(name: str, known: Sequence[str], counted: Mapping[str, int]) -> Metric:
    family = gauge(name)
    for status in known:
        family.add_metric([status], counted.get(status, 0))
    return family


def _aged(heads: Sequence[Head], now_ns: int) -> Metric:
    family = gauge("drillproof_open_findings")
    counts = Counter((head.shown["severity"], age_of(now_ns - head.shown["opened_ns"])) for head in heads)
    for severity in RANK:
        for age in (*(name for name, _ in _AGES), _OLDER):
            family.add_metric([severity, age], counts[severity, age])
    return family


def age_of(nanoseconds: int) -> str:
    """Return the class of an age: within a week, a month (30 days), a quarter (91 days), or older."""
    return next((name for name, days in _AGES if nanoseconds < days * _DAY_NS), _OLDER)


def _late(heads: Sequence[Head], now_ns: int) -> Metric:
    family = gauge("drillproof_overdue_findings")
    counts = Counter(head.shown["severity"] for head in heads if head.due_ns is not None and head.due_ns < now_ns)
    for severity in RANK:
        family.add_metric([severity], counts[severity])
    return family
