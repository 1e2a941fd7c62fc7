"""Retention: whatever is under it, or held, or needed, is never touched; what goes, goes whole and leaves a stone."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from measurements.events import ClockRead, DrillClosed, Ending
from runners.journal import Journal
from scenarios.problems import Problems
from service.access import Right, Role
from service.access.rights import RIGHTS
from service.attachments import Attachments
from service.book import Author, Book, Head, Query
from service.cli import run as drillproof
from service.database import prepare
from service.denial import ConflictError, NoSuchError
from service.index.heads import FAMILY as DRILL
from service.policy import Policy, read_policy
from service.policy.retention import CLAUSES, LEAST_NS
from service.retention.clearing import Retention, digest_of
from service.retention.holds import FAMILY as HOLD
from tests.contracts.databases import at_once
from tests.support.firms import HandClock
from tests.support.revisions import empty_database, kinds_of_database, rows_in

UDO: Final = Author(user="udo", via="test")
VERA: Final = Author(user="vera", via="test")
PERIOD: Final = 2000
"""Days."""


def policy(days: int | None = PERIOD) -> Policy:
    told: dict[str, Any] = {} if days is None else {"drills": f"{days}d"}
    return Policy.model_validate({"retention": told}, context={})


@dataclass(slots=True)
class Kind:
    """One sort of drill in the archive."""

    days_ago: int = PERIOD + 1
    is_closed: bool = True
    is_listed: bool = True
    dossier: str | None = None
    """Its stage, None for no dossier."""
    item: str | None = None
    """The status of what was found in it."""
    hold: str = ""
    """`drill`, `dossier`, or either with `lifted`."""
    is_newest: bool = False

    @property
    def may_go(self) -> bool:
        is_over = self.days_ago > PERIOD and self.is_closed and self.is_listed
        is_needed = self.dossier in {"executing", "summarising"} or self.item in {"open", "done"} or self.is_newest
        return is_over and not is_needed and self.hold in {"", "drill lifted", "dossier lifted"}


@dataclass(slots=True)
class Archive:
    """A service's database and files with drills of long ago in it."""

    folder: Path
    where: str
    days: int | None = PERIOD
    clock: HandClock = field(default_factory=HandClock)
    journal: Journal = field(init=False)
    retention: Retention = field(init=False)

    def __post_init__(self) -> None:
        self.journal = Journal.open(self.where)
        prepare(self.journal.engine)
        self.retention = Retention(Book(self.journal.engine, self.clock), policy(self.days), self.folder)

    def put(self, name: str, kind: Kind) -> None:
        book, ended = self.retention.book, self.clock.at - timedelta(days=kind.days_ago)
        last = DrillClosed(at=3, ending=Ending.COMPLETED, restored=True, residue=())
        told = [ClockRead(at=1, before=0, utc_ns=1), ClockRead(at=2, before=1, utc_ns=2)]
        self.journal.take_pen(name).store([*told, last] if kind.is_closed else told)
        evidence = self.folder / "drills" / name / "evidence"
        evidence.mkdir(parents=True)
        (evidence / "journal.jsonl").write_text(name, encoding="utf-8")
        order_ns = int(ended.timestamp()) * 10**9
        if kind.is_listed:
            shown = {"ended_at": ended.isoformat() if kind.is_closed else None, "dossier": None}
            status = "completed" if kind.is_closed else "open"
            tags = frozenset({"measured:quote" if kind.is_newest else "measured:other"})
            book.put_head(self.head(f"{DRILL}/{name}", DRILL, status, order_ns, tags, shown))
        if kind.dossier is not None:
            book.put_head(self.head(f"dossier/d-{name}", "dossier", kind.dossier, 1, frozenset({f"drill:{name}"})))
        if kind.item is not None:
            tags = frozenset({f"seen:{name}"})
            book.put_head(self.head(f"improvement/i-{name}", "improvement", kind.item, 1, tags))
        self.hold(name, kind)

    def head(
        self, stream: str, family: str, status: str, order_ns: int, tags: frozenset[str], shown: Any = None
    ) -> Head:
        return Head(stream=stream, family=family, status=status, order_ns=order_ns, tags=tags, shown=shown or {})

    def hold(self, name: str, kind: Kind) -> None:
        if not kind.hold:
            return
        what, _, lifted = kind.hold.partition(" ")
        if what == "dossier":
            held = self.head(f"{HOLD}/dossier.d-{name}", HOLD, lifted or "held", 1, frozenset({f"dossier:d-{name}"}))
            self.retention.book.put_head(held)
            return
        self.retention.holds.place(UDO, "drill", name, "inquiry")
        if lifted:
            self.retention.holds.lift(VERA, f"drill.{name}", "closed")

    def untouched(self, name: str) -> Any:
        """Return everything there is of a drill."""
        rows = rows_in(self.journal.engine)
        files = {path.name: path.read_bytes() for path in (self.folder / "drills" / name).rglob("*") if path.is_file()}
        return (
            [row for row in rows["events"] if row["drill"] == name],
            [row for row in rows["heads"] if row["stream"] == f"{DRILL}/{name}"],
            files,
        )

    def close(self) -> None:
        self.journal.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def kind(request: pytest.FixtureRequest) -> Generator[str]:
    yield from kinds_of_database(request.param)


