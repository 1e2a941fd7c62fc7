"""Prometheus metrics: what was proved, what runs now, what is due, and how the service itself is (docs/metrics.md)."""

from service.metrics.catalogue import CATALOGUE, Listed
from service.metrics.drills import DrillCollector
from service.metrics.live import LiveCollector
from service.metrics.registry import drill_registry, encoded
from service.metrics.standing import StandingCollector

__all__ = [
    "CATALOGUE",
    "DrillCollector",
    "Listed",
    "LiveCollector",
    "StandingCollector",
    "drill_registry",
    "encoded",
]
