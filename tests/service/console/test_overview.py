"""The first page: services in the order in which they need somebody, and what waits for whom."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import Text
from service.access import Grant, Role
from service.book import Head
from service.console.overview import service_rows
from service.console.waiting import waiting_for
from service.firm import open_firm
from service.policy import default_policy
from service.programme.dueness import Due, ServiceDue
from tests.support.databases import journal_in
from tests.support.firms import caller

Standing = Literal["ok", "due", "overdue", "stale", "unproven"]
WORST: Final[tuple[Standing, ...]] = ("overdue", "stale", "due", "unproven", "ok")


def due(service: str, status: Standing, *until: date | None) -> ServiceDue:
    said = Text(zh="因", en="because")
    rules = tuple(
        Due(
            service=service,
            rule=f"r{number}",
            title=said,
            basis="statutory",
            status="ok",
            until=day,
            last_drill=None,
            last_ns=None,
            because=said,
        )
        for number, day in enumerate(until)
    )
    return ServiceDue(service=service, status=status, proof="unproved", proof_drill=None, stale=(), rules=rules)


@given(st.lists(st.tuples(st.sampled_from(WORST), st.dates(date(2026, 1, 1), date(2030, 1, 1))), max_size=12))
def test_services_that_need_somebody_stand_first_and_none_is_left_out(drawn: list[tuple[Standing, date]]) -> None:
    rows = service_rows([due(f"s{number}", status, day) for number, (status, day) in enumerate(drawn)], {})
    assert {row.service for row in rows} == {f"s{number}" for number in range(len(drawn))}
    told = [(WORST.index(row.standing), row.until or date.max) for row in rows]  # pyright: ignore[reportArgumentType]
    assert told == sorted(told)


def test_the_day_that_is_told_is_the_first_one_and_a_service_without_a_day_has_none() -> None:
    rows = service_rows([due("a", "due", None, date(2027, 2, 1), date(2026, 12, 1)), due("b", "unproven")], {})
    assert [(row.service, row.until) for row in rows] == [("a", date(2026, 12, 1)), ("b", None)]


def head(name: str, status: str, service: str, by: str) -> Head:
    return Head(
        stream=f"dossier/{name}",
        family="dossier",
        status=status,
        order_ns=1,
        tags=frozenset({f"service:{service}", f"user:{by}"}),
        shown={"title": {"zh": name, "en": name}, "services": [service], "opened_by": by},
    )


@pytest.mark.parametrize(
    ("user", "grants", "waits"),
    [
        ("anna", (), {"approve asked-a", "approve asked-b"}),
        ("boss", (), {"approve asked-b", "own mine"}),  # nobody approves what they opened themselves
        ("olga", (), {"conclude theirs"}),
        ("vera", (), set[str]()),
        ("anna", (Grant(role=Role.APPROVER, services=("b",)),), {"approve asked-b"}),
    ],
)
async def test_a_dossier_waits_for_who_may_move_it_on(
    tmp_path_factory: pytest.TempPathFactory, user: str, grants: tuple[Grant, ...], waits: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("waiting")
    journal = journal_in(folder)
    firm = open_firm(journal, folder, default_policy())
    for one in (
        head("asked-a", "asked", "a", "boss"),
        head("asked-b", "asked", "b", "olga"),
        head("mine", "preparing", "a", "boss"),
        head("theirs", "summarising", "b", "olga"),
        head("over", "closed", "a", "boss"),
    ):
        firm.book.put_head(one)
    found = await waiting_for(firm, caller(user, *grants), [])
    assert {f"{one.kind} {one.what.en}" for one in found} == waits
    journal.close()
