"""The statement: the same files give the same bytes, and nothing else passes for one."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence.statement import (
    Chained,
    Kept,
    Made,
    Predicate,
    Statement,
    StatementError,
    statement_bytes,
    statement_of,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
CHAINS = st.builds(Chained, count=st.integers(0, 2**40), head=WORDS)
ABOUT = st.builds(
    Predicate,
    drill=WORDS,
    scenario=WORDS,
    plan_sha256=WORDS,
    journal=CHAINS,
    records=CHAINS,
    software=WORDS,
    made=st.builds(Made, start=WORDS, end=WORDS),
    retention=st.none() | st.builds(Kept, profile=WORDS, years=st.none() | st.integers(1, 100), until=WORDS),
    version=st.integers(1, 1000),
    supersedes=WORDS,
)
STATEMENTS = st.builds(Statement, files=st.dictionaries(WORDS, DIGESTS, max_size=5), about=ABOUT)


@given(statement=STATEMENTS)
def test_what_is_written_is_read_again(statement: Statement) -> None:
    assert statement_of(statement_bytes(statement)) == statement


@given(statement=STATEMENTS)
def test_the_order_in_which_files_are_named_does_not_count(statement: Statement) -> None:
    other = Statement(files=dict(reversed(list(statement.files.items()))), about=statement.about)
    assert statement_bytes(other) == statement_bytes(statement)


@given(statement=STATEMENTS, data=st.data())
def test_a_changed_byte_is_another_statement_or_none(statement: Statement, data: st.DataObject) -> None:
    whole = statement_bytes(statement)
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :]
    with suppress(StatementError):
        assert statement_of(changed) != statement


WHOLE = statement_bytes(
    Statement(
        files={"report.json": "0" * 64, "evidence/plan.json": "1" * 64},
        about=Predicate(
            drill="d",
            scenario="s",
            plan_sha256="",
            journal=Chained(count=1, head="h"),
            records=Chained(count=0, head=""),
            software="x",
            made=Made(start="", end=""),
            retention=None,
            version=1,
            supersedes="",
        ),
    )
)


@pytest.mark.parametrize(
    ("content", "where", "reason"),
    [
        (b"", "", "Invalid JSON"),
        (b"\xff", "", "Invalid JSON"),
        (b"[" * 100_000, "", "Invalid JSON"),
        (b"{}", "_type", "Field required"),
        (WHOLE + b"\n", "", "canonical"),
        (WHOLE.replace(b'"count":1', b'"count":"1"'), "predicate.journal.count", "integer"),
        (WHOLE.replace(b'"count":1', b'"count":1,"more":1'), "predicate.journal.more", "Unexpected"),
        (WHOLE.replace(b'"drill":"d",', b'"drill":"d","drill":"e",'), "", "canonical"),
        (WHOLE.replace(b"report.json", b"evidence/plan.json"), "subject", "twice"),
        (WHOLE.replace(b"0" * 64, b"Z" * 64), "subject.1.digest.sha256", "pattern"),
        (WHOLE.replace(b"evidence:1", b"evidence:2"), "predicateType", "urn:drillproof:evidence:1"),
    ],
)
def test_what_is_no_statement_is_told_with_its_field(content: bytes, where: str, reason: str) -> None:
    with pytest.raises(StatementError) as caught:
        statement_of(content)
    assert caught.value.where == where
    assert reason in caught.value.reason
