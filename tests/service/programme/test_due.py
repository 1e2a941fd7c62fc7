"""What is due, overdue and stale: rules against drills, day by day; changes; reports in working days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.frequencies import Rule, rules_of
from scenarios.plan import Plan, PlannedHost
from scenarios.problems import Problems
from scenarios.workdays import shipped_workdays
from service.book import Query
from service.denial import ConflictError, ForbiddenError
from service.happenings import DrillEnded
from service.policy import default_policy, read_policy
from service.policy.programme import ProgrammePolicy
from service.programme.dueness import Frame, ServiceDue, dueness
from service.programme.duties import Duties
from service.programme.duty import duties_of
from service.programme.parts import changed, parts_of
from service.programme.proofs import Proofs, ServiceChanged, ServiceDrilled
from service.programme.services import Services, ToldChange
from tests.support.firms import HandClock, book_at, caller
from tests.support.histories import SERVICE, plan
from tests.support.programmes import Told
from tests.support.reports import lossy

CHINA = shipped_workdays()
[YEARLY] = rules_of(["baseline"])
FULL = next(rule for rule in rules_of(["bank-data-centre"]) if rule.scope == "full")
DORA = rules_of(["dora"])[0]


def ns(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC).timestamp()) * 10**9


def drill(day: str, **told: Any) -> ServiceDrilled:
    made = ServiceDrilled(drill=f"d-{day}", scenario="pg", form="live", services=("db",), ended_ns=ns(day), proved=True)
    return replace(made, **told)


def known(*drills: ServiceDrilled, since: str = "2026-01-05", **told: Any) -> Proofs:
    proof = max((one for one in drills if one.proved), key=lambda one: one.ended_ns, default=None)
    return Proofs(service="db", since_ns=ns(since), drills=drills, proof=proof, **told)


def policy(**told: Any) -> ProgrammePolicy:
    return default_policy().programme.model_copy(update=told)


def at(day: str, state: Proofs, *rules: Rule, **told: Any) -> ServiceDue:
    frame = Frame(rules=rules or (YEARLY,), policy=policy(**told), workdays=CHINA, now_ns=ns(day))
    return next(one for one in dueness([state], frame) if one.service == "db")


@pytest.mark.parametrize(
    ("clock", "last", "until"),
    [
        ("calendar_year", "2026-03-02", "2027-12-31"),
        ("rolling", "2026-03-02", "2027-03-02"),
        ("same_month", "2026-03-02", "2027-03-31"),
        ("rolling", "2024-02-29", "2025-02-28"),
        ("calendar_year", None, "2026-12-31"),
        ("rolling", None, "2027-01-05"),
    ],
)
def test_a_period_runs_by_its_clock(clock: Any, last: str | None, until: str) -> None:
    state = known(*([] if last is None else [drill(last)]))
    [row] = at("2026-03-03", state, replace(YEARLY, clock=clock)).rules
    assert str(row.until) == until


@pytest.mark.parametrize(
    ("day", "status"),
    [("2027-10-31", "ok"), ("2027-11-02", "due"), ("2027-12-31", "due"), ("2028-01-01", "overdue")],
)
def test_due_comes_before_overdue(day: str, status: str) -> None:
    assert at(day, known(drill("2026-03-02"))).status == status


def test_a_service_without_a_drill_is_due_at_once_and_overdue_after_its_first_period() -> None:
    assert at("2026-01-06", known()).status == "due"
    assert at("2027-01-02", known()).status == "overdue"


def test_a_service_that_the_policy_names_is_due_before_anybody_drilled_it(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("programme: {services: {db: {importance: general}, web: {rules: [dora/yearly]}}}\n")
    frame = Frame(rules=(YEARLY, DORA), policy=read_policy(file).programme, workdays=CHINA, now_ns=ns("2026-05-01"))
    found = {one.service: [row.rule for row in one.rules] for one in dueness([], frame)}
    assert found == {"db": ["baseline/yearly"], "web": ["dora/yearly"]}


def test_a_form_that_does_not_count_changes_nothing() -> None:
    [row] = at("2026-03-03", known(drill("2026-03-02", form="tabletop", proved=False))).rules
    assert (row.status, row.last_drill) == ("due", None)


def test_a_full_drill_is_one_of_every_service_or_named_by_the_policy() -> None:
    state = known(drill("2026-03-02"))
    other = Proofs(service="web", since_ns=ns("2026-01-05"))
    for told, last in (({}, None), ({"full_scenarios": ["pg"]}, "d-2026-03-02")):
        frame = Frame(rules=(FULL,), policy=policy(**told), workdays=CHINA, now_ns=ns("2026-03-03"))
        assert dueness([state, other], frame)[0].rules[0].last_drill == last
    assert at("2026-03-03", state, FULL).rules[0].last_drill == "d-2026-03-02"


def test_an_open_figure_holds_nothing_against_anybody() -> None:
    [row] = at("2030-01-01", known(), replace(YEARLY, months=None, every_is_open=True)).rules
    assert (row.status, row.until) == ("open", None)


def test_a_change_makes_a_service_due_within_the_time_that_the_policy_gives() -> None:
    change = ServiceChanged(reference="C-1", source="cmdb", what="release", summary="", at_ns=ns("2026-04-01"))
    state = known(drill("2026-03-02"), changes=(change,), since_proof=(change,))
    found = at("2026-04-02", state)
    assert (found.status, found.proof, found.stale) == ("stale", "stale", ("change",))
    assert [(row.status, str(row.until)) for row in found.rules] == [("ok", "2027-12-31"), ("due", "2026-05-01")]
    assert at("2026-05-02", state).status == "overdue"


@given(last=st.dates(date(2020, 1, 1), date(2026, 12, 31)), later=st.lists(st.integers(0, 900), min_size=1, max_size=8))
def test_time_alone_never_makes_anything_better(last: date, later: list[int]) -> None:
    state, order = known(drill(last.isoformat())), {"ok": 0, "due": 1, "overdue": 2}
    days = [last + timedelta(days=days) for days in sorted(later)]
    for clock in ("calendar_year", "rolling", "same_month"):
        found = [at(day.isoformat(), state, replace(YEARLY, clock=clock)).rules[0].status for day in days]
        assert found == sorted(found, key=lambda status: order[status])


@given(first=st.dates(date(2020, 1, 1), date(2026, 12, 31)), more=st.integers(1, 400), now=st.integers(0, 900))
def test_a_further_drill_never_makes_anything_worse(first: date, more: int, now: int) -> None:
    order = {"ok": 0, "due": 1, "overdue": 2}
    second = first + timedelta(days=more)
    day = (second + timedelta(days=now)).isoformat()
    one, two = drill(first.isoformat()), drill(second.isoformat(), scenario="other")
    for clock in ("calendar_year", "rolling", "same_month"):
        rule = replace(YEARLY, clock=clock)
        before, after = (at(day, state, rule).rules[0].status for state in (known(one), known(one, two)))
        assert order[after] <= order[before]


HOST = PlannedHost(
    name="db-1",
    address="10.0.0.1",
    port=22,
    user="drill",
    roles=("primary",),
    environment="test",
    site="here",
    known_hosts="known",
)
PARTS: list[tuple[Callable[[Plan], Plan], tuple[str, ...]]] = [
    (lambda made: replace(made, objectives=tuple(replace(one, rto_ns=1) for one in made.objectives)), ("target",)),
    (lambda made: replace(made, hosts=tuple(replace(one, address="10.9.9.9") for one in made.hosts)), ("hosts",)),
    (lambda made: replace(made, parameters={"lag": "7"}), ("plan",)),
    (lambda made: replace(made, title=made.steps[0].title), ()),
    (lambda made: replace(made, sources={"scenario": "x"}), ()),
]


@pytest.mark.parametrize(("edit", "parts"), PARTS)
def test_what_was_edited_is_named_by_its_part(edit: Any, parts: tuple[str, ...]) -> None:
    made = replace(plan(), hosts=(HOST,))
    assert changed(parts_of(made, SERVICE), parts_of(edit(made), SERVICE)) == parts


def test_a_script_that_was_edited_is_told_apart_from_the_order_of_steps() -> None:
    made = plan()
    runs = [step for step in made.steps if getattr(step.action, "script", None)]
    action: Any = replace(runs[0].action, script="rm -rf /nothing")  # pyright: ignore[reportCallIssue]
    steps = tuple(replace(step, action=action) if step is runs[0] else step for step in made.steps)
    assert changed(parts_of(made, SERVICE), parts_of(replace(made, steps=steps), SERVICE)) == ("script",)


def ended(made: Plan, day: str, name: str = "d-1", **told: Any) -> DrillEnded:
    report = replace(lossy(made), **told)
    figures = tuple(
        replace(one, rto=replace(one.rto, verdict="met"), rpo=replace(one.rpo, verdict="met"))
        for one in report.services
    )
    report = replace(report, services=figures) if report.verdict == "met" else report
    return DrillEnded(drill=name, dossier=None, plan=made, report=report, utc_ns=ns(day))


def kept(folder: Path, rules: tuple[Rule, ...] = (YEARLY,)) -> tuple[Services, Duties, HandClock, Told]:
    clock, told = HandClock(), Told()
    book = book_at(folder, clock)
    services = Services(book, policy(), rules, CHINA)
    return services, Duties(book, services, told), clock, told


async def test_a_drill_that_met_its_targets_is_a_proof_until_something_is_changed(tmp_path: Path) -> None:
    services, _, clock, _ = kept(tmp_path)
    made = replace(plan(), hosts=(HOST,))
    for _ in range(2):
        await services.ended(ended(made, "2026-11-06", verdict="met"))
    assert (await services.one(SERVICE)).proof == "proved"
    assert len(services.book.entries(kind="service_drilled")) == len(made.objectives)
    await services.seen("s-1", made)
    assert (await services.one(SERVICE)).status == "ok"
    await services.seen("s-1", replace(made, parameters={"lag": "7"}))
    found = await services.one(SERVICE)
    assert (found.status, found.proof, found.stale) == ("stale", "stale", ("plan",))
    await services.seen("s-1", made)
    told = ToldChange(
        reference="C-1", source="ci", what="release", summary="", services=(), hosts=("db-1",),
        at_ns=clock() - 10**9,
    )  # fmt: skip
    assert await services.change(caller("omar"), told) == tuple(one.service for one in made.objectives)
    assert (await services.one(SERVICE)).stale == ("change",)
    await services.ended(ended(made, "2026-11-08", "d-2", verdict="met"))
    assert (await services.one(SERVICE)).status == "ok"


@pytest.mark.parametrize(
    "told", [{"verdict": "missed"}, {"verdict": "met", "restored": False}, {"verdict": "met", "completed": False}]
)
async def test_a_drill_that_missed_left_something_or_broke_off_proves_nothing(
    tmp_path: Path, told: dict[str, Any]
) -> None:
    services, _, _, _ = kept(tmp_path)
    await services.know()
    await services.ended(ended(plan(), "2026-11-06", **told))
    assert all(one.proof == "unproved" for one in await services.due(None))


async def test_a_report_is_owed_told_late_and_sent_once(tmp_path: Path) -> None:
    core = rules_of(["core-institution"])
    services, duties, clock, told = kept(tmp_path, core)
    for _ in range(2):
        noted = await services.ended(ended(plan(), "2026-11-06", verdict="met"))
        await duties.arise(noted[0])
    [head] = duties.book.heads(Query(family="duty")).heads
    assert (head.shown["until"], head.shown["unknown_days"], head.status) == ("2026-11-27", 0, "open")
    for day in ("2026-11-20", "2026-11-25", "2026-11-26", "2026-11-28", "2026-11-29"):
        clock.at = datetime.fromtimestamp(ns(day) / 10**9, UTC)
        await duties.look()
    assert [about for kind, about, _ in told.notices if kind == "deadline_near"] == [head.stream] * 3
    assert [duty.status for duty in await duties.late((SERVICE,))] == ["overdue"]
    name = head.stream.partition("/")[2]
    with pytest.raises(ForbiddenError):
        await duties.sent(caller("vera"), name, "receipt")
    assert (await duties.sent(caller("olga"), name, "receipt")).status == "sent_late"
    with pytest.raises(ConflictError):
        await duties.sent(caller("olga"), name, "again")
    assert await duties.late((SERVICE,)) == ()


def test_a_deadline_beyond_the_calendar_is_the_earlier_one_and_says_so() -> None:
    [found] = duties_of(drill("2026-12-21"), [rules_of(["core-institution"])[0]], frozenset(), policy(), CHINA)
    assert (found.until, found.unknown_days) == ("2027-01-07", 7)


def test_a_summary_of_a_bank_wide_drill_is_owed_for_full_drills_only() -> None:
    [rule] = [one for one in rules_of(["bank-continuity"]) if one.report is not None]
    assert list(duties_of(drill("2026-03-02"), [rule], frozenset({"db", "web"}), policy(), CHINA)) == []
    [found] = duties_of(drill("2026-03-02", services=("db", "web")), [rule], frozenset({"db", "web"}), policy(), CHINA)
    assert found.working_days == 45


def test_a_policy_that_names_no_profile_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems):
        rules_of([str(tmp_path / "nowhere.yaml")])
