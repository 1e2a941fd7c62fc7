"""When not to trust the measurement, and how streams are drawn."""

from __future__ import annotations

from dataclasses import replace

from measurements.course import follow
from measurements.drawing import MOST_BINS, MOST_RUNS, bin_width, ledger_view, strip
from measurements.events import ClockRead, ClocksExchanged, Exchange, JournalReturned, WatchReported
from measurements.losses import find_loss
from measurements.quality import MOST_WITNESSES, check_beats, check_clocks, check_journal, check_watches
from measurements.report import Finding
from measurements.writes import gather_writes
from tests.support.histories import MS, SECOND, UTC, Story, beat, ledger, ns, picture, plan
from tests.support.streams import samples


def by_code(findings: list[Finding]) -> dict[str, dict[str, str]]:
    return {one.code: one.facts for one in findings}


def test_a_steady_beat_has_no_findings() -> None:
    assert list(check_beats([samples(picture("UUUDDUU"))], 0)) == []


def test_gaps_and_missed_beats_are_told() -> None:
    (gap, missed) = check_beats([samples(picture("UU.U.....U"))], ns(1))
    assert (gap.code, gap.evidence) == ("probe_gap", (3, 4))
    assert gap.facts == {"stream": "entry", "count": "1", "longest": "6.0", "first": "2.0"}
    assert missed.facts == {"stream": "entry", "count": "6"}


def test_looks_that_never_reached_the_service_are_told_and_are_no_missed_beats() -> None:
    rows = [*picture("UU"), (2.0, 2.1, None), (3.0, 3.1, None), *picture("UU", start=4.0)]
    (blind,) = check_beats([samples(rows)], ns(1))
    assert (blind.code, blind.severity, blind.evidence) == ("probe_blind", "warning", (3, 4))
    assert blind.facts == {"stream": "entry", "count": "2", "first": "1.0", "last": "2.0"}


def test_of_many_looks_that_never_reached_the_service_so_many_are_evidence_and_all_are_counted() -> None:
    rows = [*picture("UU"), *((2.0 + n, 2.1 + n, None) for n in range(MOST_WITNESSES + 10))]
    (blind,) = check_beats([samples(rows)], ns(1))
    assert len(blind.evidence) == len(set(blind.evidence)) == MOST_WITNESSES
    assert blind.facts["count"] == str(MOST_WITNESSES + 10)


def test_late_beats_are_told_with_the_worst() -> None:
    stream = samples([(0.0, 0.1, True), (2.5, 2.6, True)])
    (late,) = check_beats([replace(stream, due=[stream.due[0], ns(1.0)])], 0)
    assert late.facts == {"stream": "entry", "count": "1", "worst": "1.5", "beat": "1.0"}


def test_a_journal_that_was_away_is_told_and_is_no_fault_of_the_measurement() -> None:
    back = JournalReturned(at=5, since=2 * SECOND, until=62 * SECOND, why="refused")
    (told,) = check_journal(Story(plan()).add(back).history())
    assert (told.code, told.severity) == ("journal_away", "info")
    assert told.facts == {"seconds": "60.0", "reason": "refused"}


def test_a_watch_that_stalled_or_was_lost_is_a_finding() -> None:
    story = Story(plan()).add(
        WatchReported(at=1, stream="entry", what="started"),
        WatchReported(at=2, stream="entry", what="lost", detail="pid 7 is gone"),
        WatchReported(at=3, stream="orders", what="stalled", detail="no write for 5 s"),
    )
    assert by_code(list(check_watches(story.history()))) == {
        "watch_lost": {"stream": "entry", "detail": "pid 7 is gone"},
        "watch_stalled": {"stream": "orders", "detail": "no write for 5 s"},
    }


def clocks(story: Story) -> list[Finding]:
    history = story.history()
    return list(check_clocks(history, follow(history, story.plan)))


def read(at: float, utc: float) -> ClockRead:
    return ClockRead(at=ns(at), before=ns(at) - 1000, utc_ns=UTC + ns(utc))


def test_a_stepped_wall_clock_is_a_finding() -> None:
    assert clocks(Story(plan()).add(read(1, 1), read(2, 2), read(3, 3))) == []
    (stepped,) = clocks(Story(plan()).add(read(1, 1), read(2, 2), read(3, 5)))
    assert (stepped.code, stepped.evidence) == ("wall_clock_stepped", (4,))
    assert stepped.facts["seconds"].startswith(("1.99", "2.0"))


def test_across_a_reboot_the_wall_clock_is_not_compared() -> None:
    story = Story(plan()).started(0.5).add(read(1, 1), read(3, 9)).started(2, resumed=True, gap=1)
    assert clocks(story) == []


def test_a_stepped_host_clock_is_a_finding() -> None:
    good = Exchange(c1=ns(1), remote=ns(5), c2=ns(1.001))
    bad = Exchange(c1=ns(2), remote=ns(5), c2=ns(2.001))
    story = Story(plan()).add(
        ClocksExchanged(at=ns(1.1), host="db-a", exchanges=(good,)),
        ClocksExchanged(at=ns(2.1), host="db-a", exchanges=(bad,)),
    )
    (stepped,) = clocks(story)
    assert (stepped.code, stepped.evidence, stepped.facts["host"]) == ("host_clock_stepped", (3,), "db-a")


def test_a_strip_is_runs_of_one_state_and_gaps_are_unknown() -> None:
    drawn = strip(samples(picture("UUDD......UU")), (ns(2), ns(10.1)), ns(2))
    assert drawn.runs == ((-2.0, 0.0, "up"), (0.0, 1.1, "down"), (1.1, 8.0, "unknown"), (8.0, 9.1, "up"))
    assert drawn.bounds == (0.0, 8.1)
    assert strip(samples([]), (), 0).runs == ()


def test_more_runs_than_can_be_seen_are_drawn_coarser_and_no_failure_is_lost() -> None:
    drawn = strip(samples([*picture("U" * 1500), *picture("UD" * 1500, start=1500)]), (), 0)
    assert 1 < len(drawn.runs) <= MOST_RUNS
    assert drawn.runs[0][2] == "up"
    assert drawn.runs[-1][2] == "down"
    assert all(one[1] == other[0] for one, other in zip(drawn.runs, drawn.runs[1:], strict=False))


def test_a_bin_is_as_narrow_as_the_drawing_allows() -> None:
    assert bin_width(0) == MS
    assert bin_width(199 * MS) == MS
    assert bin_width(200 * MS) == 2 * MS
    assert bin_width(3600 * SECOND) == 20 * SECOND
    assert MOST_BINS > 3600 // 20


def test_a_ledger_without_writes_is_drawn_empty() -> None:
    loss = find_loss("d", ledger(), gather_writes([]), None, None)
    assert ledger_view(loss, 0).kept == ()
    assert beat(0, 1, 0.5) == [(0, 0.004, True), (0.5, 0.504, True)]
