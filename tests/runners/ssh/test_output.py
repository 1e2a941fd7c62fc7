"""Output of any length is kept in bounded memory: head, tail, and how much was left out."""

from __future__ import annotations

import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.events import Outcome
from runners.output import HeadAndTail
from runners.remote import OUTPUT_LIMIT
from runners.ssh import SSHRemote
from tests.support.hands import sh


@given(pieces=st.lists(st.binary(max_size=40), max_size=20), limit=st.integers(min_value=2, max_value=64))
def test_all_of_a_short_output_is_kept_and_both_ends_of_a_long_one(pieces: list[bytes], limit: int) -> None:
    whole, kept = b"".join(pieces), HeadAndTail(limit)
    for piece in pieces:
        kept.add(piece)
    assert kept.total == len(whole)
    assert kept.truncated == (len(whole) > limit // 2 * 2)
    if not kept.truncated:
        assert kept.text() == whole.decode("utf-8", "replace")


def test_the_cut_is_made_between_lines_so_that_no_half_line_stands_at_it() -> None:
    kept = HeadAndTail(64)
    kept.add(b"".join(b"line %03d\n" % n for n in range(100)))
    assert kept.text() == ("line 000\nline 001\nline 002\n[... 846 bytes left out ...]\nline 097\nline 098\nline 099\n")


def test_a_line_without_end_is_cut_where_it_must_be() -> None:
    kept = HeadAndTail(8)
    kept.add(b"abcdefghijkl")
    assert kept.text() == "abcd\n[... 4 bytes left out ...]\nijkl"


@pytest.mark.slow
async def test_a_hundred_megabytes_are_read_in_bounded_memory(remote: SSHRemote) -> None:
    await sh(remote, "true")
    tracemalloc.start()
    try:
        answer = await sh(
            remote, "yes 0123456789abcde | head -c 100000000; echo last; echo aside >&2; exit 5", seconds=120
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer.outcome, answer.exit_status, answer.truncated) == (Outcome.OK, 5, True)
    assert answer.stderr == "aside\n"
    assert answer.stdout.startswith("0123456789abcde\n")
    assert answer.stdout.endswith("0123456789abcde\nlast\n")
    assert len(answer.stdout) <= OUTPUT_LIMIT + 100
    left_out = re.search(r"\[\.\.\. (\d+) bytes left out \.\.\.\]", answer.stdout)
    assert left_out is not None
    assert int(left_out[1]) > 99_900_000
    assert peak < 32 * 1024 * 1024


async def test_output_on_both_streams_at_once_never_blocks(remote: SSHRemote) -> None:
    answer = await sh(remote, "head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait", seconds=60)
    assert (answer.outcome, answer.exit_status, answer.truncated) == (Outcome.OK, 0, True)
    assert answer.stamps is not None
    assert answer.stamps.remote_start is not None
    assert answer.stamps.remote_end is not None
