"""Prometheus metrics: the newest filed figures of each service, in the digits of its report, and what runs now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from runners.journal import Journal
from service.cards import Card, Cards
from service.index import EVERYTHING, OPEN, DrillIndex
from service.running.stopping import Stops

_VERDICTS: Final = ("met", "inconclusive", "missed")
_WRITES: Final = (
    "acknowledged",
    "lost",
    "holes",
    "split_brain",
    "duplicated",
    "altered",
    "resurrected",
    "recovered_unknown",
)


class DrillCollector(Collector):
    """Collects from the list of drills; only those that have no end are looked up in the journal at `home`.

    `live` names the drills that run here.
    """

    def __init__(self, index: DrillIndex, journal: Journal, home: Path, live: Callable[[], tuple[str, ...]]) -> None:
        self._index, self._cards, self._live = index, Cards(journal, home), live
        self._stops = Stops(journal.engine)

    def collect(self) -> Iterator[Metric]:
        """Yield every metric; a drill without figures is only counted."""
        statuses = Counter({one.name: one.count for one in self._index.statuses() if one.name != OPEN})
        cards = [self._card(drill) for drill in self._index.open_drills()]
        statuses.update("unreadable" if card is None else card.status for card in cards)
        statuses.update("unreadable" for drill in self._index.unread if drill != EVERYTHING)
        yield _counted(statuses)
        yield from _under_way([card for card in cards if card is not None])
        yield _stops(len(self._stops.in_force()))
        yield from _figures(self._newest())

    def _card(self, drill: str) -> Card | None:
        return self._cards.of(drill, is_live=drill in self._live())

    def _newest(self) -> dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Return for each service the newest drill that measured it and the service's part of it."""
        return {name: (drill, _part(drill, name)) for name, drill in self._index.newest_told().items()}


def drill_registry(collector: DrillCollector) -> CollectorRegistry:
    """Return a registry of its own for one service, so that two in one process do not meet."""
    registry = CollectorRegistry()
    registry.register(collector)
    return registry


def _part(drill: Mapping[str, Any], service: str) -> Mapping[str, Any]:
    return next(one for one in drill["services"] if one["service"] == service)


def _counted(statuses: Mapping[str, int]) -> Metric:
    drills = GaugeMetricFamily("drillproof_drills", "Drills in the journal by status.", labels=["status"])
    for status, count in sorted(statuses.items()):
        drills.add_metric([status], count)
    return drills


def _under_way(cards: Sequence[Card]) -> Iterator[Metric]:
    said = "Drills without an end that have turned to restoring, or were interrupted and wait for a person to decide."
    states = GaugeMetricFamily("drillproof_drills_under_way", said, labels=["state"])
    states.add_metric(["restoring"], sum(card.restoring for card in cards))
    states.add_metric(["undecided"], sum(card.undecided for card in cards))
    yield states
    said = "Runners that drills without an end have had, by why each came (see `runs` of a drill)."
    runs = GaugeMetricFamily("drillproof_open_drill_runs", said, labels=["why"])
    whys = Counter(held.why for card in cards for held in card.runs)
    for why in ("opened", "resumed", "taken_over", "handed_over"):
        runs.add_metric([why], whys[why])
    yield runs


def _stops(count: int) -> Metric:
    return GaugeMetricFamily("drillproof_emergency_stops", "Emergency stops that nobody has lifted.", value=count)


def _figures(newest: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Iterator[Metric]:
    services = {name: service for name, (_, service) in newest.items()}
    for figure, what in (("rto", "recovery time"), ("rpo", "recovery point")):
        yield _bounds(figure, what, services)
        yield _targets(figure, what, services)
    yield _verdicts(services)
    yield _writes(newest)
    yield from _drills(newest)


def _bounds(figure: str, what: str, services: Mapping[str, Mapping[str, Any]]) -> Metric:
    said = f"Achieved {what} of the newest drill: both ends of the interval that contains it."
    family = GaugeMetricFamily(f"drillproof_{figure}_seconds", said, labels=["service", "bound"])
    for name, service in services.items():
        for bound in ("lower", "upper"):
            if service[figure][f"{bound}_s"] is not None:
                family.add_metric([name, bound], service[figure][f"{bound}_s"])
    return family


def _targets(figure: str, what: str, services: Mapping[str, Mapping[str, Any]]) -> Metric:
    family = GaugeMetricFamily(f"drillproof_{figure}_target_seconds", f"Target {what} of the BIA.", labels=["service"])
    for name, service in services.items():
        family.add_metric([name], service[figure]["target_s"])
    return family


def _verdicts(services: Mapping[str, Mapping[str, Any]]) -> Metric:
    said = "1 for the verdict of the newest drill, 0 for the two others."
    family = GaugeMetricFamily("drillproof_verdict", said, labels=["service", "objective", "verdict"])
    for name, service in services.items():
        for figure in ("rto", "rpo"):
            for verdict in _VERDICTS:
                family.add_metric([name, figure, verdict], float(service[figure]["verdict"] == verdict))
    return family


def _writes(newest: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Metric:
    said = "Ledger writes of the newest drill by what became of them; still_missing only where they were made up for."
    family = GaugeMetricFamily("drillproof_ledger_writes", said, labels=["service", "state"])
    for name, (drill, service) in newest.items():
        for state in _WRITES:
            family.add_metric([name, state], service["rpo"][state])
        for made in drill.get("reconciliations", ()):
            if made["ledger"] == service["rpo"]["source"]:
                family.add_metric([name, "still_missing"], made["still_missing"])
    return family


def _drills(newest: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Iterator[Metric]:
    ended = GaugeMetricFamily(
        "drillproof_last_drill_timestamp_seconds", "When the newest drill ended, in Unix time.", labels=["service"]
    )
    info = InfoMetricFamily("drillproof_last_drill", "Which drill the figures come from.", labels=["service"])
    for name, (drill, _) in newest.items():
        ended.add_metric([name], datetime.fromisoformat(drill["ended_at"]).timestamp())
        info.add_metric([name], {"drill": drill["id"], "scenario": drill["scenario"]})
    yield ended
    yield info
