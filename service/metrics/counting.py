"""What of a drill's records is counted: how long steps took, what hosts did not answer, how well was looked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from prometheus_client import Metric

from measurements.events import (
    CONTROLLER,
    Event,
    LeaseRenewed,
    LedgerWritten,
    Outcome,
    SamplesTaken,
    StepCompleted,
    UndoCompleted,
    WatchReported,
)
from scenarios.plan import Phase
from service.metrics.following import Followed, seconds
from service.metrics.tally import Spreads, Sums, every

_STEP_BOUNDS: Final = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
_LATE_BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_RESULTS: Final = {True: "ok", False: "failed", None: "unknown"}
_NEWS: Final = ("started", "adopted", "stalled", "lost", "stopped")
_NOBODY: Final = "none"
"""The service of a probe that looks at none."""


def _outcomes() -> tuple[str, ...]:
    return tuple(outcome.value for outcome in Outcome)


@dataclass(slots=True)
class Counting:
    """Everything that is counted over all drills since this process began."""

    durations: Spreads = field(
        default_factory=lambda: Spreads(
            "drillproof_step_duration_seconds", _STEP_BOUNDS, every((phase.value for phase in Phase), _outcomes())
        )
    )
    lateness: Spreads = field(default_factory=lambda: Spreads("drillproof_probe_lateness_seconds", _LATE_BOUNDS, ((),)))
    errors: Sums = field(
        default_factory=lambda: Sums("drillproof_ssh_errors", every(("step", "undo"), ("not_sent", "lost")))
    )
    leases: Sums = field(default_factory=lambda: Sums("drillproof_lease_failures", ((),)))
    news: Sums = field(default_factory=lambda: Sums("drillproof_watch_reports", every(_NEWS)))
    samples: Sums = field(default_factory=lambda: Sums("drillproof_probe_samples"))
    missed: Sums = field(default_factory=lambda: Sums("drillproof_probe_missed_beats"))
    answers: Sums = field(default_factory=lambda: Sums("drillproof_ledger_answers"))
    _due: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def hear(self, drill: Followed, event: Event) -> None:
        """Count one event of a drill that has not taken it in yet."""
        match event:
            case StepCompleted():
                self._completed(drill, event)
            case UndoCompleted():
                self._answered("undo", event)
            case LeaseRenewed():
                self.leases.add(count=int(event.outcome is not Outcome.OK))
            case WatchReported():
                self.news.add(event.what)
            case SamplesTaken():
                self._looked(drill, event)
            case LedgerWritten():
                self._wrote(drill, event)
            case _:
                pass

    def forget(self, drill: str) -> None:
        """Drop what was kept to count the next event of a drill."""
        for key in [key for key in self._due if key[0] == drill]:
            del self._due[key]

    def families(self) -> Iterator[Metric]:
        """Yield everything as it stands."""
        for one in (self.durations, self.lateness, self.errors, self.leases, self.news):
            yield one.family()
        for one in (self.samples, self.missed, self.answers):
            yield one.family()

    def _completed(self, drill: Followed, event: StepCompleted) -> None:
        begun, step = drill.acts.get((event.step, event.host)), drill.steps.get(event.step)
        if begun is not None and step is not None:
            took = seconds(max(0, event.at - begun.at))
            self.durations.add(took, (step.phase.value, event.outcome.value), {"drill": drill.drill})
        if event.exit_status is None:
            self._answered("step", event)

    def _answered(self, act: str, event: StepCompleted | UndoCompleted) -> None:
        """Count a command to a host whose end nobody knows, or that certainly was not sent."""
        if event.host == CONTROLLER:
            return
        if event.outcome is Outcome.UNKNOWN:
            self.errors.add(act, "lost")
        elif event.outcome is Outcome.FAILED and event.stamps is None:
            self.errors.add(act, "not_sent")

    def _looked(self, drill: Followed, event: SamplesTaken) -> None:
        service = drill.services.get(event.stream, _NOBODY)
        for ok in event.ok:
            self.samples.add(service, _RESULTS[ok])
        for due, sent in zip(event.due, event.sent, strict=True):
            self.lateness.add(seconds(max(0, sent - due)))
        self.missed.add(service, count=self._missed(drill, event))

    def _missed(self, drill: Followed, event: SamplesTaken) -> int:
        """Return how many beats went by without a look since the newest that is known."""
        every_ns = next((one.every_ns for one in drill.plan.probes if one.name == event.stream), 0)
        key, due = (drill.drill, event.stream), sorted(event.due)
        if not every_ns or not due:
            return 0
        known = self._due.get(key)
        steps = [later - one for one, later in pairwise(due if known is None else [known, *due])]
        self._due[key] = due[-1] if known is None else max(known, due[-1])
        return sum(round(step / every_ns) - 1 for step in steps if 2 * step > 3 * every_ns)

    def _wrote(self, drill: Followed, event: LedgerWritten) -> None:
        service = drill.services.get(event.ledger, _NOBODY)
        for completed, outcome in zip(event.completed, event.outcome, strict=True):
            if completed is not None:
                self.answers.add(service, outcome.value)
