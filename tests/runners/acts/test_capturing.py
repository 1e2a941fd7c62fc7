"""Values from outputs: what is read, what is refused, and that nothing breaks whatever is printed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.events import Outcome
from runners.capturing import LONGEST, NotCapturedError, canonical, captured
from runners.instants import Instant, read_instant, show_instant
from runners.markers import Marker, read_marker
from runners.output import HeadAndTail
from runners.remote import Answer
from scenarios.plan import Capture, Measure, ValueType

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TYPES: list[ValueType] = ["string", "integer", "number", "boolean", "duration", "timestamp"]


def printed(text: str, *, truncated: bool = False) -> Answer:
    return Answer(outcome=Outcome.OK, exit_status=0, stdout=text, truncated=truncated)


def value(text: str, type_: ValueType = "string", after: str | None = None, *, truncated: bool = False) -> str:
    capture = Capture(name="lsn", type=type_, after=after)
    return captured([capture], printed(text, truncated=truncated), lambda one: one.replace("hunter2", "***"))[0][1]


@pytest.mark.parametrize(
    ("text", "type_", "canonical"),
    [
        ("  two words \n", "string", "two words"),
        ("first\nsecond\n", "string", "first\nsecond"),
        ("007\n", "integer", "7"),
        ("-0", "integer", "0"),
        ("+12", "integer", "12"),
        ("1.50", "number", "1.5"),
        ("1e3", "number", "1000"),
        ("-.5", "number", "-0.5"),
        ("-0.0", "number", "0"),
        ("100", "number", "100"),
        ("Yes", "boolean", "true"),
        ("f", "boolean", "false"),
        ("1500ms", "duration", "1500ms"),
        ("120s", "duration", "2m"),
        ("2026-11-21 10:03:04.50+08", "timestamp", "2026-11-21T02:03:04.50Z"),
        ("2026-11-21T02:03Z", "timestamp", "2026-11-21T02:03:00Z"),
    ],
)
def test_a_value_is_written_in_one_way(text: str, type_: ValueType, canonical: str) -> None:
    assert value(text, type_) == canonical


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("", "string"),
        (" \n\t", "string"),
        ("a\x00b", "string"),
        ("a\x1b[2Jb", "string"),
        ("a\ufffdb", "string"),
        ("x" * (LONGEST + 1), "string"),
        ("12 34", "integer"),
        ("１２", "integer"),
        ("9" * 101, "integer"),
        ("1e999", "number"),
        ("nan", "number"),
        ("1_000", "number"),
        ("maybe", "boolean"),
        ("5", "duration"),
        ("1h 5m", "duration"),
        ("2026-11-21 02:03:04", "timestamp"),
        ("2026-02-30T00:00:00Z", "timestamp"),
        ("2026-11-21T24:00:00Z", "timestamp"),
        ("my password is hunter2", "string"),
    ],
)
def test_what_does_not_read_as_its_type_is_refused_and_not_repeated(text: str, type_: ValueType) -> None:
    with pytest.raises(NotCapturedError, match="'lsn'") as refusal:
        value(text, type_)
    assert "hunter2" not in str(refusal.value)


def test_a_value_stands_after_its_beginning_in_the_first_such_line() -> None:
    assert value("x lsn: 1\nlsn: 0/16B3748 \nlsn: 9\n", after="lsn: ") == "0/16B3748"
    with pytest.raises(NotCapturedError, match="no line begins with"):
        value("lag: 5\n", after="lsn: ")


def test_a_line_after_the_part_that_was_left_out_may_not_be_the_first() -> None:
    kept = HeadAndTail(200)
    kept.add(b"head: 1\n" + b"x\n" * 500 + b"lsn: 7\n")
    assert kept.truncated
    assert value(kept.text(), after="head: ", truncated=True) == "1"
    for after in ("lsn: ", None):
        with pytest.raises(NotCapturedError):
            value(kept.text(), after=after, truncated=True)


@given(st.text(), st.sampled_from(TYPES), st.none() | st.text(min_size=1, max_size=3))
def test_whatever_is_printed_is_a_value_that_reads_as_itself_or_a_refusal(
    text: str, type_: ValueType, after: str | None
) -> None:
    try:
        read = value(text, type_, after)
    except NotCapturedError:
        return
    assert canonical(read, type_) == read
    assert "\x00" not in read


INSTANTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30))  # noqa: DTZ001  the zone is drawn


@given(INSTANTS, st.integers(-900, 900), st.sampled_from(["T", " "]))
def test_an_instant_is_read_as_the_standard_library_has_it(moment: datetime, ahead: int, between: str) -> None:
    sign, minutes = "-" if ahead < 0 else "+", abs(ahead)
    text = f"{moment.isoformat(between, 'microseconds')}{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    expected = (moment.replace(tzinfo=UTC) - timedelta(minutes=ahead) - EPOCH) // timedelta(microseconds=1) * 1000
    read = read_instant(text)
    assert read is not None
    assert read == Instant(utc_ns=expected, granularity_ns=1000)
    assert read_instant(show_instant(read)) == read


@pytest.mark.parametrize(
    ("text", "granularity"),
    [
        ("2026-11-21T02:03:04Z", 10**9),
        ("2026-11-21 02:03:04.5 +0800", 10**8),
        ("2026-11-21T02:03:04.123456789-03:30", 1),
        ("2026-11-21 02:03 UTC", 60 * 10**9),
        ("1795312984", 10**9),
        ("1795312984123", 10**6),
        ("1795312984123456789", 1),
    ],
)
def test_how_fine_a_time_was_given_is_kept(text: str, granularity: int) -> None:
    read = read_instant(text)
    assert read is not None
    assert read.granularity_ns == granularity


@pytest.mark.parametrize("text", ["", "now", "2026-11-21", "2026-11-21T02:03:04", "12345", "2026-11-21T02:03:60Z"])
def test_what_is_no_instant_is_none(text: str) -> None:
    assert read_instant(text) is None


@pytest.mark.parametrize(
    ("text", "marker", "found"),
    [
        ("16\n", "log_position", Marker(value=16, granularity=1)),
        ("0/16B3748", "log_position", Marker(value=0x16B3748, granularity=1)),
        ("A/FF", "log_position", Marker(value=0xA000000FF, granularity=1)),
        ("0/16B3748 extra", "log_position", None),
        ("-5", "log_position", None),
        ("1970-01-01 08:00:01+08", "business_time", Marker(value=10**9, granularity=10**9)),
        ("1970-01-01 08:00:01", "backup", None),
        ("", "backup", None),
    ],
)
def test_a_marker_is_a_position_or_a_time(text: str, marker: str, found: Marker | None) -> None:
    measure = Measure(service="db", marker=marker, side="after")  # pyright: ignore[reportArgumentType]
    assert read_marker(text, measure) == found
