"""What the list of drills tells: the newest filed figures of each service, in the digits of its report, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from runners.journal import Journal
from service.cards import Card, Cards
from service.index import EVERYTHING, OPEN, DrillIndex
from service.index.heads import utc_ns_of
from service.metrics.catalogue import gauge, info
from service.metrics.evidence import Evidence
from service.metrics.keeping import Kept
from service.running.stopping import Stops

Newest: TypeAlias = Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]
"""For each service the newest drill that measured it, and the service's part of what is told of that drill."""
_VERDICTS: Final = ("met", "inconclusive", "missed")
_STATUSES: Final = ("running", "waiting", "interrupted", "completed", "failed", "aborted", "unreadable")
_PHASES: Final = ("detect", "decide", "switch", "verify", "people")
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
_DAY_NS: Final = 86_400 * 10**9
_RECENT: Final = 100
_KEPT_S: Final = 10.0
_LONGER_S: Final = 60.0


class DrillCollector(Collector):
    """Collects from the list of drills; only those that have no end are looked up in the journal at `home`.

    `live` names the drills that run here. What is filed is read anew every few seconds at most.
    """

    def __init__(self, index: DrillIndex, journal: Journal, home: Path, live: Callable[[], tuple[str, ...]]) -> None:
        self._index, self._cards, self._live = index, Cards(journal, home), live
        self._stops = Stops(journal.engine)
        self._evidence = Evidence(home)
        self._newest: Kept[Newest] = Kept(self._look_newest, _KEPT_S)
        self._unrestored: Kept[int] = Kept(self._look_unrestored, _KEPT_S)
        self._states: Kept[Mapping[str, int]] = Kept(self._look_states, _LONGER_S)

    def collect(self) -> Iterator[Metric]:
        """Yield every metric; a drill without figures is only counted."""
        statuses: Counter[str] = Counter(dict.fromkeys(_STATUSES, 0))
        statuses.update({one.name: one.count for one in self._index.statuses() if one.name != OPEN})
        cards = [self._card(drill) for drill in self._index.open_drills()]
        statuses.update("unreadable" if card is None else card.status for card in cards)
        statuses.update("unreadable" for drill in self._index.unread if drill != EVERYTHING)
        yield _by_label("drillproof_drills", statuses)
        yield from _under_way([card for card in cards if card is not None])
        yield _alone("drillproof_emergency_stops", len(self._stops.in_force()))
        yield _alone("drillproof_unrestored_drills", self._unrestored.now())
        yield _by_label("drillproof_evidence_drills", self._states.now())
        yield from _figures(self._newest.now(), self._evidence)

    def _card(self, drill: str) -> Card | None:
        return self._cards.of(drill, is_live=drill in self._live())

    def _look_newest(self) -> Newest:
        return {name: (drill, _part(drill, name)) for name, drill in self._index.newest_told().items()}

    def _look_unrestored(self) -> int:
        """Return how many of the newest drills ended within a day without a proof of their restoration."""
        return sum(1 for told in self._index.recent(_RECENT) if _is_unrestored(told, self._index.now_ns()))

    def _look_states(self) -> Mapping[str, int]:
        return self._evidence.counted(self._index.closed_drills())


def _part(drill: Mapping[str, Any], service: str) -> Mapping[str, Any]:
    return next(one for one in drill["services"] if one["service"] == service)


def _is_unrestored(told: Mapping[str, Any], now_ns: int) -> bool:
    ended = told.get("ended_at")
    return told.get("restored") is False and ended is not None and now_ns - utc_ns_of(ended) < _DAY_NS


def _by_label(name: str, counts: Mapping[str, int]) -> Metric:
    family = gauge(name)
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family


def _alone(name: str, value: float) -> Metric:
    family = gauge(name)
    family.add_metric([], value)
    return family


def _under_way(cards: Sequence[Card]) -> Iterator[Metric]:
    states = {
        "restoring": sum(card.restoring for card in cards),
        "undecided": sum(card.undecided for card in cards),
    }
    yield _by_label("drillproof_drills_under_way", states)
    whys: Counter[str] = Counter(dict.fromkeys(("opened", "resumed", "taken_over", "handed_over"), 0))
    whys.update(held.why for card in cards for held in card.runs)
    yield _by_label("drillproof_open_drill_runs", whys)


def _figures(newest: Newest, evidence: Evidence) -> Iterator[Metric]:
    services = {name: service for name, (_, service) in newest.items()}
    for figure in ("rto", "rpo"):
        yield _bounds(figure, services)
        yield _targets(figure, services)
    yield _verdicts(services)
    yield _phases(services)
    yield _writes(newest)
    yield from _drills(newest)
    yield _signed(newest, evidence)


def _bounds(figure: str, services: Mapping[str, Mapping[str, Any]]) -> Metric:
    family = gauge(f"drillproof_{figure}_seconds")
    for name, service in services.items():
        for bound, value in _ends(service[figure]):
            family.add_metric([name, bound], value)
    return family


def _ends(figure: Mapping[str, Any]) -> Iterable[tuple[str, float]]:
    """Yield the ends of an interval that are known."""
    ends = ((bound, figure[f"{bound}_s"]) for bound in ("lower", "upper"))
    return ((bound, value) for bound, value in ends if value is not None)


def _targets(figure: str, services: Mapping[str, Mapping[str, Any]]) -> Metric:
    family = gauge(f"drillproof_{figure}_target_seconds")
    for name, service in services.items():
        family.add_metric([name], service[figure]["target_s"])
    return family


def _verdicts(services: Mapping[str, Mapping[str, Any]]) -> Metric:
    family = gauge("drillproof_verdict")
    for name, service in services.items():
        for figure in ("rto", "rpo"):
            for verdict in _VERDICTS:
                family.add_metric([name, figure, verdict], float(service[figure]["verdict"] == verdict))
    return family


def _phases(services: Mapping[str, Mapping[str, Any]]) -> Metric:
    """Return the parts of the newest RTOs; heads of before have none."""
    family = gauge("drillproof_recovery_phase_seconds")
    for name, service in services.items():
        told = service.get("phases", {})
        for phase in _PHASES:
            for bound, value in _ends(told.get(phase) or {"lower_s": None, "upper_s": None}):
                family.add_metric([name, phase, bound], value)
    return family


def _writes(newest: Newest) -> Metric:
    family = gauge("drillproof_ledger_writes")
    for name, (drill, service) in newest.items():
        for state in _WRITES:
            family.add_metric([name, state], service["rpo"][state])
        for made in drill.get("reconciliations", ()):
            if made["ledger"] == service["rpo"]["source"]:
                family.add_metric([name, "still_missing"], made["still_missing"])
    return family


def _drills(newest: Newest) -> Iterator[Metric]:
    ended, restored = gauge("drillproof_last_drill_timestamp_seconds"), gauge("drillproof_last_drill_restored")
    named = info("drillproof_last_drill")
    for name, (drill, _) in newest.items():
        ended.add_metric([name], datetime.fromisoformat(drill["ended_at"]).timestamp())
        restored.add_metric([name], float(drill["restored"] is True))
        named.add_metric([], {"service": name, "drill": drill["id"], "scenario": drill["scenario"]})
    yield from (ended, restored, named)


def _signed(newest: Newest, evidence: Evidence) -> Metric:
    family = gauge("drillproof_last_drill_signed")
    for name, (drill, _) in newest.items():
        family.add_metric([name], float(evidence.state_of(drill["id"]) == "signed"))
    return family
