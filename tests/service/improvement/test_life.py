"""The register's laws, whatever people and drills do in whichever order; the oracle keeps books of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine

from service.book import Author, Book, Query
from service.denial import DeniedError
from service.improvement.deciding import DAY_NS, Person, Planning
from service.improvement.events import MeasureDone, Verified, WaiverAsked, WaiverDecided
from service.improvement.item import Item
from service.improvement.register import Improvements, Opening
from service.improvement.reminding import Reminder
from service.improvement.reviewing import Reviewer
from service.policy import default_policy
from tests.support.firms import HandClock
from tests.support.troubles import SERVICE, Told, by_hand, drill, missed, report

PEOPLE: Final = ("ada", "bob", "cy", "dora")
people = st.sampled_from(PEOPLE)
ENDS: Final = ("met", "met", "missed", "early", "no drill")
"""Which drill comes after a measure: one that meets its target or misses it, one that had begun before, or none."""


@dataclass
class Kept:
    """What the oracle knows of one item: who had a part in it, and what proves its end."""

    provable: bool
    parts: set[str] = field(default_factory=set[str])
    done_at: int | None = None
    shown: bool = False
    closed_by: str | None = None


class Life(RuleBasedStateMachine):
    """Four people and a row of drills over two items: one that a drill found, one that a person did."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
        self.clock = HandClock()
        self.register = Improvements(Book(self.engine, self.clock), default_policy().improvement, Told())
        self.reviewer = Reviewer(self.register)
        self.kept: dict[str, Kept] = {}
        self.drills = 0
        self.reviewed: dict[str, bool] = {}
        """Drills that were gone through, and whether each met its target."""
        self.begun: dict[str, int] = {}

    def teardown(self) -> None:
        self.runner.close()
        self.engine.dispose()

    @initialize()
    def begin(self) -> None:
        self.end_of_drill(met=False, early=False)
        opening = Opening(trouble=by_hand("hand:x"), redrill=True)
        item = self.wait(self.register.open(author("ada"), opening))
        self.kept[item.id] = Kept(provable=False)

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def item(self, name: str) -> Item:
        return self.register.shelf.read_now(name)[0]

    def tries(self, work: Coroutine[Any, Any, Item]) -> Item | None:
        self.clock.at += timedelta(minutes=1)
        try:
            return self.wait(work)
        except DeniedError:
            return None

    def names(self) -> list[str]:
        return sorted(self.kept)

    @rule(data=st.data(), who=people, owner=people, measure=st.sampled_from(("", "replace the disk")))
    def plans(self, data: st.DataObject, who: str, owner: str, measure: str) -> None:
        self.plan(data.draw(st.sampled_from(self.names())), who, owner, measure)

    def plan(self, name: str, who: str, owner: str, measure: str) -> None:
        done = self.tries(self.register.plan(author(who), name, Planning(owner=owner, corrective=measure)))
        if done is not None:
            self.kept[name].parts.add(owner)

    @rule(data=st.data(), who=people, doer=people)
    def carries_out(self, data: st.DataObject, who: str, doer: str) -> None:
        self.carry_out(data.draw(st.sampled_from(self.names())), who, doer)

    def carry_out(self, name: str, who: str, doer: str) -> None:
        if self.tries(self.register.done(author(who), name, MeasureDone(text="done", doers=(doer,)))) is not None:
            kept = self.kept[name]
            kept.parts |= {who, doer}
            kept.done_at, kept.shown = self.clock(), False

    @rule(data=st.data(), owner=people, doer=people, verifier=people, then=st.sampled_from(ENDS))
    def goes_the_usual_way(self, data: st.DataObject, owner: str, doer: str, verifier: str, then: str) -> None:
        name = data.draw(st.sampled_from(self.names()))
        self.plan(name, doer, owner, "replace the disk")
        self.carry_out(name, doer, doer)
        self.clock.at += timedelta(minutes=1)
        if then != "no drill":
            self.end_of_drill(met=then != "missed", early=then == "early")
        if not self.kept[name].provable:
            self.name_drill(name, owner, f"drill-{self.drills}")
        self.verification(name, verifier, "worked")

    @rule(data=st.data(), who=people, result=st.sampled_from(("worked", "failed")))
    def verifies(self, data: st.DataObject, who: str, result: Literal["worked", "failed"]) -> None:
        self.verification(data.draw(st.sampled_from(self.names())), who, result)

    def verification(self, name: str, who: str, result: Literal["worked", "failed"]) -> None:
        told = Verified(result=result, method="looked", finding="fine")
        item = self.tries(self.register.verify(author(who), name, told, Person(user=who.upper(), name=who)))
        if item is None:
            return
        kept = self.kept[name]
        assert who not in kept.parts, f"{who} verified own work"
        if result == "worked":
            assert kept.done_at is not None
            assert kept.shown, "closed without a drill that showed it gone"
            kept.closed_by = who
            event("closed")
        else:
            kept.done_at, kept.shown = None, False

    @rule(data=st.data(), who=people)
    def asks_a_waiver(self, data: st.DataObject, who: str) -> None:
        name = data.draw(st.sampled_from(self.names()))
        asked = WaiverAsked(reason="cheap", until_ns=self.clock() + 5 * DAY_NS)
        if self.tries(self.register.ask_waiver(author(who), name, asked)) is not None:
            self.kept[name].parts.add(who)

    @rule(data=st.data(), who=people, decision=st.sampled_from(("accept", "refuse")))
    def decides_a_waiver(self, data: st.DataObject, who: str, decision: Literal["accept", "refuse"]) -> None:
        name = data.draw(st.sampled_from(self.names()))
        decided = WaiverDecided(decision=decision, reason="so be it")
        item = self.tries(self.register.decide_waiver(author(who), name, decided, Person(user=who)))
        if item is not None:
            assert who not in self.kept[name].parts
            self.kept[name].closed_by = who if decision == "accept" else None
            event(f"waiver: {decision}")

    @rule(data=st.data(), who=people)
    def opens_again(self, data: st.DataObject, who: str) -> None:
        name = data.draw(st.sampled_from(self.names()))
        if self.tries(self.register.reopen(author(who), name, "not so")) is not None:
            self.undone(name)

    @rule(met=st.booleans(), early=st.booleans())
    def drills_again(self, *, met: bool, early: bool) -> None:
        self.end_of_drill(met=met, early=early)

    @precondition(lambda self: self.reviewed)
    @rule(data=st.data(), who=people)
    def names_a_drill(self, data: st.DataObject, who: str) -> None:
        which = data.draw(st.sampled_from(sorted(self.reviewed)))
        self.name_drill(data.draw(st.sampled_from(self.names())), who, which)

    def name_drill(self, name: str, who: str, which: str) -> None:
        if self.tries(self.register.redrilled(author(who), name, which)) is not None:
            kept = self.kept[name]
            assert kept.done_at is not None
            assert self.begun[which] > kept.done_at
            assert self.reviewed[which] or not kept.provable
            kept.shown = True
            event("a person named the drill")
            kept.parts.add(who)

    @precondition(lambda self: self.reviewed)
    @rule(data=st.data())
    def a_drill_is_told_of_twice(self, data: st.DataObject) -> None:
        which = data.draw(st.sampled_from(sorted(self.reviewed)))
        before = [self.item(name) for name in self.names()]
        told = report() if self.reviewed[which] else missed()
        self.wait(self.reviewer.hear(drill(which, self.clock.at, told)))
        assert [self.item(name) for name in self.names()] == before

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.clock.at += timedelta(days=days)
        before = {name: self.item(name).status for name in self.names()}
        self.wait(Reminder(self.register).look())
        for name, status in before.items():
            if status == "waived" and self.item(name).status == "open":
                self.undone(name)

    def end_of_drill(self, *, met: bool, early: bool) -> None:
        self.drills += 1
        name = f"drill-{self.drills}"
        begun = self.clock.at - timedelta(days=3) if early else self.clock.at
        self.clock.at += timedelta(hours=1)
        self.wait(self.reviewer.hear(drill(name, begun, report() if met else missed())))
        self.reviewed[name], self.begun[name] = met, int(begun.timestamp()) * 10**9
        (found,) = [one for one in self.wait(self.register.heads(query())) if one.shown["code"] != "by_hand"]
        item = found.stream.partition("/")[2]
        kept = self.kept.setdefault(item, Kept(provable=True))
        if not met and not self.item(item).rests_until_ns:
            self.undone(item)
        elif met and kept.done_at is not None and self.begun[name] > kept.done_at and kept.closed_by is None:
            kept.shown = True
            event("a report showed it gone")

    def undone(self, name: str) -> None:
        kept = self.kept[name]
        kept.done_at, kept.shown, kept.closed_by = None, False, None

    @invariant()
    def nothing_is_closed_that_nobody_else_has_verified(self) -> None:
        for name, kept in self.kept.items():
            item = self.item(name)
            assert (item.status in {"closed", "waived"}) == (kept.closed_by is not None)
            assert kept.closed_by is None or kept.closed_by not in kept.parts

    @invariant()
    def only_a_drill_that_began_after_the_measure_shows_it_gone(self) -> None:
        for name, kept in self.kept.items():
            item = self.item(name)
            assert (item.redrill is not None) == (kept.shown and kept.done_at is not None)

    @invariant()
    def a_trouble_is_one_item_however_often_it_is_found(self) -> None:
        if self.drills:
            assert len(self.wait(self.register.heads(query()))) == len(self.kept) <= 2

    @invariant()
    def what_was_not_treated_stands_in_the_way_and_nothing_else(self) -> None:
        waits = {one.id for one in self.wait(self.register.untreated((SERVICE,)))}
        assert waits == {name for name in self.kept if self.item(name).status in {"open", "planned", "waiving"}}
        treated = {name for name, kept in self.kept.items() if kept.done_at is not None or kept.closed_by}
        assert not waits & treated

    @invariant()
    def the_list_shows_what_the_entries_say(self) -> None:
        for name in self.kept:
            head = self.register.book.head(f"improvement/{name}")
            assert head is not None
            assert head.status == self.item(name).status


def author(user: str) -> Author:
    return Author(user=user, via="test")


def query() -> Query:
    return Query(family="improvement")


Life.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
TestLife = Life.TestCase
