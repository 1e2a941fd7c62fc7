"""Every metric of the service: its name, its kind and the labels that it may have; what it says stands in the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily

from scenarios.plan import Text
from service.words import say

Kind: TypeAlias = Literal["gauge", "counter", "histogram", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One metric. `labels` are all that it ever has; what values they take is bounded (see docs/metrics.md)."""

    name: str
    kind: Kind
    labels: tuple[str, ...]

    @property
    def told(self) -> Text:
        """Return what it says, in both languages."""
        return say(f"metric.{self.name}")

    @property
    def series(self) -> str:
        """Return the name under which it is asked for."""
        return self.name + {"counter": "_total", "info": "_info"}.get(self.kind, "")


def _listed(kind: Kind, **labels: str) -> dict[str, Listed]:
    made = (Listed(name=f"drillproof_{name}", kind=kind, labels=tuple(of.split())) for name, of in labels.items())
    return {one.name: one for one in made}


CATALOGUE: Final[dict[str, Listed]] = {
    **_listed(
        "gauge",
        # what was proved
        rto_seconds="service bound",
        rpo_seconds="service bound",
        rto_target_seconds="service",
        rpo_target_seconds="service",
        verdict="service objective verdict",
        ledger_writes="service state",
        recovery_phase_seconds="service phase bound",
        last_drill_timestamp_seconds="service",
        last_drill_restored="service",
        last_drill_signed="service",
        last_proof_timestamp_seconds="service",
        # the programme
        service_standing="service standing",
        proof_stale="service",
        next_drill_due_timestamp_seconds="service",
        reports_owed="state",
        # findings
        findings="status",
        open_findings="severity age",
        overdue_findings="severity",
        # drills
        drills="status",
        drills_under_way="state",
        open_drill_runs="why",
        unrestored_drills="",
        emergency_stops="",
        # a drill that runs
        drill_start_timestamp_seconds="drill",
        drill_phase="drill phase",
        drill_phase_start_timestamp_seconds="drill phase",
        drill_steps="drill state",
        drill_waiting_seconds="drill",
        outage_seconds="drill service",
        outage_target_seconds="drill service",
        service_up="drill service",
        watch_silence_seconds="drill",
        journal_wait_seconds="drill",
        # evidence
        evidence_drills="state",
        archive_bundles="",
        archive_wrong="",
        archive_check_age_seconds="",
        # the service itself
        ready="",
        health="part state",
        workers="state",
        queue_drills="",
        queue_oldest_seconds="",
        sites_without_worker="",
        database_latency_seconds="",
        clock_step_seconds="",
        disk_free_bytes="place",
        disk_needed_bytes="",
        chore_age_seconds="chore",
        chore_failures="chore",
        loop_lag_seconds="",
    ),
    **_listed("info", last_drill="service drill scenario", drill="drill scenario", build="version"),
    **_listed(
        "counter",
        probe_samples="service result",
        probe_missed_beats="service",
        ledger_answers="service outcome",
        watch_reports="what",
        ssh_errors="act kind",
        lease_failures="",
        loop_blocks="",
    ),
    **_listed("histogram", step_duration_seconds="phase outcome", probe_lateness_seconds=""),
}


def gauge(name: str) -> GaugeMetricFamily:
    """Return a gauge of the catalogue, without values yet; raises KeyError for one that is not in it."""
    one = CATALOGUE[name]
    return GaugeMetricFamily(one.name, one.told.en, labels=one.labels)


def counter(name: str) -> CounterMetricFamily:
    """Return a counter of the catalogue, without values yet; raises KeyError for one that is not in it."""
    one = CATALOGUE[name]
    return CounterMetricFamily(one.name, one.told.en, labels=one.labels)


def histogram(name: str) -> HistogramMetricFamily:
    """Return a histogram of the catalogue, without values yet; raises KeyError for one that is not in it."""
    one = CATALOGUE[name]
    return HistogramMetricFamily(one.name, one.told.en, labels=one.labels)


def info(name: str) -> InfoMetricFamily:
    """Return an info metric of the catalogue, all its labels still to come; raises KeyError."""
    one = CATALOGUE[name]
    return InfoMetricFamily(one.name, one.told.en, labels=())
