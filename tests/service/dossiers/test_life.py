"""No sequence of acts of any number of people starts a drill without what it needs.

The machine keeps its own account of what was done, from what it did and whether that was accepted; it never asks the
fold. A start must be let through exactly where that account finds nothing missing.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event

from scenarios.plan import Person, Plan, Text
from scenarios.planner import make_plan
from service.access import Caller, Grant, Role
from service.book import Book
from service.denial import DeniedError
from service.dossiers import Dossier, Dossiers, Span, Wish, facts_of
from service.dossiers.approving import digest_now
from service.dossiers.events import DossierEvent, DrillDone, Record, RecordFiled, ResultUsed, TaskAnswered
from service.dossiers.summing import USES, answer, use
from service.notices.outbox import Notices
from service.policy import default_policy
from tests.support.dossiers import NOON, prepared, wish_in
from tests.support.firms import HandClock, book_at
from tests.support.firms import caller as caller_of

T = TypeVar("T")
BOSS: Final = Person(id="chen", title=Text(zh="陈", en="Chen"), names=("Chen",), accounts=("boss", "boss2"))
"""One person with two accounts, both of which may approve."""
ACTORS: Final = ("olga", "anna", "omar", "amir", "boss", "boss2", "aldo", "root", "vera", "udo")
PREPARERS: Final = {"olga", "omar", "boss"}
APPROVERS: Final = {"anna", "amir", "aldo", "boss", "boss2"}
TASKS: Final = ("verify_rto_rpo", "understanding")
HOUR_NS: Final = 3600 * 10**9

# the likely ones first: hypothesis draws them more often
actors = st.sampled_from(ACTORS)
firsts = st.sampled_from(["anna", "boss", "amir", "aldo", "boss2"])
seconds = st.sampled_from(["amir", "boss2", "anna", "boss", "aldo"])
decisions = st.sampled_from(["approve"] * 5 + ["refuse"])
doers = st.sampled_from(["olga", "omar", "boss"])
EARLY = st.sampled_from([0, 0, 0, 1])
MOSTLY = st.sampled_from([True, False])
OPENERS = st.sampled_from(["boss", "anna"])
starters = st.sampled_from(["omar", "boss", "olga", "boss", "anna"])


def person(account: str) -> str:
    return "chen" if account in {"boss", "boss2"} else account


def who(account: str) -> Caller:
    if account != "boss2":
        return caller_of(account)
    return Caller(user=account, name=account, grants=(Grant(role=Role.APPROVER),), via="test")


def hasty(book: Book) -> Book:
    """Return the book, which no longer waits for the disk: nobody pulls the plug here."""
    if book.engine.dialect.name == "sqlite":
        book.engine.dispose()
        event.listen(book.engine, "connect", _hurry)
    return book


def _hurry(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class AtOnce(ThreadPoolExecutor):
    """Does the work of threads at once, where it is handed in: one person acts after the other here."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Return the future of work that is done already."""
        future = Future[T]()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  whoever waits for it is told
            future.set_exception(error)
        return future


class Paper:
    """Plans without files: the parameters are the wish's, and each file has a version that may be edited."""

    def __init__(self, plan: Plan) -> None:
        self.versions: dict[str, int] = {"scenario": 0, "inventory": 0, "bia": 0}
        self._plan = replace(plan, people=(BOSS,))

    async def plan(self, wish: Wish) -> Plan:
        sources = {name: f"{version:064}" for name, version in self.versions.items()}
        return replace(self._plan, parameters=dict(wish.parameters), sources=sources)


@dataclass(kw_only=True)
class Account:
    """What was done, as the law sees it. `epoch` counts the changes of what would be drilled."""

    content: tuple[object, ...]
    epoch: int = 0
    wishers: set[str] = field(default_factory=set[str])
    asker: str | None = None
    records: dict[str, str] = field(default_factory=dict[str, str])
    words: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    started: bool = False
    done: bool = False
    said: set[str] = field(default_factory=set[str])

    def change(self) -> None:
        """What was approved or refused is of something else now."""
        self.epoch += 1
        self.asker, self.words = None, {}

    def lacks(self, starter: str, now_ns: int, window: Span, longest_ns: int) -> set[str]:
        """Return what a start by `starter` lacks now."""
        barred = {person(one) for one in self.wishers} | {person(starter)}
        barred |= {person(self.asker)} if self.asker else set()
        oldest = now_ns - 14 * 24 * HOUR_NS
        yes = {one for one, (word, at) in self.words.items() if word == "approve" and at > oldest} - barred
        missing = {
            "records": len(self.records) < 5,
            "approvals": len(yes) < 2,
            "refused": any(word == "refuse" for word, _ in self.words.values()),
            "window": not window.opens_ns <= now_ns <= window.closes_ns - longest_ns,
            "stage": self.started,
        }
        return {name for name, is_missing in missing.items() if is_missing}


