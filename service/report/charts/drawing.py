"""Which drawings a chart of a drill's report comes to; none is higher than a page, for a page break cuts no drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from measurements.report import RecoveryOrder, Report, ServiceFigures, Strip
from service.report.blocks import Chart
from service.report.charts.availability import availability
from service.report.charts.ledger import ledger
from service.report.charts.order import order
from service.report.charts.phases import phases
from service.report.charts.targets import targets
from service.report.charts.timeline import timeline
from service.words import Lang

MOST_STRIPS: Final = 17
MOST_PLACES: Final = 20


def drawn(block: Chart, report: Report, lang: Lang, uid: str) -> tuple[str, ...]:
    """Return the chart as `svg` elements, drawn from the report; none where there is nothing to draw."""
    match block.name:
        case "timeline":
            return timeline(report.timeline, lang, uid)
        case "overview":
            return tuple(_strips(report.strips, lang, uid, around_fault=False))
        case "order":
            return () if report.order is None else tuple(_orders(report.order, lang, uid))
        case "ledger":
            return tuple(ledger(view, lang, uid) for view in report.ledgers if view.ledger == block.of)
        case "targets" | "phases" | "strip":
            services = (service for service in report.services if service.service == block.of)
            return tuple(one for service in services for one in _of_service(block, service, report, lang, uid))
        case "trend" | "impact" | "dependencies":
            return ()


def _of_service(block: Chart, service: ServiceFigures, report: Report, lang: Lang, uid: str) -> Iterator[str]:
    if block.name == "targets":
        yield targets(service, lang, uid)
    elif block.name == "phases":
        yield phases(service.phases, lang, uid)
    else:
        names = {stream.stream for stream in service.streams}
        strips = [strip for strip in report.strips if strip.stream in names]
        yield from _strips(strips, lang, uid, around_fault=True)


def _strips(strips: Sequence[Strip], lang: Lang, uid: str, *, around_fault: bool) -> Iterator[str]:
    for start in range(0, max(1, len(strips)), MOST_STRIPS):
        part = strips[start : start + MOST_STRIPS]
        yield availability(part, lang, f"{uid}-{start}", around_fault=around_fault, among=strips)


def _orders(found: RecoveryOrder, lang: Lang, uid: str) -> Iterator[str]:
    for start in range(0, max(1, len(found.places)), MOST_PLACES):
        yield order(found, lang, f"{uid}-{start}", slice(start, start + MOST_PLACES))
