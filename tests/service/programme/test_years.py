"""Annual programmes: who may approve, and how a year went against what was approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from service.book import Author, Told
from service.denial import ConflictError, DeniedError, ForbiddenError, StaleError, UnfitError
from service.programme.annual import ProgrammeWritten, Year, YearEvent, YearSpec, decide, fold, submit
from service.programme.deviating import YearDrill, course
from service.programme.years import Years
from tests.support.firms import HandClock, book_at, caller

ITEM: dict[str, Any] = {"title": "Failover", "services": ["db"], "quarter": 2, "owner": "olga", "lead": "IT"}


def spec(*items: dict[str, Any]) -> YearSpec:
    made = [{**ITEM, "id": f"i{number}", **told} for number, told in enumerate(items)]
    return YearSpec.model_validate({"title": "2026", "items": made})


def year(*items: dict[str, Any]) -> Year:
    event = ProgrammeWritten(spec=spec(*items))
    return fold("2026", [Told(event=event, number=1, seq=1, utc_ns=0, author=Author(user="olga", via="test"))])


def drill(day: str, *services: str, scenario: str = "pg", form: str = "live") -> YearDrill:
    return YearDrill(drill=day, scenario=scenario, form=form, services=frozenset(services), day=date.fromisoformat(day))


COURSES: list[tuple[list[dict[str, Any]], list[tuple[str, ...]], str, list[str]]] = [
    ([{}], [], "2026-05-01", ["planned"]),
    ([{}], [], "2026-07-01", ["missed"]),
    ([{}], [("2026-05-01", "db")], "2026-07-01", ["done"]),
    ([{}], [("2026-08-01", "db")], "2026-09-01", ["moved"]),
    ([{"services": ["db", "web"]}], [("2026-05-01", "db")], "2026-07-01", ["missed"]),
    ([{"services": ["db", "web"]}], [("2026-05-01", "db"), ("2026-06-30", "web")], "2026-07-01", ["done"]),
    ([{}], [("2026-05-01", "web")], "2026-06-01", ["planned", "unplanned"]),
    ([{}, {"quarter": 3}], [("2026-05-01", "db")], "2026-06-01", ["done", "moved"]),
]


@pytest.mark.parametrize(("items", "drills", "today", "kinds"), COURSES)
def test_a_year_against_its_programme(items: Any, drills: Any, today: str, kinds: list[str]) -> None:
    found = course(year(*items), [drill(*one) for one in drills], date.fromisoformat(today))
    assert [one.kind for one in found] == kinds


@pytest.mark.parametrize(("told", "kind"), [({"scenario": "other"}, "missed"), ({"form": "tabletop"}, "missed")])
def test_another_drill_than_the_planned_one_does_not_count(told: Any, kind: str) -> None:
    found = course(year({"scenario": "pg", "form": "live"}), [drill("2026-05-01", "db", **told)], date(2026, 7, 1))
    assert [one.kind for one in found] == [kind, "unplanned"]


@pytest.mark.parametrize("items", [[{}, {"id": "i0"}], [{"quarter": 5}], [{"services": []}], [{"id": "a b"}]])
def test_a_programme_that_makes_no_sense_is_refused(items: Any) -> None:
    with pytest.raises(ValidationError):
        spec(*items)


async def test_a_year_is_kept_with_its_versions_and_its_drills(tmp_path: Path) -> None:
    years = Years(book_at(tmp_path, HandClock()), "Asia/Shanghai")
    _, seq = await years.write(caller("olga"), "2026", spec({}), None)
    with pytest.raises(UnfitError):
        await years.write(caller("omar"), "2026", spec({}), None)
    await years.write(caller("omar"), "2026", spec({}, {"quarter": 3}), seq)
    with pytest.raises(StaleError):
        await years.write(caller("omar"), "2026", spec(), seq)
    for user in ("vera", "anna", "root"):
        with pytest.raises(ForbiddenError):
            await years.write(caller(user), "2027", spec({}), None)
    assert [one.kind for one in await years.course(caller("vera"), "2026")] == ["missed", "missed"]
    assert years.book.check() == 2


WRITERS = ("olga", "omar", "boss", "anna")


class Approving(RuleBasedStateMachine):
    """Many hands on one programme: nothing that stands approved was approved by one who wrote it, nor changed after."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told[YearEvent]] = []
        self.hands: set[str] = set()
        self.approved: YearSpec | None = None
        self._tell([ProgrammeWritten(spec=spec({}))], "olga")

    def _tell(self, events: list[YearEvent], user: str) -> None:
        for event in events:
            author = Author(user=user, via="test")
            seq = len(self.told) + 1
            self.told.append(Told(event=event, number=seq, seq=seq, utc_ns=seq, author=author))
            if isinstance(event, ProgrammeWritten) or event.kind == "programme_submitted":
                self.hands.add(user)

    @property
    def state(self) -> Year:
        return fold("2026", self.told)

    @rule(user=st.sampled_from(WRITERS), quarter=st.integers(1, 4))
    def write(self, user: str, quarter: int) -> None:
        self._tell([ProgrammeWritten(spec=spec({"quarter": quarter}))], user)

    @rule(user=st.sampled_from(WRITERS))
    def submit(self, user: str) -> None:
        try:
            self._tell(submit(self.state), user)
        except ConflictError:
            assert self.state.status != "draft"

    @rule(user=st.sampled_from(WRITERS), approve=st.booleans())
    def decide(self, user: str, approve: bool) -> None:  # noqa: FBT001  hypothesis gives it by name
        before = self.state
        try:
            events = decide(before, user, "approve" if approve else "return", "because")
        except DeniedError:
            assert before.status != "submitted" or (approve and user in self.hands)
            return
        assert before.status == "submitted"
        if approve:
            assert user not in self.hands
            self.approved, self.hands = before.spec, set()
        self._tell(events, user)

    @invariant()
    def what_is_approved_is_what_was_approved(self) -> None:
        state = self.state
        assert (None if state.approved is None else state.approved.spec) == self.approved
        if state.status == "approved":
            assert state.spec == self.approved


Approving.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestApproving = Approving.TestCase


def test_drills_of_a_neighbouring_day_belong_to_the_year_of_the_zone() -> None:
    made = replace(drill("2026-04-01", "db"), day=date(2026, 4, 1) - timedelta(days=1))
    assert [one.kind for one in course(year({"quarter": 1}), [made], date(2026, 6, 1))] == ["done"]
