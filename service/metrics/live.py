"""Metrics of the drills that run now, read on from their journals at each scrape; and what is counted of them all."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import Metric
from prometheus_client.registry import Collector

from measurements.codec import Record, UnreadableEventError, decode
from measurements.events import DrillOpened, Event
from runners.clock import Clock
from runners.journal import Journal
from scenarios.plan import Phase
from service.happenings import DrillStarted, Happening
from service.index import DrillIndex
from service.metrics.catalogue import gauge, info
from service.metrics.counting import Counting
from service.metrics.following import STATES, Followed, seconds

_COURSE: Final = (
    "drill_opened",
    "runner_started",
    "step_invoked",
    "step_completed",
    "step_skipped",
    "step_settled",
    "drill_closed",
)
_COUNTED: Final = ("undo_completed", "lease_renewed", "watch_reported")
_LOOKS: Final = ("samples_taken", "ledger_written")
_BACK: Final = 300
"""So many records back a drill that was under way before is looked at for who is up."""
_LINGERS_NS: Final = 300 * 10**9
"""So long a drill that has ended is still shown, so that its last scrape has its end."""
_MOST: Final = 200
"""So many drills that began here are waited for, where nobody scrapes."""


@dataclass(slots=True)
class _Read:
    """A drill, how far it was read, up to where it is not counted, and when it was seen to be closed."""

    drill: Followed
    seq: int
    uncounted: int
    ended_ns: int | None = None


class LiveCollector(Collector):
    """Follows the open drills of one service. It listens, so that it misses none that ends before the next scrape."""

    def __init__(self, index: DrillIndex, journal: Journal, clock: Clock) -> None:
        self._index, self._journal, self._clock = index, journal, clock
        self._counting = Counting()
        self._read: dict[str, _Read] = {}
        self._begun: list[str] = []
        self._is_first = True
        self._turn = threading.Lock()

    async def hear(self, what: Happening) -> None:
        """Take note of a drill that begins in this process."""
        if isinstance(what, DrillStarted):
            self._begun = [*self._begun, what.drill][-_MOST:]

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of what runs, and the counts; blocking."""
        with self._turn:
            self._look()
            drills = [read.drill for read in self._read.values()]
            yield from self._each(drills)
            yield from self._services(drills)
            yield from self._counting.families()

    def _look(self) -> None:
        """Read on in every drill that is open, and in those that began since the last look."""
        begun, self._begun = self._begun, []
        for drill in dict.fromkeys((*self._index.open_drills(), *begun)):
            if drill not in self._read:
                self._open(drill, counted=drill in begun or not self._is_first)
        self._is_first = False
        now = self._clock.now()
        for drill, read in list(self._read.items()):
            if read.ended_ns is None:
                self._read_on(read)
                read.ended_ns = None if read.drill.closed is None else now
            elif now - read.ended_ns > _LINGERS_NS:
                del self._read[drill]
                self._counting.forget(drill)

    def _open(self, drill: str, *, counted: bool) -> None:
        """Begin to follow a drill; of one that was under way before this process, only what is new is counted."""
        first = next(iter(self._journal.records(drill, most=1)), None)
        opened = None if first is None else _told(first)
        last = self._journal.last(drill)
        if not isinstance(opened, DrillOpened) or last is None:
            return
        read = _Read(drill=Followed(drill, opened), seq=0, uncounted=0 if counted else last.seq)
        if not counted:
            recent = self._journal.records(drill, max(0, last.seq - _BACK), kinds=_LOOKS)
            past = self._journal.records(drill, kinds=_COURSE)
            self._hear(read, sorted((*past, *recent), key=lambda record: record.seq))
            read.seq = max(read.seq, last.seq)
        self._read[drill] = read

    def _read_on(self, read: _Read) -> None:
        self._hear(read, self._journal.records(read.drill.drill, read.seq, kinds=(*_COURSE, *_COUNTED, *_LOOKS)))

    def _hear(self, read: _Read, records: Sequence[Record]) -> None:
        for record in records:
            event = _told(record)
            if event is not None:
                if record.seq > read.uncounted:
                    self._counting.hear(read.drill, event)
                read.drill.hear(event)
            read.seq = max(read.seq, record.seq)

    def _now(self, drill: Followed) -> int:
        """Return what the clock of a drill's records shows now; another machine's by UTC."""
        if drill.boot_id == self._clock.boot_id():
            return self._clock.now() + drill.offset_ns
        return drill.opened.at + self._clock.utc_ns() - drill.opened.utc_ns

    def _each(self, drills: Sequence[Followed]) -> Iterator[Metric]:
        names, started = info("drillproof_drill"), gauge("drillproof_drill_start_timestamp_seconds")
        steps, waits = gauge("drillproof_drill_steps"), gauge("drillproof_drill_waiting_seconds")
        for one in drills:
            names.add_metric([], {"drill": one.drill, "scenario": one.opened.scenario})
            started.add_metric([one.drill], seconds(one.opened.utc_ns))
            states = Counter(one.state_of(step) for step in one.steps)
            for state in STATES:
                steps.add_metric([one.drill, state], states[state])
            since = one.waits_since()
            waits.add_metric([one.drill], 0.0 if since is None else max(0.0, seconds(self._now(one) - since)))
        yield from (names, started, steps, waits, self._silence(drills))
        yield from _phases(drills)

    def _silence(self, drills: Sequence[Followed]) -> Metric:
        family = gauge("drillproof_watch_silence_seconds")
        for one in drills:
            newest = one.newest_look()
            if newest is not None:
                silent = 0 if one.closed is not None else max(0, self._now(one) - newest)
                family.add_metric([one.drill], seconds(silent))
        return family

    def _services(self, drills: Sequence[Followed]) -> Iterator[Metric]:
        outage, target = gauge("drillproof_outage_seconds"), gauge("drillproof_outage_target_seconds")
        up = gauge("drillproof_service_up")
        for one in drills:
            now = self._now(one)
            for objective in one.plan.objectives:
                labels = [one.drill, objective.service]
                outage.add_metric(labels, seconds(one.outage_ns(objective.service, now)))
                target.add_metric(labels, seconds(objective.rto_ns))
                is_up = one.is_up(objective.service)
                if is_up is not None:
                    up.add_metric(labels, float(is_up))
        yield from (outage, target, up)


def _phases(drills: Sequence[Followed]) -> Iterator[Metric]:
    now, began = gauge("drillproof_drill_phase"), gauge("drillproof_drill_phase_start_timestamp_seconds")
    for one in drills:
        current = one.phase()
        for phase in Phase:
            now.add_metric([one.drill, phase.value], float(phase is current))
            if phase in one.began:
                at = one.opened.utc_ns + one.began[phase] - one.opened.at
                began.add_metric([one.drill, phase.value], seconds(at))
    yield from (now, began)


def _told(record: Record) -> Event | None:
    """Return what a record tells, None where another version wrote it."""
    try:
        return decode(record.text)
    except UnreadableEventError:
        return None