@pytest.fixture
def archive(tmp_path: Path, kind: str) -> Generator[Archive]:
    with empty_database(tmp_path, kind) as where:
        made = Archive(tmp_path, where)
        made.put("newest", Kind(days_ago=PERIOD + 1))
        made.retention.book.put_head(made.head("drill/later", DRILL, "completed", 2**62, frozenset({"measured:other"})))
        yield made
        made.close()


HOLDS: Final = ("", "drill", "dossier", "drill lifted", "dossier lifted")
KINDS: Final = st.builds(
    Kind,
    days_ago=st.sampled_from([0, 1, PERIOD - 1, PERIOD + 1, 5 * PERIOD]),
    is_closed=st.booleans(),
    is_listed=st.booleans(),
    dossier=st.sampled_from([None, "executing", "summarising", "closed", "cancelled"]),
    item=st.sampled_from([None, "open", "done", "closed", "waived"]),
    hold=st.sampled_from(HOLDS),
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate],  # a shrunk archive of five minutes' work tells no more
)
@given(st.lists(KINDS, min_size=1, max_size=6))
def test_nothing_that_is_under_retention_held_or_needed_is_ever_touched(kinds: list[Kind]) -> None:
    for one in kinds:
        if one.hold.startswith("dossier") and one.dossier is None:
            one.dossier = "closed"
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), str(Path(folder) / "journal.sqlite"))
        archive.retention.book.put_head(
            archive.head("drill/later", DRILL, "completed", 2**62, frozenset({"measured:other"}))
        )
        for number, one in enumerate(kinds):
            archive.put(f"d{number}", one)
        before = {f"d{number}": archive.untouched(f"d{number}") for number in range(len(kinds))}
        foreseen = archive.retention.look()
        done = archive.retention.clear(UDO)
        wanted = [f"d{number}" for number, one in enumerate(kinds) if one.may_go]
        assert sorted(done.drills) == sorted(foreseen.drills) == wanted
        for name, there in before.items():
            assert archive.untouched(name) == (([], [], {}) if name in wanted else there), name
        assert [row["drill"] for row in rows_in(archive.journal.engine)["pruned"]] == sorted(wanted, key=repr)
        archive.retention.book.check()
        assert archive.retention.clear(UDO).drills == []
        archive.close()


def test_what_was_attached_goes_with_the_drill_and_stays_as_long(archive: Archive) -> None:
    store = Attachments(archive.folder)
    archive.put("old", Kind(dossier="closed"))
    archive.put("young", Kind(dossier="closed", days_ago=1))
    for name in ("old", "young"):
        store.keep(f"d-{name}", b"seen")
    archive.retention.clear(UDO)
    assert store.dossiers() == ["d-young"]
    store.keep("d-old", b"a process died between the tombstone and this")
    archive.retention.clear(UDO)
    assert store.dossiers() == ["d-young"]


