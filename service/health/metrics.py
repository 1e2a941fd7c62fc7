"""The service's health as metrics: states, and the figures that they rest on, as the last look found them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import Metric
from prometheus_client.registry import Collector

from scenarios.plan import SECOND
from service.health.judging import is_ready
from service.health.looking import Looker
from service.health.parts import ArchiveSeen, DrillSeen, Facts, Part, WorkersSeen
from service.metrics.catalogue import gauge

_STATES = ("ok", "degraded", "failing")


class HealthCollector(Collector):
    """Collects what the last look found, which is a quarter of a minute old at most; it looks at nothing itself."""

    def __init__(self, looker: Looker) -> None:
        self._looker = looker

    def collect(self) -> Iterator[Metric]:
        """Yield whether a drill could start, the state of every part, what that rests on, and how the chores go."""
        parts, facts = self._looker.newest, self._looker.facts
        ready = gauge("drillproof_ready")
        if parts:
            ready.add_metric([], float(is_ready(parts)))
        yield ready
        yield _states(parts)
        yield from self._chores()
        if facts is not None:
            yield from _facts(facts)
            yield from _drills(facts.drills)
            yield from _workers(facts.workers or WorkersSeen())
        yield from _archive(self._looker.archive)

    def _chores(self) -> Iterator[Metric]:
        ages, failed = gauge("drillproof_chore_age_seconds"), gauge("drillproof_chore_failures")
        for rounds in self._looker.roll.all:
            since = rounds.well_s if rounds.well_s is not None else rounds.begun_s
            if since is not None:
                ages.add_metric([rounds.name], rounds.now() - since)
                failed.add_metric([rounds.name], rounds.count)
        yield ages
        yield failed


def _alone(name: str, value: float | None) -> Metric:
    family = gauge(name)
    if value is not None:
        family.add_metric([], value)
    return family


def _archive(seen: ArchiveSeen | None) -> Iterator[Metric]:
    """Yield how the archive is; without one there are no values."""
    yield _alone("drillproof_archive_bundles", None if seen is None else seen.count)
    yield _alone("drillproof_archive_wrong", None if seen is None else len(seen.wrong))
    yield _alone("drillproof_archive_check_age_seconds", None if seen is None else seen.ago_s)


def _facts(facts: Facts) -> Iterator[Metric]:
    yield _alone("drillproof_database_latency_seconds", facts.database.silent_s or facts.database.latency_s)
    yield _alone("drillproof_clock_step_seconds", facts.clock.stepped_ns / SECOND)
    yield _alone("drillproof_disk_needed_bytes", facts.least_free)
    free = gauge("drillproof_disk_free_bytes")
    for what, _, room in facts.free:
        free.add_metric([what], room)
    yield free


def _drills(drills: Iterable[DrillSeen]) -> Iterator[Metric]:
    waits = gauge("drillproof_journal_wait_seconds")
    for seen in drills:
        waits.add_metric([seen.drill], seen.waits_s)
    yield waits


def _workers(seen: WorkersSeen) -> Iterator[Metric]:
    """Yield workers and queue; all 0 where drills run in this process."""
    workers = gauge("drillproof_workers")
    for state, count in (("alive", len(seen.alive)), ("stale", len(seen.stale)), ("other_version", len(seen.others))):
        workers.add_metric([state], count)
    yield workers
    yield _alone("drillproof_queue_drills", seen.waiting)
    yield _alone("drillproof_queue_oldest_seconds", seen.oldest_s if seen.waiting else 0.0)
    yield _alone("drillproof_sites_without_worker", len(seen.lonely))


def _states(parts: tuple[Part, ...]) -> Metric:
    family = gauge("drillproof_health")
    for part in parts:
        for state in _STATES:
            family.add_metric([part.name, state], float(part.state == state))
    return family
