"""How far a drill is by its records: the outage clock, phases, waiting, steps, and what is counted of them."""

from __future__ import annotations

from measurements.codec import decode
from measurements.events import DrillOpened, Event
from scenarios.plan import SECOND
from service.metrics.counting import Counting
from service.metrics.following import Followed, Stream
from tests.support.stories import DRILL, crash


def told() -> list[Event]:
    return [decode(record.text) for record in crash().records()]


def followed(events: list[Event]) -> Followed:
    opened = events[0]
    assert isinstance(opened, DrillOpened)
    drill = Followed(DRILL, opened)
    for event in events:
        drill.hear(event)
    return drill


def test_a_drill_that_ended_has_no_phase_waits_for_nobody_and_its_clock_stands() -> None:
    drill = followed(told())
    assert drill.closed is not None
    assert drill.phase() is None
    assert drill.waits_since() is None
    for objective in drill.plan.objectives:
        clock = drill.outage_ns(objective.service, drill.closed)
        assert clock == drill.outage_ns(objective.service, drill.closed + 3600 * SECOND)


def test_the_clock_of_every_moment_is_never_negative_and_never_beyond_the_time_since_the_interruption() -> None:
    events = told()
    for until in range(1, len(events) + 1, 7):
        drill = followed(events[:until])
        now = max(event.at for event in events[:until])
        for objective in drill.plan.objectives:
            clock = drill.outage_ns(objective.service, now)
            assert 0 <= clock <= max(0, now - (drill.interrupted or now))


def test_a_clock_runs_while_a_service_is_down_and_stands_where_it_came_back() -> None:
    drill = followed(told()[:1])
    service = drill.plan.objectives[0].service
    name = next(name for name, of in drill.services.items() if of == service)
    drill.interrupted = 10
    stream = drill.streams[name] = Stream()
    stream.hear(12, is_up=True, interrupted=10)
    assert drill.outage_ns(service, 20) == 0
    stream.hear(14, is_up=False, interrupted=10)
    assert (drill.outage_ns(service, 30), drill.is_up(service)) == (20, False)
    stream.hear(40, is_up=True, interrupted=10)
    stream.hear(50, is_up=True, interrupted=10)
    assert (drill.outage_ns(service, 99), drill.is_up(service)) == (30, True)
    stream.hear(45, is_up=False, interrupted=10)
    assert drill.outage_ns(service, 99) == 30, "a look that was sent before the newest says nothing of now"


def test_what_is_counted_is_what_the_records_have() -> None:
    events = told()
    opened = events[0]
    assert isinstance(opened, DrillOpened)
    drill, counting = Followed(DRILL, opened), Counting()
    for event in events:
        counting.hear(drill, event)
        drill.hear(event)
    values = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in counting.families()
        for sample in family.samples
    }
    looked = sum(len(event.ok) for event in events if event.kind == "samples_taken")
    assert looked
    assert values["drillproof_probe_lateness_seconds_count",] == looked
    assert looked == sum(value for key, value in values.items() if key[0] == "drillproof_probe_samples_total")
    ended = [event for event in events if event.kind == "step_completed" and event.step in drill.steps]
    steps = sum(value for key, value in values.items() if key[0] == "drillproof_step_duration_seconds_count")
    assert steps == len(ended)
