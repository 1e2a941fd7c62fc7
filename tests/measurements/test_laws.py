"""Laws: whatever the truth was, the intervals contain it, and they are as narrow as the beat allows."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measurements.events import SamplesTaken, WriteOutcome
from measurements.history import History
from measurements.intervals import Interval
from measurements.judge import judge
from measurements.ledger import payload
from measurements.level import find_baseline, find_level
from measurements.outage import find_outages
from measurements.rpo import classify, loss_window, split_brain_span
from measurements.rto import Return, find_recovery, rto
from measurements.samples import Samples, of_probe, worst_lateness
from measurements.writes import ReadBack, Writes
from scenarios.plan import Acceptable
from tests.support.drills import good_drill
from tests.support.histories import DRILL, MS, SECOND, picture
from tests.support.streams import level, samples

BEAT, LATE, TRIP, HOLD = 50 * MS, 20 * MS, 60 * MS, SECOND
SEEN = BEAT + LATE + TRIP
"""Whatever lasts longer than this is seen by at least one sample."""
PARTED = SEEN + 2 * TRIP
"""A calm that lasts longer than this is seen by a sample that overlaps no failure."""


@dataclass(frozen=True)
class World:
    """A service with its true down intervals, the true instant of the fault, and how surely that is known."""

    fault: int
    known: Interval
    downs: list[tuple[int, int]]

    def is_up(self, at: int) -> bool:
        return not any(start <= at < end for start, end in self.downs)

    @property
    def back(self) -> int:
        """When it was truly back for at least the hold time."""
        following = [start for start, _ in self.downs[1:]] + [2**62]
        return next(end for (_, end), start in zip(self.downs, following, strict=True) if start - end >= HOLD)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    fault = 3 * SECOND + draw(st.integers(0, BEAT))
    at = fault + draw(st.sampled_from([0, 0, 300 * MS]))
    downs: list[tuple[int, int]] = []
    for _ in range(draw(st.integers(1, 5))):
        length = draw(st.integers(SEEN + 1, 900 * MS))
        downs.append((at, at + length))
        calm = draw(st.one_of(st.integers(PARTED + 1, HOLD - SEEN), st.integers(HOLD + 2 * SEEN, 2 * SECOND)))
        at += length + calm
    before, after = draw(st.integers(0, 30 * MS)), draw(st.integers(0, 30 * MS))
    return World(fault=fault, known=Interval(fault - before, fault + after), downs=downs)


def watch(world: World, seed: int, *, misses: float = 0.0) -> Samples:
    """Sample the world on the beat: each sample finds out at some moment between sending and answer."""
    draw = random.Random(seed)  # noqa: S311  the seed is hypothesis's, so a failure can be repeated
    due = [here * BEAT for here in range(1, (world.downs[-1][1] + 2 * HOLD) // BEAT) if draw.random() >= misses]
    sent = [at + draw.randint(0, LATE) for at in due]
    received = [at + draw.randint(1, TRIP) for at in sent]
    ok = [world.is_up(draw.randint(start, end)) for start, end in zip(sent, received, strict=True)]
    event = SamplesTaken(
        at=0,
        stream="entry",
        batch=0,
        due=tuple(due),
        sent=tuple(sent),
        received=tuple(received),
        ok=tuple(ok),
    )
    return of_probe("entry", BEAT, SECOND, [(1, event)], closed=True)


def recover(world: World, stream: Samples) -> tuple[Return, int, int | None]:
    acceptable = Acceptable(hold_ns=HOLD, p95_floor_ns=SECOND, rate_permille=500)
    how = find_level(stream, acceptable, find_baseline(stream, 0, world.known.lower))
    found = find_recovery(stream, world.known, how)
    figure = rto(found, world.known)
    return found.how, figure.lower, figure.upper


@given(worlds(), st.integers())
def test_the_rto_contains_the_truth_and_is_as_narrow_as_the_beat_allows(world: World, seed: int) -> None:
    stream = watch(world, seed)
    how, lower, upper = recover(world, stream)
    assert how is Return.RECOVERED
    assert upper is not None
    assert lower <= world.back - world.fault <= upper
    trip = max(end - start for start, end in zip(stream.sent, stream.received, strict=True))
    assert upper - lower <= BEAT + trip + worst_lateness(stream) + world.known.width


@given(worlds(), st.integers(), st.floats(0, 0.4))
def test_missed_beats_widen_the_rto_and_never_bend_it(world: World, seed: int, misses: float) -> None:
    last = world.downs[-1]
    once = World(fault=world.fault, known=world.known, downs=[(world.downs[0][0], last[1])])
    stream = watch(once, seed, misses=misses)
    how, lower, upper = recover(once, stream)
    truth = once.back - once.fault
    if how is Return.RECOVERED:
        assert lower <= truth
        assert upper is None or truth <= upper


@given(worlds(), st.integers())
def test_the_outage_contains_the_true_down_time(world: World, seed: int) -> None:
    outages = find_outages(watch(world, seed), world.known.lower)
    assert len(outages.downs) == len(world.downs)
    for down, (start, end) in zip(outages.downs, world.downs, strict=True):
        assert down.upper is not None
        assert down.lower <= end - start <= down.upper
    total = sum(end - start for start, end in world.downs)
    assert outages.total.upper is not None
    assert outages.total.lower <= total <= outages.total.upper


@given(st.text("UD.", min_size=1, max_size=40), st.text("UD.", max_size=20))
def test_later_samples_never_change_a_decided_rto(story: str, more: str) -> None:
    fault = Interval(5 * SECOND, 5 * SECOND + 1)

    def decide(drawn: str) -> tuple[Return, int, int | None]:
        stream = samples(picture(drawn))
        found = find_recovery(stream, fault, level(stream, fault, 3))
        return found.how, found.instant.lower, found.instant.upper

    early = decide("UUUUU" + story)
    if early[0] is Return.RECOVERED:
        assert decide("UUUUU" + story + more) == early


@dataclass(frozen=True)
class Store:
    """Writes with their true commits, and what the store held afterwards."""

    writes: Writes
    commit: list[int]
    found: ReadBack
    fault: int
    known: Interval


@st.composite
def stores(draw: st.DrawFn) -> Store:
    count, chance = draw(st.integers(1, 60)), random.Random(draw(st.integers()))  # noqa: S311
    invoked = sorted(chance.randint(0, 200 * MS) for _ in range(count))
    completed = [at + chance.randint(0, 30 * MS) for at in invoked]
    commit = [chance.randint(start, end) for start, end in zip(invoked, completed, strict=True)]
    outcome = chance.choices([WriteOutcome.OK, WriteOutcome.FAIL, WriteOutcome.INFO], [8, 1, 1], k=count)
    kept = [place for place in range(count) if chance.random() < draw(st.sampled_from([0.2, 0.7, 0.97, 1.0]))]
    rows = sorted([*kept, *(place for place in kept if chance.random() < 0.05)], key=commit.__getitem__)
    if chance.random() < 0.5:
        chance.shuffle(rows)
    fault = chance.randint(50 * MS, 220 * MS)
    known = Interval(fault - chance.randint(0, 10 * MS), fault + chance.randint(0, 10 * MS))
    altered = {place for place in kept if chance.random() < 0.03}
    return Store(
        writes=Writes(
            number=list(range(count)),
            due=invoked,
            invoked=invoked,
            completed=[None if how is WriteOutcome.INFO else at for at, how in zip(completed, outcome, strict=True)],
            outcome=outcome,
            evidence=[1] * count,
        ),
        commit=commit,
        found=ReadBack(
            complete=True,
            sent=chance.randint(150 * MS, 300 * MS),
            source="db",
            number=rows,
            payload=["?" if place in altered else payload(DRILL, "orders", place) for place in rows],
            position=list(range(len(rows))),
            evidence=(2,),
        ),
        fault=fault,
        known=known,
    )


@given(stores())
def test_every_fate_is_counted_exactly(store: Store) -> None:
    writes, there = store.writes, store.found.number
    what = classify(DRILL, "orders", writes, store.found, store.known)
    judged = [
        place
        for place, how in enumerate(writes.outcome)
        if how is WriteOutcome.OK and (writes.completed[place] or 0) <= store.found.sent
    ]
    lost = [place for place in judged if place not in there]
    assert what.acknowledged == judged
    assert what.lost == lost
    assert what.split_brain == [place for place in lost if writes.invoked[place] > store.known.upper]
    survivors = [place for place in judged if place in there and writes.invoked[place] <= store.known.upper]
    assert what.holes == [
        place for place in lost if place not in what.split_brain and any(kept > place for kept in survivors)
    ]
    assert what.duplicated == sorted({place for place in there if there.count(place) > 1})
    assert len(what.altered) == len({n for n, text in zip(there, store.found.payload, strict=True) if text == "?"})
    assert what.resurrected == sorted({place for place in there if writes.outcome[place] is WriteOutcome.FAIL})
    assert what.recovered_unknown == sorted({place for place in there if writes.outcome[place] is WriteOutcome.INFO})
    assert what.alien == []


@given(stores())
def test_what_is_reordered_is_what_every_pair_says(store: Store) -> None:
    writes, there = store.writes, store.found.number
    what = classify(DRILL, "orders", writes, store.found, store.known)
    kept = [place for place in what.acknowledged if place in there]
    first = {place: there.index(place) for place in kept}
    last = {place: len(there) - 1 - there[::-1].index(place) for place in kept}
    assert what.reordered == [
        late
        for late in kept
        if any((writes.completed[early] or 0) < writes.invoked[late] and first[early] > last[late] for early in kept)
    ]


@given(stores())
def test_the_loss_window_contains_the_truth(store: Store) -> None:
    what = classify(DRILL, "orders", store.writes, store.found, store.known)
    window = loss_window(store.writes, what, store.known)
    losses = [store.commit[place] for place in what.lost if place not in what.split_brain]
    truth = max(0, store.fault - min(losses)) if losses else 0
    if window is None:
        assert not losses
        return
    assert window.lower <= truth
    assert window.upper is None or truth <= window.upper


@given(stores())
def test_the_span_of_a_split_brain_contains_the_truth(store: Store) -> None:
    what = classify(DRILL, "orders", store.writes, store.found, store.known)
    span = split_brain_span(store.writes, what, store.known)
    if span is None:
        assert what.split_brain == []
        return
    truth = max((store.writes.completed[place] or 0) for place in what.split_brain) - store.fault
    assert span.upper is not None
    assert span.lower <= truth <= span.upper


GOOD = good_drill().history()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sets(st.integers(0, len(GOOD.events) - 1)))
def test_a_history_with_any_events_missing_can_be_judged(missing: set[int]) -> None:
    report = judge(History([event for place, event in enumerate(GOOD.events) if place not in missing]))
    assert report.verdict in {"met", "inconclusive", "missed"}
