"""Which drawings a chart of a drill's report comes to."""

from __future__ import annotations

from measurements.report import Report, ServiceFigures
from service.report.blocks import Chart
from service.report.charts.availability import availability
from service.report.charts.ledger import ledger
from service.report.charts.order import order
from service.report.charts.phases import phases
from service.report.charts.targets import targets
from service.report.charts.timeline import timeline
from service.words import Lang


def drawn(block: Chart, report: Report, lang: Lang, uid: str) -> tuple[str, ...]:
    """Return the chart as `svg` elements, drawn from the report; none where there is nothing to draw."""
    match block.name:
        case "timeline":
            return timeline(report.timeline, lang, uid)
        case "overview":
            return (availability(report.strips, lang, uid, around_fault=False),)
        case "order":
            return () if report.order is None else (order(report.order, lang, uid),)
        case "ledger":
            return tuple(ledger(view, lang, uid) for view in report.ledgers if view.ledger == block.of)
        case "targets" | "phases" | "strip":
            services = (service for service in report.services if service.service == block.of)
            return tuple(_of_service(block, service, report, lang, uid) for service in services)
        case "trend" | "impact" | "dependencies":
            return ()


def _of_service(block: Chart, service: ServiceFigures, report: Report, lang: Lang, uid: str) -> str:
    if block.name == "targets":
        return targets(service, lang, uid)
    if block.name == "phases":
        return phases(service.phases, lang, uid)
    names = {stream.stream for stream in service.streams}
    strips = [strip for strip in report.strips if strip.stream in names]
    return availability(strips, lang, uid, around_fault=True)
