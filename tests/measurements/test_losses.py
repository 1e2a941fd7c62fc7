"""What a store could not tell stands among the findings, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.events import LedgerWritten, WriteOutcome
from measurements.findings import Code
from measurements.ledger import payload
from measurements.losses import Loss, acknowledged, find_loss, loss_findings
from measurements.writes import ReadBack, gather_writes
from tests.support.histories import DRILL, Story, ledger, ns, objective, plan

OK, INFO = WriteOutcome.OK, WriteOutcome.INFO
FOUND = ReadBack(
    complete=True,
    sent=ns(200),
    source="db-b",
    number=[1, 2],
    payload=[payload(DRILL, "orders", number) for number in (1, 2)],
    position=[0, 1],
    evidence=(99,),
    fenced=True,
)


def lost(found: ReadBack, *, doubt: bool = True) -> Loss:
    rows = [(1, 1.0, 1.1, OK), (2, 1.2, 1.3, OK), (3, 1.4, None, INFO if doubt else OK)][: 3 if doubt else 2]
    events = Story(plan()).wrote("orders", [*rows, (4, 250.0, 250.1, OK)]).events
    writes = gather_writes((seq, one) for seq, one in enumerate(events, 1) if isinstance(one, LedgerWritten))
    return find_loss(DRILL, ledger(), writes, found, None)


def told(found: ReadBack, *, doubt: bool = True) -> dict[str, dict[str, str]]:
    return {one.code: one.facts for one in loss_findings(lost(found, doubt=doubt), objective())}


def codes(found: ReadBack, *, doubt: bool = True) -> list[str]:
    return list(told(found, doubt=doubt))


def test_what_was_acknowledged_after_the_read_back_is_not_counted_among_what_is_judged() -> None:
    assert acknowledged(lost(FOUND)) == 2
    assert acknowledged(lost(replace(FOUND, complete=False))) == 3


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (replace(FOUND, position=[-1, -1]), Code.COMMIT_ORDER_UNKNOWN),
        (replace(FOUND, torn=1), Code.TORN_ROWS),
        (replace(FOUND, fenced=False), Code.NOT_FENCED),
    ],
)
def test_what_a_store_could_not_tell_is_told(found: ReadBack, code: Code) -> None:
    assert codes(FOUND) == [Code.UNKNOWN_WRITES]
    assert codes(found) == [Code.UNKNOWN_WRITES, code]


def test_what_a_store_could_not_tell_is_counted() -> None:
    names = {"service": "trading-db", "ledger": "orders"}
    assert told(replace(FOUND, torn=7))[Code.TORN_ROWS] == {**names, "count": "7"}
    assert told(replace(FOUND, fenced=False))[Code.NOT_FENCED] == {**names, "count": "1"}
    assert told(replace(FOUND, position=[-1, -1]))[Code.COMMIT_ORDER_UNKNOWN] == names
    doubtful = lost(replace(FOUND, torn=7, fenced=False, position=[-1, -1]))
    assert [one.evidence for one in loss_findings(doubtful, objective())] == [(99,)] * 4


@pytest.mark.parametrize(
    ("positions", "known"), [([-1], True), ([-1, 0], True), ([-1, 1], True), ([0, 1], True), ([-1, -1], False)]
)
def test_one_row_has_an_order_and_so_have_several_of_which_one_has_a_position(
    positions: list[int], *, known: bool
) -> None:
    numbers = [1, 2][: len(positions)]
    found = replace(FOUND, number=numbers, payload=FOUND.payload[: len(positions)], position=positions)
    assert (Code.COMMIT_ORDER_UNKNOWN not in codes(found)) is known


def test_a_fence_that_was_missing_matters_only_where_something_is_unknown() -> None:
    assert codes(replace(FOUND, fenced=False), doubt=False) == []


def test_a_read_back_of_an_older_journal_says_nothing_of_fences() -> None:
    assert codes(replace(FOUND, fenced=None)) == [Code.UNKNOWN_WRITES]
