"""What the markers of a business say of a loss: never more than they prove, whatever the clocks and the new writes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements import remarks
from measurements.course import follow
from measurements.events import ClockRead, MarkerRead
from measurements.fault import Fault
from measurements.history import History
from measurements.intervals import Interval
from measurements.judge import judge
from measurements.markers import Marked, MarkerKind, gather_markers, weigh
from measurements.report import MarkerFigure, MarkerReading, Report
from measurements.streams import gather
from measurements.testimony import hear, written_from
from measurements.utc import utc_text
from tests.support.drills import FAULT, good_drill, interrupted
from tests.support.histories import SECOND, SERVICE, UTC, Story, ns, objective, picture, plan, probe

TIME: MarkerKind = "business_time"
POSITION: MarkerKind = "log_position"


def read(
    at: float, value: int, side: str, marker: MarkerKind = TIME, *, took: float = 0.01, granularity: int = 1
) -> MarkerRead:
    return MarkerRead(
        at=ns(at + took),
        step=f"newest.{side}",
        host="",
        service=SERVICE,
        marker=marker,
        side=side,  # pyright: ignore[reportArgumentType]
        sent=ns(at),
        received=ns(at + took),
        value=str(value),
        granularity=granularity,
    )


def utc(at: float) -> int:
    return UTC + ns(at)


def clock(at: float = 0.1) -> ClockRead:
    return ClockRead(at=ns(at) + 1000, before=ns(at), utc_ns=utc(at) + 500)


def drill(*readings: MarkerRead, rpo: float = 30, with_clock: bool = True) -> Report:
    """Judge a drill of a service that is not written to by us: down from 100 to 112.35 s."""
    one = replace(objective(rto=30, rpo=rpo, hold=5), writes=True)
    story = Story(plan(probes=[probe()], objectives=[one])).sampled("entry", interrupted()).faulted(*FAULT)
    story.add(*readings, *([clock()] if with_clock else [])).undone(133).closed(135)
    return judge(story.history())


def figure(report: Report) -> MarkerFigure:
    return report.markers[0]


def codes(report: Report) -> set[str]:
    return {one.code for one in report.findings if one.code.startswith("marker") or one.code == "ledger_missing"}


def test_what_was_read_before_and_is_still_covered_bounds_the_loss() -> None:
    """Worked figure 8: sent 98.000, still covered: at most 100.020 - 98.000."""
    report = drill(read(90, utc(89.9), "before"), read(98, utc(97.9), "before"), read(101, utc(99.5), "after"))
    rpo = report.services[0].rpo
    assert (rpo.lower_s, rpo.upper_s, rpo.verdict) == (0.0, 2.02, "met")
    assert (rpo.basis, rpo.source, rpo.lost, rpo.acknowledged) == ("marker", "newest.after", 0, 0)
    assert codes(report) == {"marker_used"}
    assert [one.used for one in figure(report).readings] == [False, True, True]
    assert figure(report).readings[1].value == utc_text(utc(97.9))
    by_value = figure(report).by_value
    assert by_value is not None
    assert by_value.lower_s is not None
    assert by_value.upper_s is not None
    assert by_value.lower_s < 0.5 < by_value.upper_s < 0.54


def test_what_was_read_before_and_is_gone_proves_a_loss() -> None:
    """Worked figure 9: covered when sent 90.000, gone when answered 98.010: [1.990, 10.020]."""
    report = drill(read(90, utc(89.9), "before"), read(98, utc(97.9), "before"), read(101, utc(95), "after"), rpo=5)
    rpo = report.services[0].rpo
    assert (rpo.lower_s, rpo.upper_s, rpo.verdict) == (1.99, 10.02, "inconclusive")
    assert codes(report) == {"marker_used", "marker_loss"}
    loss = next(one for one in report.findings if one.code == "marker_loss")
    assert (loss.facts["first"], loss.facts["second"]) == (utc_text(utc(95)), utc_text(utc(97.9)))
    assert rpo.remark is not None
    assert "right before the fault" in rpo.remark.en


def test_a_proved_loss_misses_a_target_of_zero_and_one_beyond_the_target_misses_it() -> None:
    lost = (read(98, utc(97.9), "before"), read(101, utc(95), "after"))
    assert drill(*lost, rpo=0).services[0].rpo.verdict == "missed"
    assert drill(*lost, rpo=0).services[0].rpo.remark == remarks.MARKER_LOST
    assert drill(*lost, rpo=1).services[0].rpo.verdict == "missed"
    assert drill(*lost, rpo=5).services[0].rpo.verdict == "inconclusive"


def test_the_value_alone_is_shown_and_decides_nothing() -> None:
    report = drill(read(101, utc(99), "after"))
    rpo = report.services[0].rpo
    assert (rpo.lower_s, rpo.upper_s, rpo.verdict) == (0.0, None, "inconclusive")
    assert figure(report).by_value is not None
    assert codes(report) == {"marker_used", "marker_incomplete"}
    assert rpo.remark is not None
    assert "several times" in rpo.remark.en


def test_without_a_reading_afterwards_there_is_no_figure() -> None:
    report = drill(read(98, utc(97.9), "before"))
    rpo = report.services[0].rpo
    assert (rpo.lower_s, rpo.upper_s, rpo.source, rpo.basis) == (None, None, None, "marker")
    assert codes(report) == {"marker_used", "marker_incomplete"}
    unread = drill(read(98, utc(97.9), "before"), replace(read(101, 0, "after"), value="²"))
    assert unread.services[0].rpo.lower_s is None


def test_without_a_fault_or_a_reading_of_utc_there_is_less_to_say() -> None:
    readings = (read(98, utc(97.9), "before"), read(101, utc(99), "after"))
    calm = Story(plan(probes=[probe()])).sampled("entry", interrupted()).add(*readings).closed(135)
    report = judge(calm.history())
    assert report.services[0].rpo.verdict == "inconclusive"
    assert (figure(report).loss.upper_s, figure(report).by_value) == (None, None)
    blind = drill(*readings, with_clock=False)
    assert figure(blind).by_value is None
    assert blind.services[0].rpo.upper_s == 2.02


def test_what_was_read_after_clients_could_write_again_bounds_nothing_unless_it_is_surely_older() -> None:
    before = read(98, utc(97.9), "before")
    new = drill(before, read(115, utc(114), "after"))
    assert new.services[0].rpo.upper_s is None
    assert codes(new) == {"marker_used", "marker_unsure"}
    assert new.services[0].rpo.remark is not None
    old = drill(before, read(115, utc(99.5), "after"))
    assert (old.services[0].rpo.upper_s, codes(old)) == (2.02, {"marker_used"})
    position = drill(read(98, 1000, "before", POSITION), read(115, 2000, "after", POSITION))
    assert codes(position) == {"marker_used", "marker_unsure"}
    untold = drill(before, read(115, utc(99.5), "after"), with_clock=False)
    assert codes(untold) == {"marker_used", "marker_unsure"}
    alone = drill(read(115, utc(99.5), "after"))
    assert codes(alone) == {"marker_used", "marker_unsure", "marker_incomplete"}


def test_a_marker_that_went_back_bounds_nothing() -> None:
    report = drill(read(90, utc(89), "before"), read(98, utc(80), "before"), read(101, utc(85), "after"))
    rpo = report.services[0].rpo
    assert (rpo.lower_s, rpo.upper_s, rpo.verdict) == (0.0, None, "inconclusive")
    assert "marker_fell" in codes(report)


@pytest.mark.parametrize(
    ("readings", "least", "most", "seconds"),
    [
        ([(98, 1000, "before"), (101, 900, "after")], 100, None, (1.99, None)),
        ([(98, 1000, "before"), (101, 1000, "after")], 0, None, (0.0, 2.02)),
        ([(98, 1000, "before"), (102, 1500, "before"), (101, 900, "after")], 100, 600, (1.99, None)),
        ([(98, 1000, "before"), (102, 1500, "before"), (101, 1500, "after")], 0, 0, (0.0, 0.0)),
        ([(102, 1500, "before"), (101, 1400, "after")], None, 100, (0.0, None)),
        ([(98, 1000, "before"), (115, 2000, "after")], 0, None, (0.0, None)),
    ],
)
def test_a_position_says_how_many_bytes_are_missing(
    readings: list[tuple[float, int, str]], least: int | None, most: int | None, seconds: tuple[float, float | None]
) -> None:
    """A reading `before` that was made after the fault is the end that the side that lost had come to."""
    told = figure(drill(*(read(at, value, side, POSITION) for at, value, side in readings)))
    assert (told.least_bytes, told.most_bytes) == (least, most)
    assert (told.loss.lower_s, told.loss.upper_s) == seconds


def test_nothing_missing_of_the_final_position_meets_a_target_of_zero() -> None:
    report = drill(read(102, 1500, "before", POSITION), read(101, 1500, "after", POSITION), rpo=0)
    assert report.services[0].rpo.verdict == "met"


def test_the_last_digit_that_was_given_is_not_taken_for_exact() -> None:
    coarse = SECOND
    close = drill(
        read(98, utc(97), "before", granularity=coarse), read(101, utc(98), "after", granularity=coarse), rpo=5
    )
    assert (figure(close).loss.upper_s, figure(close).is_lost) == (None, False)


def test_the_marker_that_says_the_worst_is_the_figure() -> None:
    report = drill(
        read(98, utc(97.9), "before"),
        read(101, utc(99.5), "after"),
        read(98, 1000, "before", POSITION),
        read(101, 900, "after", POSITION),
        rpo=1,
    )
    assert [one.counts for one in report.markers] == [False, True]
    assert report.services[0].rpo.verdict == "missed"


def test_a_marker_never_overrides_a_ledger() -> None:
    plain = judge(good_drill().history()).services[0].rpo
    story = good_drill().add(read(98, 1000, "before", POSITION), read(101, 10, "after", POSITION))
    report = judge(story.history())
    assert replace(report.services[0].rpo, evidence=()) == replace(plain, evidence=())
    assert [one.counts for one in report.markers] == [False]
    assert "marker_loss" in codes(report)


def test_a_marker_of_another_service_is_not_this_ones() -> None:
    report = drill(replace(read(98, 1000, "before", POSITION), service="other"))
    assert report.markers == ()
    assert report.services[0].rpo.basis is None
    assert "ledger_missing" in codes(report)


@pytest.mark.parametrize(("resumed", "upper"), [(95, 10.52), (105, 10.02), (85, 10.02)])
def test_a_reboot_between_reading_and_fault_widens_the_figure(resumed: float, upper: float) -> None:
    one = replace(objective(hold=5), writes=True)
    story = Story(plan(probes=[probe()], objectives=[one])).sampled("entry", interrupted()).faulted(*FAULT)
    story.add(read(90, 10, "before", POSITION), read(101, 10, "after", POSITION))
    story.started(resumed, resumed=True, gap=0.5)
    told = figure(judge(story.undone(133).closed(135).history()))
    assert (told.loss.lower_s, told.loss.upper_s) == (0.0, upper)


def test_a_position_is_no_time_and_has_no_figure_by_its_value() -> None:
    report = drill(read(98, 1000, "before", POSITION), read(101, 900, "after", POSITION))
    assert figure(report).by_value is None


def test_what_is_told_as_lost_is_what_was_gone_and_not_what_is_the_newest_left() -> None:
    kept, gone = read(90, 1000, "before", POSITION), read(98, 1500, "before", POSITION)
    report = drill(kept, gone, read(101, 1000, "after", POSITION))
    loss = next(one for one in report.findings if one.code == "marker_loss")
    assert loss.facts == {"service": SERVICE, "marker": POSITION, "first": "1000", "second": "1500"}
    assert loss.evidence == figure(report).evidence


def test_a_reading_is_told_in_full() -> None:
    before = replace(read(98, 1000, "before", POSITION), host="db-a")
    report = drill(before, read(101, 900, "after", POSITION))
    first, second = figure(report).readings
    seq = first.evidence[0]
    assert first == MarkerReading(
        step="newest.before", host="db-a", side="before", value="1000", at_s=-2.0, used=True, evidence=(seq,)
    )
    assert (second.host, second.at_s, second.side) == ("", 1.0, "after")
    assert figure(report).evidence == (seq, *second.evidence)


@pytest.mark.parametrize(
    ("story", "since"),
    [("UUUUDDDUU", 6.0), ("UUUUDUDUU", 4.0), ("UUUUDDDDD", 8.0), ("UUUUUUUUU", 3.5), ("", 3.5)],
)
def test_clients_may_write_again_from_the_last_failure_before_the_first_success(story: str, since: float) -> None:
    told = Story(plan(probes=[probe(every=1)])).sampled("entry", picture(story)).closed(20)
    course_plan = told.plan
    history = told.history()
    course, samples = follow(history, course_plan), gather(history, course_plan).all()
    fault = Fault(step="crash", instant=Interval.at(ns(3.5)), evidence=())
    assert written_from([hear(one, objective(), course, fault) for one in samples], ns(3.5)) == ns(since)


def test_an_instant_that_no_calendar_holds_stays_digits() -> None:
    assert utc_text(10**29) == str(10**29)
    assert utc_text(-1_000) == "1969-12-31T23:59:59.999999Z"


@dataclass(frozen=True)
class World:
    """Records committed once a tick (stamped by a clock that is `skew` off); those from `kept` on were lost."""

    fault: int
    tick: int
    kept: int
    skew: int
    back: int
    readings: tuple[int, ...]
    after: int
    granularity: int

    @property
    def commits(self) -> list[int]:
        return list(range(self.tick, self.fault + 1, self.tick))

    @property
    def survivors(self) -> list[int]:
        return self.commits[: self.kept]

    @property
    def truth(self) -> int:
        lost = self.commits[self.kept :]
        return self.fault - lost[0] if lost else 0

    def stamp(self, commit: int, marker: MarkerKind) -> int:
        if marker == POSITION:
            return self.commits.index(commit) + 1 if commit <= self.fault else len(self.commits) + commit
        return UTC + commit + self.skew

    def newest(self, commits: list[int], at: int, marker: MarkerKind) -> int:
        stamps = [self.stamp(commit, marker) for commit in commits if commit <= at]
        return max(stamps, default=0 if marker == POSITION else UTC - 10**13)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    fault = draw(st.integers(50, 400)) * SECOND // 4
    tick = draw(st.integers(1, 40)) * SECOND // 8
    commits = fault // tick
    return World(
        fault=fault,
        tick=tick,
        kept=draw(st.integers(0, commits)),
        skew=draw(st.integers(-300, 300)) * SECOND,
        back=fault + draw(st.integers(1, 60)) * SECOND // 2,
        readings=tuple(draw(st.lists(st.integers(0, fault), max_size=4))),
        after=draw(st.integers(0, 90)) * SECOND // 2,
        granularity=draw(st.sampled_from([1, SECOND // 1000, SECOND])),
    )


def weighed(world: World, marker: MarkerKind) -> Marked | None:
    """Read every marker as the world has it; after the service is back it is written to on every tick."""
    new = list(range(world.back, world.back + 60 * SECOND, world.tick))
    width = 1 if marker == POSITION else world.granularity
    events: list[MarkerRead] = []
    sides = [*((at, "before", world.commits) for at in world.readings)]
    sides.append((world.fault + world.after, "after", [*world.survivors, *new]))
    for at, side, commits in sides:
        value = world.newest(commits, at, marker) // width * width
        events.append(
            replace(read(0, value, side, marker, granularity=width), sent=at - 5_000_000, received=at + 5_000_000)
        )
    clocks = [ClockRead(at=at + 1000, before=at, utc_ns=UTC + at + 500) for at in (0, world.fault)]
    history = History([*clocks, *events])
    fault = Fault(step="crash", instant=Interval(world.fault - 1_000_000, world.fault + 1_000_000), evidence=())
    points = gather_markers(history)[SERVICE, marker]
    return weigh(history, points, (SERVICE, marker), fault, world.back - SECOND // 10, lambda _, __: 0)


@settings(max_examples=300)
@given(world=worlds(), marker=st.sampled_from([TIME, POSITION]))
def test_the_loss_lies_inside_its_bounds_whatever_the_business_clock_says(world: World, marker: MarkerKind) -> None:
    marked = weighed(world, marker)
    assert marked is not None
    assert not marked.fell
    assert marked.loss.lower <= world.truth
    assert marked.loss.upper is None or world.truth <= marked.loss.upper
    if marked.is_lost:
        assert world.truth > 0 or world.kept < len(world.commits)


@settings(max_examples=200)
@given(world=worlds())
def test_the_bytes_lie_inside_their_bounds(world: World) -> None:
    marked = weighed(world, POSITION)
    assert marked is not None
    least, most = marked.bytes_lost
    truth = len(world.commits) - world.kept
    assert least is None or least <= truth
    assert most is None or truth <= most
