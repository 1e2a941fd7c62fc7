"""A journal that is whole, and every way in which one is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.codec import (
    GENESIS,
    Record,
    UnreadableEventError,
    canonical,
    decode,
    encode,
    extend,
    is_canonical,
    link,
)
from measurements.columns import in_memory
from measurements.events import (
    ClockRead,
    ClocksExchanged,
    Event,
    Exchange,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    MarkerRead,
    Outcome,
    SamplesTaken,
    Stamps,
    StepCompleted,
    WriteOutcome,
)
from measurements.evidence import MEANINGS, Flaw, Problem, check, examine
from measurements.history import History
from tests.support.histories import Story, beat, plan, probe


def whole() -> History:
    story = Story(plan(probes=[probe()])).started(0.1).sampled("entry", beat(1, 3))
    story.faulted(4, 4.1).wrote("orders", [(1, 5.0, 5.1, WriteOutcome.OK), (2, 5.1, None, WriteOutcome.INFO)])
    story.read(6, [1]).add(ClockRead(at=7 * 10**9, before=7 * 10**9, utc_ns=1))
    story.add(ClocksExchanged(at=7 * 10**9, host="db-a", exchanges=(Exchange(c1=1, remote=2, c2=3),)))
    return story.closed(8).history()


def records(events: list[Event]) -> list[Record]:
    chain: list[Record] = []
    for event in events:
        chain.append(extend(chain[-1].hash if chain else GENESIS, len(chain) + 1, event))
    return chain


def flaws(problems: Iterable[Problem]) -> list[tuple[int, Flaw]]:
    return [(problem.line, problem.flaw) for problem in problems]


def test_a_whole_journal_has_no_problem_and_gives_back_its_events() -> None:
    history = whole()
    chain = records(list(history.events))
    assert check(chain) == []
    assert [decode(record.text) for record in chain] == list(history.events)


def test_no_record_is_no_journal() -> None:
    assert flaws(check([])) == [(0, Flaw.EMPTY)]


def test_a_changed_text_breaks_its_hash() -> None:
    chain = records(list(whole().events))
    chain[1] = replace(chain[1], text=chain[1].text.replace("run-1", "run-2"))
    assert check(chain) == [Problem(line=2, flaw=Flaw.HASH, detail=chain[1].hash)]


def test_a_record_left_out_breaks_number_and_link() -> None:
    chain = records(list(whole().events))
    del chain[2]
    found = flaws(check(chain))
    assert found[:2] == [(3, Flaw.SEQUENCE), (3, Flaw.LINK)]
    assert [problem.detail for problem in check(chain)[:2]] == ["4", chain[2].prev]


def rewritten(chain: list[Record], line: int, text: str) -> list[Record]:
    """Return the journal as a forger would leave it: one text changed, every hash made anew."""
    texts = [text if place == line else record.text for place, record in enumerate(chain, start=1)]
    forged: list[Record] = []
    for seq, one in enumerate(texts, start=1):
        prev = forged[-1].hash if forged else GENESIS
        forged.append(Record(seq=seq, text=one, prev=prev, hash=link(prev, seq, one)))
    return forged


def test_a_text_that_is_no_event_is_named() -> None:
    (problem,) = check(rewritten(records(list(whole().events)), 2, '{"kind":"nonsense"}'))
    assert (problem.line, problem.flaw) == (2, Flaw.UNREADABLE)
    assert problem.detail.startswith("not an event of this version: ")
    assert str(problem) == f"line 2: {MEANINGS[Flaw.UNREADABLE]} ({problem.detail})"
    with pytest.raises(UnreadableEventError):
        decode("[]")


def test_a_text_in_another_form_is_not_canonical() -> None:
    chain = records(list(whole().events))
    assert flaws(check(rewritten(chain, 2, chain[1].text.replace(",", ", ")))) == [(2, Flaw.NOT_CANONICAL)]


def with_event(place: int, event: Event) -> list[tuple[int, Flaw]]:
    events = list(whole().events)
    events[place] = event
    return flaws(check(records(events)))


def test_the_first_event_opens_the_drill_and_no_other_does() -> None:
    events = list(whole().events)
    assert flaws(check(records(events[1:]))) == [(1, Flaw.NOT_OPENED)]
    assert (2, Flaw.OPENED_TWICE) in with_event(1, events[0])


def test_the_plan_is_the_one_that_was_announced() -> None:
    opened = whole().opened
    assert opened is not None
    assert with_event(0, replace(opened, plan={**opened.plan, "scenario": "other"})) == [(1, Flaw.PLAN)]


def test_time_does_not_go_back_and_nothing_follows_the_end() -> None:
    events = list(whole().events)
    late = replace(events[1], at=10**12)
    told = f"{events[2].at} after {10**12}"
    assert check(records([*events[:1], late, events[2]])) == [Problem(line=3, flaw=Flaw.TIME, detail=told)]
    assert flaws(check(records([*events, replace(events[1], at=10**12)]))) == [(len(events) + 1, Flaw.AFTER_CLOSE)]


@pytest.mark.parametrize(
    "event",
    [
        SamplesTaken(at=10**9, stream="e", batch=0, due=(1,), sent=(1, 2), received=(2, 3), ok=(True,)),
        LedgerWritten(at=10**9, ledger="o", batch=0, due=(), number=(1,), invoked=(), completed=(), outcome=()),
        LedgerRead(
            at=10**9, ledger="o", step="r", source="", sent=0, chunk=0, last=True, number=(1,), payload=(), position=()
        ),
        LedgerReplayed(at=10**9, ledger="o", step="r", number=(1,), invoked=(), completed=(), outcome=()),
        LedgerReplayed(at=10**9, ledger="o", step="r", number=(1,), invoked=(1,), completed=(), outcome=()),
    ],
)
def test_columns_are_of_one_length(event: Event) -> None:
    assert with_event(1, event) == [(2, Flaw.COLUMNS)]


@pytest.mark.parametrize(
    "event",
    [
        SamplesTaken(at=10**9, stream="e", batch=0, due=(5,), sent=(5,), received=(4,), ok=(True,)),
        LedgerWritten(
            at=10**9,
            ledger="o",
            batch=0,
            due=(5,),
            number=(1,),
            invoked=(5,),
            completed=(4,),
            outcome=(WriteOutcome.OK,),
        ),
        ClocksExchanged(at=10**9, host="h", exchanges=(Exchange(c1=5, remote=0, c2=4),)),
        ClockRead(at=10**9, before=10**9 + 1, utc_ns=0),
        LedgerReplayed(
            at=10**9,
            ledger="o",
            step="r",
            number=(1,),
            invoked=(5,),
            completed=(4,),
            outcome=(WriteOutcome.OK,),
        ),
        MarkerRead(
            at=10**9,
            step="m",
            host="",
            service="s",
            marker="backup",
            side="after",
            sent=5,
            received=4,
            value="1",
        ),
        StepCompleted(at=10**9, step="s", host="h", outcome=Outcome.OK, stamps=Stamps(sent=5, opened=5, received=4)),
    ],
)
def test_nothing_ends_before_it_begins(event: Event) -> None:
    assert with_event(1, event) == [(2, Flaw.INVERTED)]


def test_every_flaw_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Flaw)
    assert str(Problem(line=0, flaw=Flaw.EMPTY)) == "line 0: there is no record at all"


def test_canonical_text_is_stable() -> None:
    event = whole().events[1]
    assert encode(decode(encode(event))) == encode(event)
    assert canonical({"b": 1, "a": "中"}) == '{"a":"中","b":1}'


def test_a_journal_that_was_examined_is_its_events_its_length_and_its_end() -> None:
    history = whole()
    chain = records(list(history.events))
    found = examine(iter(chain))
    assert found.history == History(tuple(history.events))
    assert (found.problems, found.records, found.head) == ((), len(chain), chain[-1].hash)


def test_with_room_a_journal_is_folded_as_it_is_read() -> None:
    chain = records(list(whole().events))
    found = examine(chain, in_memory).history
    assert found is not None
    assert found.folded is not None
    assert found.folded.count == len(chain)


def test_a_journal_of_which_one_line_is_no_event_has_no_history() -> None:
    found = examine(rewritten(records(list(whole().events)), 2, '{"kind":"nothing"}'))
    assert found.history is None
    assert flaws(found.problems) == [(2, Flaw.UNREADABLE)]


def test_nothing_has_no_end() -> None:
    assert examine([]).head == ""


SAMPLES = encode(
    SamplesTaken(at=12, stream="entry", batch=3, due=(1, 2), sent=(1, -3), received=(2, 0), ok=(True, None))
)
WRITES = encode(
    LedgerWritten(
        at=12,
        ledger="orders",
        batch=0,
        due=(1, 2),
        number=(1, 2),
        invoked=(1, 2),
        completed=(5, None),
        outcome=(WriteOutcome.OK, WriteOutcome.INFO),
    )
)


@given(
    st.sampled_from([SAMPLES, WRITES]),
    st.integers(0, 250),
    st.integers(0, 3),
    st.sampled_from(
        ["", "0", "-", "-0", "+1", "1.0", "1e0", "true", "null", '"ok"', ",", "[]", " ", "\n", '"\\u0041"', "٣"]
    ),
)
def test_a_plain_batch_is_canonical_by_its_looks_exactly_when_it_is_what_would_be_written(
    text: str, at: int, dropped: int, put: str
) -> None:
    spoiled = text[:at] + put + text[at + dropped :]
    try:
        event = decode(spoiled)
    except UnreadableEventError:
        return
    assert is_canonical(event, spoiled) == (encode(event) == spoiled)
