"""Runs of samples: U worked, D failed, a digit is so many silent beats."""

from __future__ import annotations

import pytest

from measurements.events import LedgerWritten, SamplesTaken, WatchReported, WriteOutcome
from runners.streams import Reading, Stream, written
from scenarios.plan import SECOND, CheckStream, Phase, Reconcile, WaitFor
from tests.support.policing import Drill
from tests.support.scripted_drills import plan, step

BEAT = SECOND // 10


def told(story: str) -> Stream:
    stream, now = Stream(patience_ns=2 * SECOND, timeout_ns=SECOND), SECOND
    for letter in story:
        if letter.isdigit():
            now += int(letter) * 10 * BEAT
            continue
        stream.take(Reading(sent=now, received=now + 1, ok=letter == "U"))
        now += BEAT
    return stream


@pytest.mark.parametrize(
    ("story", "state", "in_a_row", "is_seen"),
    [
        ("", "down", 1, False),
        ("UUD", "down", 1, True),
        ("UUD", "down", 2, False),
        ("UDUDD", "down", 2, True),
        ("UDDU", "down", 2, False),
        ("DDUUU", "up", 3, True),
        ("DD9D", "down", 3, False),  # silence proves nothing
        ("DD9D", "down", 1, True),
        ("DD1D", "down", 3, True),
    ],
)
def test_a_wait_counts_equal_answers_in_a_row(story: str, state: str, in_a_row: int, *, is_seen: bool) -> None:
    look = WaitFor(stream="s", state="up" if state == "up" else "down", in_a_row=in_a_row)
    assert told(story).satisfies(look) is is_seen


@pytest.mark.parametrize(
    ("story", "hold_beats", "is_held"),
    [
        ("UUUUU", 4, True),
        ("UUUUU", 5, False),
        ("UUDUU", 2, False),
        ("DUUU", 2, True),
        ("UU9UU", 2, False),  # nobody watched for nine seconds
        ("UU1UU", 12, True),
        ("D", 0, False),
        ("U", 0, True),
    ],
)
def test_a_check_wants_the_state_held_without_a_break(story: str, hold_beats: int, *, is_held: bool) -> None:
    look = CheckStream(stream="s", state="up", hold_ns=hold_beats * BEAT)
    assert told(story).satisfies(look) is is_held


def test_the_longest_run_of_failures_is_remembered() -> None:
    assert told("UDDDUDUU").longest_down == 3


def test_a_late_answer_does_not_reach_back_over_a_failure() -> None:
    stream = told("UUD")
    stream.take(Reading(sent=SECOND, received=2 * SECOND, ok=True))
    assert stream.since == SECOND + 2 * BEAT


def test_forgetting_ends_a_run() -> None:
    stream = told("UUUU")
    stream.forget()
    assert not stream.satisfies(WaitFor(stream="s", state="up"))


def test_a_write_without_an_answer_is_a_failure_once_its_time_is_over() -> None:
    event = LedgerWritten(
        at=3 * SECOND,
        ledger="orders",
        batch=0,
        due=(0, 0, 0, 0),
        number=(1, 2, 3, 4),
        invoked=(SECOND, SECOND, 2 * SECOND, 3 * SECOND - 1),
        completed=(SECOND + 1, SECOND + 2, None, None),
        outcome=(WriteOutcome.OK, WriteOutcome.FAIL, WriteOutcome.INFO, WriteOutcome.INFO),
    )
    assert list(written(event, SECOND)) == [
        Reading(sent=SECOND, received=SECOND + 1, ok=True),
        Reading(sent=SECOND, received=SECOND + 2, ok=False),
        Reading(sent=2 * SECOND, received=3 * SECOND, ok=False),
    ]


def test_a_stream_is_watched_from_its_start_or_adoption_until_it_is_told_to_stop() -> None:
    drill = Drill(plan())
    stream = drill.state.streams["entry"]
    seen = list[tuple[bool, bool]]()
    for what in ("lost", "started", "stalled", "lost", "stopped", "adopted", "stopped", "started"):
        drill.tell(WatchReported(at=0, stream="entry", what=what))
        seen.append((stream.is_running, stream.is_stopped))
    on, off = (True, False), (False, True)
    assert seen == [(False, False), on, on, on, off, on, off, on]
    drill.tell(WatchReported(at=0, stream="nobody's", what="started"))


def looking(state: str) -> Drill:
    look = WaitFor(stream="entry", state="up" if state == "up" else "down")
    return Drill(plan(step("look", Phase.DETECT, look))).at(SECOND).begin("look")


@pytest.mark.parametrize(("state", "is_met"), [("down", True), ("up", False)])
def test_a_look_may_be_met_by_a_failure_that_was_sent_before_it_and_by_no_such_success(
    state: str, *, is_met: bool
) -> None:
    received, ok = (2 * SECOND,), (state == "up",)
    for sent, is_over in ((SECOND - 1, is_met), (SECOND, True)):
        when = (sent,)
        seen = SamplesTaken(at=2 * SECOND, stream="entry", batch=0, due=when, sent=when, received=received, ok=ok)
        assert looking(state).tell(seen).doing == (["settle look@ ok"] if is_over else [])


def unanswered(at: int) -> LedgerWritten:
    """Two writes at the very beginning, of which one was acknowledged."""
    return LedgerWritten(
        at=at,
        ledger="orders",
        batch=0,
        due=(0, 0),
        number=(7, 8),
        invoked=(0, 1),
        completed=(5, None),
        outcome=(WriteOutcome.OK, WriteOutcome.INFO),
    )


def test_writes_that_are_to_be_reconciled_are_kept_where_they_were_acknowledged() -> None:
    drill = Drill(plan(step("lost", Phase.VERIFY, Reconcile(ledger="orders", replay=True)))).tell(unanswered(6))
    assert [*drill.state.acknowledged["orders"]] == [7]


def test_a_write_that_got_no_answer_in_its_time_is_a_failure_that_a_look_sees() -> None:
    look = step("look", Phase.DETECT, WaitFor(stream="orders", state="down"))
    assert Drill(plan(look)).begin("look").tell(unanswered(SECOND)).doing == []
    assert Drill(plan(look)).begin("look").tell(unanswered(SECOND + 1)).doing == ["settle look@ ok"]
