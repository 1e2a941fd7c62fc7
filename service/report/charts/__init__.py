"""Charts as SVG text: pure functions of the report's figures, the same bytes for the same figures."""

from service.report.charts.availability import availability
from service.report.charts.ledger import ledger
from service.report.charts.order import order
from service.report.charts.phases import phases
from service.report.charts.targets import targets
from service.report.charts.timeline import timeline

__all__ = ["availability", "ledger", "order", "phases", "targets", "timeline"]
