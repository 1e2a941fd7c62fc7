"""The registry of one service, and how a scrape is written: OpenMetrics for whoever asks, else Prometheus' text."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Metric, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from service.metrics.catalogue import info
from service.software import VERSION


class _Build(Collector):
    def collect(self) -> Iterator[Metric]:
        """Yield which version runs."""
        family = info("drillproof_build")
        family.add_metric([], {"version": VERSION})
        yield family


def drill_registry(*collectors: Collector) -> CollectorRegistry:
    """Return a registry of its own for one service, so that two in one process do not meet."""
    registry = CollectorRegistry()
    for each in (*collectors, _Build()):
        registry.register(each)
    ProcessCollector(registry=registry)
    return registry


def encoded(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """Return a scrape and its content type, as the header Accept wants it; only OpenMetrics has exemplars. Blocking."""
    write, content_type = choose_encoder(accept)
    return write(registry), content_type
