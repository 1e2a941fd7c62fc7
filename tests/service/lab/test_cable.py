"""The laws of a bad cable: what it loses, what it keeps back, and that it keeps its order."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lab import cable
from service.lab.cable import Badness, Way, read_badness

GOOD = Badness()


def frame(*, size: int = 100, port: int = 1, source: bytes = b"\x0a\x00\x00\x01") -> bytes:
    """Return a frame of IPv4 as the kernel hands it over: ten bytes of its own, Ethernet, addresses, ports."""
    headers = bytes(10) + bytes(12) + b"\x08\x00" + bytes(12) + source + b"\x0a\x00\x00\x02" + bytes([0, port, 0, 9])
    return headers.ljust(size + 10, b"\0")


def way(badness: Badness, spared: bytes = b"") -> Way:
    return Way(Random(7), spared, badness)  # noqa: S311  no secret


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", GOOD),
        ("0\n", GOOD),
        ("64", Badness(kbit=64)),
        ("delay_ms=80 jitter_ms=20\nloss_percent=2.5 kbit=0", Badness(delay_ms=80, jitter_ms=20, loss_percent=2.5)),
        ("colour=red delay_ms=5", Badness(delay_ms=5)),
    ],
)
def test_the_control_file_says_how_bad_it_is(text: str, found: Badness) -> None:
    assert read_badness(text, GOOD) == found


@pytest.mark.parametrize("word", ["much", "-5", "inf", "nan", ""])
def test_what_is_no_number_changes_nothing(word: str) -> None:
    before = Badness(delay_ms=30)
    assert read_badness(f"delay_ms={word}", before) == before


@given(st.lists(st.floats(0, 10), max_size=30))
def test_a_good_cable_lets_everything_pass_at_once(times: list[float]) -> None:
    line = way(GOOD)
    assert [line.leaves(frame(), at) for at in sorted(times)] == sorted(times)


@given(st.lists(st.floats(0, 2), min_size=1, max_size=50), st.floats(0, 500), st.floats(0, 500), st.floats(0, 1000))
def test_nothing_leaves_before_its_time_and_nothing_overtakes(
    times: list[float], delay: float, jitter: float, kbit: float
) -> None:
    line = way(Badness(delay_ms=delay, jitter_ms=jitter, kbit=kbit))
    pairs = [(at, line.leaves(frame(), at)) for at in sorted(times)]
    kept = [(at, leaving) for at, leaving in pairs if leaving is not None]
    assert all(leaving >= at + delay / 1000 - 1e-9 for at, leaving in kept)
    assert [leaving for _, leaving in kept] == sorted(leaving for _, leaving in kept)


def test_a_line_that_loses_everything_carries_nothing() -> None:
    line = way(Badness(loss_percent=100))
    assert {line.leaves(frame(), float(at)) for at in range(20)} == {None}


def test_each_connection_has_its_own_share() -> None:
    line = way(Badness(kbit=8))  # a frame of 100 bytes takes a tenth of a second
    of_one = [line.leaves(frame(port=1), 0.0) for _ in range(6)]
    assert of_one[:3] == [pytest.approx(0.1), pytest.approx(0.2), pytest.approx(0.3)]
    assert of_one[3:] == [None, None, None], "more than a quarter of a second would have to wait"
    assert line.leaves(frame(port=2), 0.0) == pytest.approx(0.1)


def test_who_is_spared_is_not_concerned() -> None:
    spared = b"\x0a\x00\x00\x01"
    assert not way(GOOD, spared).concerns(frame(source=spared))
    assert way(GOOD, spared).concerns(frame(source=b"\x0a\x00\x00\x03"))
    assert way(GOOD).concerns(frame(source=spared))


def test_it_stands_alone() -> None:
    """Hosts run it with whatever Python they have, without the house."""
    text = Path(cable.__file__).read_text("utf-8")
    imported = {
        line.split()[1].partition(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names
