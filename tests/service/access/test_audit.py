"""The book for auditors: read in pages, exported, verified; whatever is altered, cut or made up is found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from service.access import Grant, Role
from service.access.audit import Audit, Witness, check, exported, imported
from service.book import Author, Entry, Note
from service.book.entry import GENESIS, chained
from service.cli import run
from tests.support.databases import database_in, unguard
from tests.support.firms import SETUP, book_at, firm_served


def chain(count: int) -> list[Entry]:
    made: list[Entry] = []
    for number in range(1, count + 1):
        note = Note(stream=f"a/{number % 3}", kind="told", body={"kind": "told", "n": number, "word": "你好"})
        prev = made[-1].hash if made else GENESIS
        made.append(chained(prev, number, 1 + number // 3, number * 10**9, Author(user="ada", via="test"), note))
    return made


def test_what_follows_holds_also_from_the_middle_and_after_a_journey_through_a_file() -> None:
    entries = chain(7)
    assert check(entries).flaw is None
    assert check(entries[3:]).entries == 4
    assert [imported(exported(entry)) for entry in entries] == entries
    assert check([]).last is None


@given(
    place=st.integers(0, 6), what=st.sampled_from(["body", "user", "kind", "seq", "utc_ns", "stream", "prev", "gone"])
)
@settings(deadline=None)
def test_any_change_anywhere_is_found(place: int, what: str) -> None:
    entries = chain(7)
    one = entries[place]
    author = replace(one.author, user="eve")
    changed: dict[str, Any] = {
        "body": {"body": {**one.body, "n": 99}},
        "user": {"author": author},
        "kind": {"kind": "other"},
        "seq": {"seq": one.seq + 1},
        "utc_ns": {"utc_ns": one.utc_ns + 1},
        "stream": {"stream": "b/1"},
        "prev": {"prev": "0" * 63 + "1"},
    }
    witness = Witness(number=7, hash=entries[6].hash)
    if what == "gone":
        del entries[place]
    else:
        entries[place] = replace(one, **changed[what])
    assert check(entries, witness).flaw is not None or (what == "gone" and place == 0)


def test_a_book_that_was_cut_or_written_anew_is_found_by_what_was_noted_before() -> None:
    entries = chain(7)
    noted = Witness(number=6, hash=entries[5].hash)
    assert check(entries, noted).flaw is None
    assert check(entries[:5]).flaw is None  # a chain alone cannot tell
    for forged in (entries[:5], [*entries[:5], *anew(entries[4])], []):
        flaw = check(forged, noted).flaw
        assert flaw is not None
        assert flaw.code == "witness_wrong"


def anew(last: Entry) -> list[Entry]:
    note = Note(stream="a/1", kind="told", body={"kind": "told", "n": 0})
    return [chained(last.hash, last.number + 1, 9, 0, Author(user="eve", via="test"), note)]


@pytest.mark.parametrize("line", ["", "[]", "7", "null", "{}", '{"number": 1}', "nonsense"])
def test_a_line_that_is_no_entry_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"entry|Expecting"):
        imported(line)


async def test_auditors_read_filter_verify_and_export_over_http_and_others_do_not(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("udo") as udo, served.client("vera") as vera:
        page = (await udo.get("/api/v1/audit?limit=5")).json()
        rest = (await udo.get("/api/v1/audit", params={"limit": 200, "cursor": page["next"]})).json()
        assert [e["number"] for e in page["items"] + rest["items"]] == list(range(1, 19))
        newest = (await udo.get("/api/v1/audit?newest=true&limit=3")).json()
        assert [e["number"] for e in newest["items"]] == [18, 17, 16]
        older = (await udo.get(f"/api/v1/audit?newest=true&limit=3&cursor={newest['next']}")).json()
        assert [e["number"] for e in older["items"]] == [15, 14, 13]
        found = (await udo.get("/api/v1/audit?stream=user/vera&kind=user_added")).json()["items"]
        assert [e["body"]["name"] for e in found] == ["Vera"]
        assert (await udo.get("/api/v1/audit?until=2020-01-01T00:00:00Z")).json()["items"] == []
        assert (
            len((await udo.get("/api/v1/audit?since=0001-01-01T00:00:00Z&until=9999-12-31T00:00:00Z")).json()["items"])
            == 18
        )
        for wrong in (
            "since=yesterday",
            "since=2026-01-01T00:00:00",
            "cursor=x",
            "cursor=0",
            f"cursor={2**70}",
            "limit=0",
        ):
            assert (await udo.get(f"/api/v1/audit?{wrong}")).status_code == 422, wrong
        verified = (await udo.get("/api/v1/audit/verify")).json()
        assert verified["holds"]
        last = verified["last"]
        again = await udo.get("/api/v1/audit/verify", params={"number": last["number"], "hash": last["hash"]})
        assert again.json()["holds"]
        wrong = (await udo.get("/api/v1/audit/verify", params={"number": 99, "hash": last["hash"]})).json()
        assert not wrong["holds"]
        assert "99" in wrong["flaw"]
        assert (await udo.get("/api/v1/audit/verify?number=3")).status_code == 422
        lines = (await udo.get("/api/v1/audit/export")).text.splitlines()
        assert check(imported(line) for line in lines).entries == len(lines)
        assert json.loads(lines[-1])["kind"] == "audit_exported"
        for path in ("", "/verify", "/export"):
            assert (await vera.get(f"/api/v1/audit{path}")).status_code == 403


async def test_an_auditor_of_one_service_does_not_read_the_book_of_all(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client(None) as client:
        access = served.app.state.firm.access
        access.add_user(SETUP, "part", "Part", [Grant(role=Role.AUDITOR, services=("a",))])
        headers = {"Authorization": f"Bearer {access.issue(SETUP, 'part', 'x')}"}
        for path in ("", "/verify", "/export"):
            answer = await client.get(f"/api/v1/audit{path}", headers=headers)
            assert answer.json()["errors"][0]["code"] == "forbidden_in_part"


def test_the_command_line_verifies_a_book_and_an_export_and_ends_with_1_where_they_were_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = book_at(tmp_path)
    for number in range(5):
        book.store(SETUP, [Note(stream="a/1", kind="told", body={"kind": "told", "n": number})])
    db, file = ["--db", database_in(tmp_path)], tmp_path / "book.ndjson"
    assert run(["audit", "export", str(file), *db]) == 0
    assert run(["audit", "verify", str(file)]) == 0
    assert run(["audit", "export", str(file), *db]) == 4
    file.write_text(file.read_text().replace('"n": 3', '"n": 4'))
    assert run(["audit", "verify", str(file)]) == 1
    file.write_bytes(b"\xff")
    assert run(["audit", "verify", str(file)]) == 4
    noted = Audit(book).verify(SETUP).last
    assert noted is not None
    assert run(["audit", "verify", *db, "--number", str(noted.number), "--hash", noted.hash]) == 0
    assert run(["audit", "verify", *db, "--number", "2", "--hash", noted.hash]) == 1
    assert run(["audit", "verify", *db, "--number", "2"]) == 4
    unguard(book.engine, "book")
    with book.engine.begin() as connection:
        connection.execute(text("UPDATE book SET via = 'elsewhere' WHERE number = 2"))
    capsys.readouterr()
    assert run(["audit", "verify", *db, "--lang", "en"]) == 1
    assert "entry 2 does not follow" in capsys.readouterr().out