def test_a_tombstone_says_where_it_ended_what_was_filed_and_who_did_it(archive: Archive) -> None:
    archive.put("old", Kind())
    last, digest = archive.journal.last("old"), digest_of(archive.folder / "drills/old")
    assert last is not None
    assert set(archive.retention.clear(UDO).drills) == {"newest", "old"}
    stone = {row.drill: row for row in archive.retention.tombstones()}["old"]
    assert (stone.last_seq, stone.last_hash, stone.evidence_sha256) == (3, last.hash, digest)
    (entry,) = archive.retention.book.stream("tombstone/old")
    assert (entry.kind, entry.author, entry.body["last_hash"]) == ("drill_cleared", UDO, last.hash)


def test_the_database_itself_lets_no_other_drill_go(archive: Archive) -> None:
    archive.put("running", Kind(is_closed=False))
    archive.put("done", Kind())
    stone = "INSERT INTO pruned VALUES ('{}', 2, 'h', 'e', 'x', 'y', 1)"
    for forbidden in (
        "DELETE FROM events WHERE drill = 'running'",
        "DELETE FROM events WHERE drill = 'done'",
        "UPDATE events SET text = 'x'",
        stone.format("running"),
    ):
        with pytest.raises(IntegrityError), archive.journal.engine.begin() as connection:
            connection.execute(sa.text(forbidden))
    with archive.journal.engine.begin() as connection:
        connection.execute(sa.text(stone.format("done")))
        connection.execute(sa.text("DELETE FROM events WHERE drill = 'done'"))
    for forbidden in ("DELETE FROM pruned", "UPDATE pruned SET reason = 'z'"):
        with pytest.raises(IntegrityError), archive.journal.engine.begin() as connection:
            connection.execute(sa.text(forbidden))


def test_without_a_period_everything_is_kept_for_ever(tmp_path: Path) -> None:
    archive = Archive(tmp_path, str(tmp_path / "journal.sqlite"), days=None)
    archive.put("ancient", Kind(days_ago=30_000))
    archive.retention.book.put_head(archive.head("drill/later", DRILL, "x", 2**62, frozenset({"measured:other"})))
    (kept,) = [one for one in archive.retention.look().kept if one.drill == "ancient"]
    assert [reason.code for reason in kept.reasons] == ["keep_for_ever"]
    assert archive.retention.clear(UDO).drills == []
    with pytest.raises(ConflictError):
        archive.retention.clear_drill(UDO, "ancient")
    archive.close()


def test_the_newest_drill_of_a_service_stays(archive: Archive) -> None:
    archive.put("only", Kind(days_ago=9 * PERIOD, is_newest=True))
    assert "only" not in archive.retention.clear(UDO).drills


def test_a_hold_that_comes_at_the_same_time_is_either_heard_or_too_late(archive: Archive) -> None:
    """Whoever loses the race is told; never is a held drill gone."""
    for number in range(4):
        name = f"raced-{number}"
        archive.put(name, Kind())
        told = at_once(
            [
                lambda name=name: archive.retention.clear_drill(UDO, name),
                lambda name=name: archive.retention.holds.place(VERA, "drill", name, "inquiry"),
            ]
        )
        is_there = archive.journal.last(name) is not None
        is_held = not isinstance(told[1], Exception)
        assert is_there == is_held, told
        assert isinstance(told[0 if is_held else 1], ConflictError | NoSuchError), told


def test_what_a_process_that_died_left_is_removed_by_the_next(archive: Archive) -> None:
    archive.put("half", Kind())
    archive.retention.clear(UDO)
    left = archive.folder / "drills/half/evidence"
    left.mkdir(parents=True)
    (left / "x").write_text("", encoding="utf-8")
    archive.retention.clear(UDO)
    assert not (archive.folder / "drills/half").exists()


def test_a_hold_is_lifted_by_somebody_else_and_may_be_placed_again(archive: Archive) -> None:
    holds = archive.retention.holds
    with pytest.raises(NoSuchError):
        holds.place(UDO, "drill", "nowhere", "x")
    with pytest.raises(NoSuchError):
        holds.place(UDO, "dossier", "nowhere", "x")
    hold = holds.place(UDO, "drill", "newest", "inquiry")
    with pytest.raises(ConflictError):
        holds.place(VERA, "drill", "newest", "again")
    with pytest.raises(ConflictError):
        holds.lift(UDO, hold.id, "my own")
    assert holds.lift(VERA, hold.id, "closed").lifted_by == "vera"
    with pytest.raises(ConflictError):
        holds.lift(UDO, hold.id, "twice")
    assert holds.place(UDO, "drill", "newest", "appeal").lifted_by is None
    assert [head.status for head in holds.page(Query(family=HOLD)).heads] == ["held"]


