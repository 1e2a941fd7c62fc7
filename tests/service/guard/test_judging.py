"""The guard's judgement: every reason at once, none too many, and nothing that two people cannot set aside is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.events.governed import Governance
from scenarios.plan import SECOND, DaySpan, Plan, Window
from service.denial import ConflictError, because
from service.dossiers.standing import Standing
from service.guard.asking import Held
from service.guard.judging import judge, latest_start
from service.guard.passing import Pass, admit
from tests.support.exchange_hours import DAY, MINUTES, forbidden, minute_of
from tests.support.guarded import asked, facts, guarding, host, planned, utc_ns

TABLES: Final = {exchange: forbidden(exchange) for exchange in DAY}
SATURDAY: Final = "2026-11-21 10:00"
TRADING: Final = "2026-11-20 10:00"
SERVICE: Final = planned().objectives[0].service
EVERY_CODE: Final = frozenset(
    {
        "environment_closed",
        "host_forbidden",
        "outside_window",
        "in_trading",
        "blackout",
        "calendar_missing",
        "service_claimed",
        "host_claimed",
        "findings_open",
        "disk_full",
        "dossier_not_approved",
    }
)


def stood(*codes: str, reasons: tuple[str, ...] = ()) -> Standing:
    governance = Governance(
        dossier="dossier-1", digest="d", prepared_by=("olga",), started_by="omar", opens_ns=0, closes_ns=1, needed=2
    )
    told = tuple(because(code, dossier="dossier-1") for code in reasons)
    return Standing(reasons=told, overridden=frozenset(codes), governance=governance)


def codes(made: Plan, local: str, **given: Any) -> list[str]:
    given.setdefault("standing", stood())
    return [reason.code for reason in judge(asked(made), facts(local, **given))]


def minute_name(number: int) -> str:
    return (datetime(2026, 1, 1) + timedelta(minutes=number)).isoformat(sep=" ")  # noqa: DTZ001  Shanghai


def boundaries() -> list[int]:
    """Every minute of the year at which an exchange opens or closes, and the one before it."""
    changes = {
        number + step
        for table in TABLES.values()
        for number in range(1, MINUTES)
        if table[number] != table[number - 1]
        for step in (-1, 0)
    }
    return sorted(changes)


def test_the_judgement_names_exactly_the_exchanges_that_trade_at_every_opening_and_closing_of_the_year() -> None:
    made = planned(host())
    names = {reason: exchange for exchange, reason in titles().items()}
    for number in boundaries()[::10]:
        told = judge(asked(made), facts(minute_name(number), standing=stood()))
        eve = number < 150  # whether the evening before the year had a night session is not known
        assert {reason.code for reason in told} <= {"day_unknown" if eve else "in_trading"}
        found = {names[reason.facts["calendar"]] for reason in told}
        assert found == {exchange for exchange, table in TABLES.items() if table[number]}, minute_name(number)


def titles() -> dict[str, str]:
    return {times.name: times.title.en for times in facts(SATURDAY).times}


@given(number=st.integers(0, MINUTES - 1500), minutes=st.integers(1, 1440))
def test_a_drill_is_let_pass_exactly_where_none_of_its_minutes_is_forbidden(number: int, minutes: int) -> None:
    refused = codes(planned(host(), minutes=minutes), minute_name(number))
    quiet = not any(any(table[number : number + minutes]) for table in TABLES.values())
    assert (not refused) == quiet


@given(number=st.integers(0, MINUTES - 1500), minutes=st.integers(1, 600))
def test_a_pass_runs_out_before_anything_closed_could_be_run_into(number: int, minutes: int) -> None:
    made, now = planned(host(), minutes=minutes), facts(minute_name(number), standing=stood())
    if judge(asked(made), now):
        return
    latest = latest_start(asked(made), now)
    assert now.utc_ns <= latest <= now.utc_ns + 600 * SECOND
    assert not judge(asked(made), replace(now, utc_ns=latest))


def test_a_drill_in_the_lab_is_bound_by_no_market_and_needs_no_dossier() -> None:
    assert codes(planned(host(environment="test")), TRADING, standing=None) == []
    assert codes(planned(), TRADING, standing=None) == [], "a tabletop touches nothing"


def test_without_a_dossier_nothing_but_the_lab_is_touched() -> None:
    assert codes(planned(host(environment="standby")), SATURDAY, standing=None) == ["not_governed"]
    mixed = planned(host(environment="test"), host("db-b", address="10.0.0.2"))
    assert codes(mixed, SATURDAY, standing=None) == ["not_governed"]


def test_an_unknown_day_is_closed() -> None:
    told = codes(planned(host()), "2027-01-02 20:00")
    assert set(told) == {"day_unknown"}
    assert len(told) == len(DAY), "each calendar says so"


def everything_wrong() -> tuple[Plan, dict[str, Any]]:
    made = planned(host(), host("db-b", "standby", "10.0.0.2"), minutes=30)
    never = Window(zone="Asia/Shanghai", allowed=(DaySpan(weekdays=(), start_s=0, end_s=86_400),))
    made = replace(made, safeguards=replace(made.safeguards, window=never))
    policy = guarding(
        environments=["production"],
        forbidden_hosts=["10.0.0.1"],
        calendars=["sse", "nyse"],
        blackouts=[{"from": "2026-11-20 09:00", "to": "2026-11-20 18:00", "reason": "全市场测试"}],
        daily_blackouts=[{"from": "10:15", "to": "10:45", "reason": "settlement"}],
    )
    given: dict[str, Any] = {
        "policy": policy,
        "missing": (("nyse", "no calendar of that name ships"),),
        "held": (
            Held(what=f"service:{SERVICE}", drill="other-1"),
            Held(what="host:10.0.0.1:22", drill="other-2"),
            Held(what="host:10.9.9.9:22", drill="other-3"),
        ),
        "findings": ("IMP-1", "IMP-2"),
        "unready": (because("disk_full", free=1, least=100, place="/"),),
    }
    return made, given


def test_a_refusal_lists_every_reason_at_once() -> None:
    made, given = everything_wrong()
    told = judge(asked(made), facts(TRADING, standing=stood(reasons=("dossier_not_approved",)), **given))
    assert {reason.code for reason in told} == EVERY_CODE
    assert [reason.code for reason in told].count("blackout") == 2
    for reason in told:
        assert reason.text.zh != reason.text.en


def test_an_override_sets_aside_what_it_names_and_nothing_else() -> None:
    made, given = everything_wrong()
    all_codes = tuple(EVERY_CODE)
    left = judge(asked(made), facts(TRADING, standing=stood(*all_codes, reasons=("dossier_not_approved",)), **given))
    assert {reason.code for reason in left} == EVERY_CODE - {
        "in_trading",
        "blackout",
        "outside_window",
        "findings_open",
    }


def test_a_policy_can_forbid_overrides() -> None:
    made = planned(host())
    policy = guarding(calendars=["sse"], overridable=[])
    assert codes(made, TRADING, policy=policy, standing=stood("in_trading")) == ["in_trading"]
    assert codes(made, TRADING, standing=stood("in_trading")) == []


def test_a_claim_of_the_drill_itself_is_none() -> None:
    held = (Held(what=f"service:{SERVICE}", drill="drill-1"),)
    assert codes(planned(host()), SATURDAY, held=held) == []


def test_only_the_guard_makes_a_pass() -> None:
    with pytest.raises(TypeError, match="only the guard"):
        Pass(
            drill="d",
            plan_sha256="p",
            by="me",
            until_ns=2**62,
            dossier=None,
            governance=None,
            waived=frozenset(),
            now=lambda: 0,
            seal=object(),
        )


def test_a_pass_is_for_one_drill_of_one_plan() -> None:
    made = planned(host())
    passed = admit(asked(made), facts(SATURDAY, standing=stood()), lambda: utc_ns(SATURDAY))
    assert passed.covers(made, "drill-1")
    assert not passed.covers(made, "drill-2")
    assert not passed.covers(planned(host(), minutes=2), "drill-1")
    assert not passed.has_run_out
    with pytest.raises(ConflictError):
        admit(asked(made), facts(TRADING, standing=stood()), lambda: 0)


@pytest.mark.parametrize(
    ("local", "minutes", "fits"),
    [
        ("2026-11-20 20:55", 1, False),  # the night auction
        ("2026-11-21 02:29", 1, False),  # Saturday, and Friday's night session
        ("2026-11-21 02:30", 60, True),
        ("2026-02-13 21:00", 300, True),  # the eve of a holiday has no night
        ("2026-09-30 20:55", 300, True),
        ("2026-10-10 10:00", 60, True),  # people work, no exchange trades
        ("2026-10-08 08:50", 5, True),
        ("2026-10-08 08:50", 6, False),
    ],
)
def test_vectors_of_2026(local: str, minutes: int, fits: bool) -> None:  # noqa: FBT001
    assert (codes(planned(host(), minutes=minutes), local) == []) == fits
    assert minute_of(local) >= 0