_FOLDER: Final = tempfile.TemporaryDirectory()
_WISH: Final = wish_in(Path(_FOLDER.name))
_PLAN: Final = make_plan(_WISH.sources.scenario, _WISH.sources.inventory, _WISH.sources.bia, {"depth": "1"})


class Life(RuleBasedStateMachine):
    """Everybody does whatever comes to their minds, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.loop.set_default_executor(AtOnce())
        self.folder = tempfile.TemporaryDirectory()
        self.clock = HandClock(at=NOON)
        book = hasty(book_at(Path(self.folder.name), self.clock))
        policy = default_policy()
        self.paper = Paper(_PLAN)
        self.wish = _WISH
        self.dossiers = Dossiers(book, policy, self.paper, Notices(book, policy.notices, Path(self.folder.name)))
        self.drills = 0

    def teardown(self) -> None:
        assert self.dossiers.shelf.book.check() > 0
        self.dossiers.shelf.book.engine.dispose()
        self.loop.close()
        self.folder.cleanup()

    def done(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Return what came of it, None where it was denied; a denial changes nothing."""
        try:
            return self.loop.run_until_complete(work)
        except DeniedError:
            return None

    @property
    def content(self) -> tuple[object, ...]:
        return (*self.paper.versions.values(), tuple(self.wish.parameters.items()))

    def look(self) -> None:
        """Account for what everybody who looks at the files notices."""
        if not self.told.started and self.content != self.told.content:
            self.told.content = self.content
            self.told.change()

    @initialize(by=st.sampled_from(["olga", "omar"]), early=EARLY, is_approved=MOSTLY, first=OPENERS)
    def open(self, by: str, early: int, first: str, *, is_approved: bool) -> None:
        self.clock.at = NOON - timedelta(hours=early)
        dossier = self.done(self.dossiers.open(who(by), self.wish))
        assert dossier is not None
        self.name, self.longest_ns = dossier.id, dossier.facts.longest_ns
        self.told = Account(content=self.content, wishers={by})
        if is_approved:
            self.approve_in_order(by, first, "amir")

    @rule(by=doers)
    def file_everything(self, by: str) -> None:
        for record in Record:
            self.file(by, record, "held")

    @rule(by=actors, record=st.sampled_from(Record), text=st.sampled_from(["held", "held again"]))
    def file(self, by: str, record: Record, text: str) -> None:
        filed = self.done(self.dossiers.file_record(who(by), self.name, RecordFiled(record=record, text=text)))
        assert (filed is not None) == (by in PREPARERS and not self.told.started)
        if filed is not None and self.told.records.get(record) != text:
            self.told.records[record] = text
            self.told.change()

    @rule(by=actors, depth=st.sampled_from("12"), hours=st.sampled_from([6, 8]))
    def wish_otherwise(self, by: str, depth: str, hours: int) -> None:
        window = Span(opens=NOON, closes=NOON + timedelta(hours=hours))
        wish = self.wish.model_copy(update={"window": window, "parameters": {"depth": depth}})
        changed = self.done(self.dossiers.change_wish(who(by), self.name, wish))
        assert (changed is not None) == (by in PREPARERS and not self.told.started)
        before, before_wish = self.told.content, self.wish
        if changed is not None:
            self.wish = wish
            if self.content != before or wish != before_wish:
                self.told.content = self.content
                self.told.change()
                self.told.wishers.add(by)

    @rule(part=st.sampled_from(["scenario", "inventory", "bia"]), version=st.integers(0, 1))
    def edit_a_file(self, part: str, version: int) -> None:
        self.paper.versions[part] = version

    @rule(by=actors)
    def ask(self, by: str) -> None:
        if by in PREPARERS:
            self.look()
        asked = self.done(self.dossiers.ask_approval(who(by), self.name))
        fits = len(self.told.records) == 5 and self.told.asker is None and not self.told.started
        in_time = self.dossiers.shelf.book.utc_ns() + self.longest_ns <= self.wish.window.closes_ns
        assert (asked is not None) == (by in PREPARERS and fits and in_time)
        if asked is not None:
            self.told.asker = by

    @rule(
        by=actors, decision=st.sampled_from(["approve"] * 5 + ["refuse"]), stale=st.sampled_from([False] * 5 + [True])
    )
    def decide(self, by: str, decision: Literal["approve", "refuse"], *, stale: bool) -> None:
        digest = "0" * 64 if stale else digest_now(self.dossiers.shelf.read_now(self.name)[0])
        before = self.content == self.told.content
        if by in APPROVERS:
            self.look()
        given = self.done(self.dossiers.decide(who(by), self.name, decision, "seen", digest))
        own = {person(one) for one in (*self.told.wishers, self.told.asker or "nobody")}
        mine = self.told.words.get(person(by), ("", 0))[0]
        fits = self.told.asker is not None and not stale and before and not self.told.started and mine != "refuse"
        assert (given is not None) == (by in APPROVERS and fits and person(by) not in own)
        if given is not None:
            self.told.words[person(by)] = (decision, self.dossiers.shelf.book.utc_ns())

    @rule(by=doers, first=firsts, second=seconds)
    def approve_in_order(self, by: str, first: str, second: str) -> None:
        self.file_everything(by)
        self.ask(by)
        self.decide(first, "approve", stale=False)
        self.decide(second, "approve", stale=False)

    @rule(hours=st.sampled_from([1, 5, 24 * 15]))
    def wait(self, hours: int) -> None:
        self.clock.at += timedelta(hours=hours)

    @rule(by=starters)
    def start(self, by: str) -> None:
        looked = self.done(self.dossiers.look(self.name))
        assert looked is not None
        self.look()
        self.drills += 1
        drill = f"drill-{self.drills}"
        governance = self.done(self.dossiers.begin(who(by), self.name, drill, looked.digest))
        now = self.dossiers.shelf.book.utc_ns()
        lacking = self.told.lacks(by, now, self.wish.window, self.longest_ns)
        assert (governance is not None) == (by in PREPARERS and not lacking), lacking
        if governance is not None:
            self.told.started, self.drill = True, drill
            assert len({person(one.by) for one in governance.approvals} - {person(by)}) >= 2
            assert len(governance.records) == 5

    @precondition(lambda self: self.told.started and not self.told.done)
    @rule(ended=st.sampled_from([True, True, False]))
    def end(self, *, ended: bool) -> None:
        if ended:
            done = DrillDone(drill=self.drill, verdict="met", ending="completed", restored=True, head="")
            assert self.done(self.dossiers.finish(self.name, done)) is not None
            self.told.done = True
        else:
            assert self.done(self.dossiers.fail(self.name, self.drill, "no host")) is not None
            self.told.started = False

    @rule(by=actors, what=st.sampled_from([*TASKS, *USES]))
    def answer_or_use(self, by: str, what: str) -> None:
        written = self.done(self.dossiers.sum_up(who(by), self.name, lambda now: _said(now, what)))
        assert (written is not None) == (by in PREPARERS and self.told.done)
        if written is not None:
            self.told.said.add(what)
        closed = self.done(self.dossiers.close(who(by), self.name, ""))
        assert closed is None, "no dossier is closed without evaluation, archive and assessment"

    @invariant()
    def the_state_is_what_was_done(self) -> None:
        if hasattr(self, "name"):
            dossier, _ = self.dossiers.shelf.read_now(self.name)
            assert (dossier.drill is not None) == self.told.started
            assert set(dossier.answers) | set(dossier.uses) == self.told.said