def test_what_nobody_needs_any_more_goes_and_nothing_else(archive: Archive) -> None:
    now, day = archive.clock(), 86_400 * 10**9
    rows = {
        "sessions": [("ends_ns", now), ("ends_ns", now + 1)],
        "attempts": [("last_ns", 0), ("last_ns", now)],
        "pending_log_ins": [("until_ns", now - 1), ("until_ns", now + day)],
        "idempotency": [("since_ns", now - 8 * day), ("since_ns", now - 6 * day)],
        "words": [("heard_ns", now - 91 * day), ("heard_ns", now - 89 * day), ("heard_ns", None)],
    }
    numbers = itertools.count(1)
    with archive.journal.engine.begin() as connection:
        for table, pairs in rows.items():
            columns = sa.inspect(connection).get_columns(table)
            for name, value in pairs:
                row = {c["name"]: next(numbers) if "INT" in str(c["type"]) else f"x{next(numbers)}" for c in columns}
                places: list[sa.ColumnClause[Any]] = [sa.column(str(c["name"])) for c in columns]
                connection.execute(sa.table(table, *places).insert(), {**row, name: value})
    foreseen = archive.retention.look().rows
    done = archive.retention.clear(UDO).rows
    found = rows_in(archive.journal.engine)
    for table, pairs in rows.items():
        assert foreseen[table] == done[table] <= 1, table
        assert len(found[table]) == len(pairs) - done[table]
    assert [done[name] for name in ("attempts", "pending_log_ins", "idempotency", "words")] == [1, 1, 1, 1]


def test_no_firm_keeps_drills_for_less_than_a_clause_demands(tmp_path: Path) -> None:
    assert LEAST_NS == max(one.least_ns or 0 for one in CLAUSES) > 0
    assert all((one.certainty == "U") == (one.least_ns is None) for one in CLAUSES)
    file = tmp_path / "policy.yaml"
    file.write_text("retention:\n  drills: 365d\n", encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_policy(file)
    assert "policy.yaml:2:11" in str(refused.value)
    file.write_text("retention:\n  drills: 3650d\n", encoding="utf-8")
    assert read_policy(file).retention.drills == 3650 * 86_400 * 10**9


def test_who_audits_holds_and_who_drills_does_not() -> None:
    assert {role for role in Role if Right.AUDIT in RIGHTS[role]} == {Role.AUDITOR, Role.ADMIN}


def test_the_command_line_tells_and_clears(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put("old", Kind())
    archive.put("held", Kind(hold="drill"))
    told = ["--db", archive.where, "--home", str(archive.folder), "--lang", "en"]
    assert drillproof(["prune", "--dry-run", *told]) == 0
    assert "kept for ever" in capsys.readouterr().out
    file = archive.folder / "policy.yaml"
    file.write_text(f"retention:\n  drills: {PERIOD}d\n", encoding="utf-8")
    assert drillproof(["prune", "--dry-run", "--policy", str(file), *told]) == 0
    said = capsys.readouterr().out
    assert "would clear old" in said
    assert "keep held: it is under the legal hold drill.held" in said
    assert drillproof(["prune", "--policy", str(file), *told]) == 0
    assert archive.journal.last("old") is None
    assert archive.journal.last("held") is not None
    assert drillproof(["hold", "list", *told[:2]]) == 0
    assert "drill.held" in capsys.readouterr().out
    assert drillproof(["hold", "place", "drill", "gone", "--reason", "x", *told[:2]]) == 4
    assert drillproof(["hold", "lift", "drill.held", "--reason", "over", *told[:2]]) == 0
    assert drillproof(["hold", "lift", "drill.held", "--reason", "over", *told[:2]]) == 4
