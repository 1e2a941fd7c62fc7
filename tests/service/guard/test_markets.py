"""What a firm keeps clear of: shipped calendars, its own files in their place, settlement and single blackouts."""

from __future__ import annotations

from pathlib import Path

from scenarios.closed import ClosedTimes
from scenarios.registers.calendar import CalendarInput
from scenarios.registers.calendars import shipped_calendars
from service.guard.markets import markets_of
from service.policy.guarding import EXCHANGES, GuardingPolicy
from service.policy.section import defaults
from tests.support.firms import firm_served
from tests.support.guarded import free_policy, guarding, utc_ns

MINUTE = 60 * 10**9
NEXT_YEAR = """\
calendar: sse
title: {zh: 上交所（含 2027 年）, en: SSE with 2027}
base: [sse]
known_from: 2027-01-01
known_until: 2027-12-31
closed: [2027-01-01]
"""


def closed(times: ClosedTimes, local: str) -> bool:
    return times.is_closed(utc_ns(local), utc_ns(local) + MINUTE)


def test_the_strict_policy_keeps_all_nine_exchanges() -> None:
    found = markets_of(defaults(GuardingPolicy))
    assert tuple(market.times.name for market in found.markets) == EXCHANGES
    assert (found.own, found.missing) == (None, ())


def test_every_session_of_every_exchange_has_a_source_and_says_how_certain_it_is() -> None:
    for market in markets_of(defaults(GuardingPolicy)).markets:
        written: CalendarInput = market.written
        assert written.read, market.times.name
        for session in (*written.sessions, *written.nights):
            assert session.source, f"{market.times.name} {session.title}"
            assert "certainty" in session.model_fields_set


def test_the_firm_s_own_file_takes_the_place_of_a_calendar_and_adds_a_year(tmp_path: Path) -> None:
    path = tmp_path / "sse-2027.yaml"
    path.write_text(NEXT_YEAR, encoding="utf-8")
    strict, own = (markets_of(guarding(calendars=["sse"], calendar_files=files)) for files in ([], [str(path)]))
    assert [len(one.markets) for one in (strict, own)] == [1, 1]
    (before,), (after,) = strict.times, own.times
    assert closed(before, "2027-01-02 20:00")
    assert not closed(after, "2027-01-02 20:00"), "a Saturday that is known now"
    assert closed(after, "2027-01-04 10:00")
    assert closed(after, "2026-11-20 10:00")


def test_what_cannot_be_read_is_missing_and_not_left_out(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("calendar: [", encoding="utf-8")
    found = markets_of(guarding(calendars=["nyse"], calendar_files=[str(broken), str(tmp_path / "none.yaml")]))
    assert [name for name, _ in found.missing] == ["nyse", str(broken), str(tmp_path / "none.yaml")]
    assert all(why for _, why in found.missing)


def test_settlement_is_kept_clear_of_every_day_that_it_is_on_over_midnight_too() -> None:
    settlement = {"days": ["fri"], "from": "22:00", "to": "03:00", "reason": {"zh": "清算", "en": "settlement"}}
    single = {"from": "2026-11-22 08:00", "to": "2026-11-22 12:00", "reason": "全市场测试"}
    own = markets_of(guarding(calendars=[], daily_blackouts=[settlement], blackouts=[single])).own
    assert own is not None
    for local in ("2026-11-20 22:00", "2026-11-21 02:59", "2026-11-22 08:00", "2026-11-22 11:59"):
        assert closed(own, local), local
    for local in ("2026-11-20 21:59", "2026-11-21 03:00", "2026-11-21 22:00", "2026-11-22 12:00"):
        assert not closed(own, local), local
    told = own.touched(utc_ns("2026-11-20 22:00"), utc_ns("2026-11-20 23:00"))
    assert [(one.what.zh, one.is_blackout) for one in told] == [("禁止时段（清算）", True)]


def test_bse_is_beijing() -> None:
    market = next(one for one in markets_of(defaults(GuardingPolicy)).markets if one.times.name == "bse")
    assert (market.times.title.en, market.times.zone.key) == ("Beijing Stock Exchange", "Asia/Shanghai")
    assert "bse" in shipped_calendars()


async def test_calendars_over_http_tell_hours_sources_and_what_is_closed(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("vera") as client:
        cards = (await client.get("/api/v1/calendars")).json()["items"]
        assert tuple(card["name"] for card in cards) == EXCHANGES
        shfe = (await client.get("/api/v1/calendars/shfe")).json()
        assert shfe["no_night"][0] == "2026-02-13"
        assert {night["ends"] for night in shfe["nights"]} == {"21:00", "23:00", "01:00", "02:30"}
        asked = {"first": "2026-11-20", "days": 1}
        spans = (await client.get("/api/v1/calendars/shfe/closed", params=asked)).json()["items"]
        assert spans[-1]["ends"] == "2026-11-20T18:30:00.000000Z", "half past two on Saturday in Shanghai"
        late = (await client.get("/api/v1/calendars/sse/closed", params={"first": "2027-01-02", "days": 1})).json()
        assert [span["unknown"] for span in late["items"]] == [True]
        assert (await client.get("/api/v1/calendars/nyse")).status_code == 404


async def test_metrics_are_for_readers_unless_the_policy_opens_them(tmp_path: Path) -> None:
    for name, policy, status in (("strict", free_policy(), 401), ("open", None, 200)):
        rules = policy or free_policy().model_copy(update={"access": _open_metrics()})
        (tmp_path / name).mkdir()
        async with firm_served(tmp_path / name, rules) as served:
            async with served.client(None) as stranger:
                for place in ("/metrics", "/readyz"):
                    assert (await stranger.get(place)).status_code == status, (name, place)
                assert (await stranger.get("/healthz")).status_code == 200
            async with served.client("vera") as reader:
                assert (await reader.get("/readyz")).json()["parts"]["calendars"]["state"] == "ok"


def _open_metrics() -> object:
    return free_policy().access.model_copy(update={"open_metrics": True})