def _said(now: Dossier, what: str) -> Sequence[DossierEvent]:
    if what in TASKS:
        return answer(now, TaskAnswered(task=what, answer="reached", text="x"))
    return use(now, ResultUsed(use=next(one for one in USES if one == what), text="x"))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


async def test_two_accounts_of_one_person_are_one_voice(tmp_path: Path) -> None:
    policy = default_policy()
    dossiers = Dossiers(book_at(tmp_path), policy, Paper(_PLAN), Notices(book_at(tmp_path), policy.notices, tmp_path))
    dossier = await prepared(dossiers, _WISH)
    dossier = await dossiers.ask_approval(who("olga"), dossier.id)
    digest = digest_now(dossier)
    for account in ("boss", "boss2"):
        dossier = await dossiers.decide(who(account), dossier.id, "approve", "seen", digest)
    stood = dossiers.stand(dossier, dossier.facts.plan_sha256, "omar")
    assert [reason.code for reason in stood.reasons] == ["dossier_approvals_missing"]
    dossier = await dossiers.decide(who("anna"), dossier.id, "approve", "seen", digest)
    assert not dossiers.stand(dossier, dossier.facts.plan_sha256, "omar").reasons
    own = dossiers.stand(dossier, dossier.facts.plan_sha256, "boss").reasons
    assert {reason.code for reason in own} == {"dossier_approvals_missing", "dossier_approval_own"}, "by either account"


def test_the_facts_of_a_plan_change_with_every_part_of_it() -> None:
    base = facts_of(_PLAN)
    changed: Mapping[str, Plan] = {
        "parameters": replace(_PLAN, parameters={"depth": "2"}),
        "inventory": replace(_PLAN, sources={**_PLAN.sources, "inventory": "0" * 64}),
        "people": replace(_PLAN, people=(BOSS,)),
    }
    assert len({base.plan_sha256, *(facts_of(plan).plan_sha256 for plan in changed.values())}) == 4
