"""The service's health as metrics: one series a part and state, as the last look found it."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.health.judging import is_ready
from service.health.looking import Looker
from service.health.parts import ArchiveSeen, Part

_STATES = ("ok", "degraded", "failing")


class HealthCollector(Collector):
    """Collects what the last look found, which is a quarter of a minute old at most; it looks at nothing itself."""

    def __init__(self, looker: Looker) -> None:
        self._looker = looker

    def collect(self) -> Iterator[Metric]:
        """Yield whether a drill could start, the state of every part, and the chores' last good rounds."""
        parts = self._looker.newest
        ready = GaugeMetricFamily("drillproof_ready", "1 where a drill could start now, 0 where none could.")
        if parts:
            ready.add_metric([], float(is_ready(parts)))
        yield ready
        yield _states(parts)
        yield from self._chores()
        yield from () if self._looker.archive is None else _archive(self._looker.archive)

    def _chores(self) -> Iterator[Metric]:
        said = "Seconds since the last good round of a chore that this process does."
        ages = GaugeMetricFamily("drillproof_chore_age_seconds", said, labels=["chore"])
        failed = GaugeMetricFamily(
            "drillproof_chore_failures", "Failures of a chore since its last good round.", labels=["chore"]
        )
        for rounds in self._looker.roll.all:
            since = rounds.well_s if rounds.well_s is not None else rounds.begun_s
            if since is not None:
                ages.add_metric([rounds.name], rounds.now() - since)
                failed.add_metric([rounds.name], rounds.count)
        yield ages
        yield failed


def _archive(seen: ArchiveSeen) -> Iterator[Metric]:
    said = "Bundles in the archive when all of it was verified last."
    yield GaugeMetricFamily("drillproof_archive_bundles", said, value=seen.count)
    said = "Bundles of the archive that failed their last verification."
    yield GaugeMetricFamily("drillproof_archive_wrong", said, value=len(seen.wrong))
    if seen.ago_s is not None:
        said = "Seconds since all of the archive was verified."
        yield GaugeMetricFamily("drillproof_archive_check_age_seconds", said, value=seen.ago_s)


def _states(parts: tuple[Part, ...]) -> Metric:
    said = "1 for the state that a part of the service is in, 0 for the two others."
    family = GaugeMetricFamily("drillproof_health", said, labels=["part", "state"])
    for part in parts:
        for state in _STATES:
            family.add_metric([part.name, state], float(part.state == state))
    return family
