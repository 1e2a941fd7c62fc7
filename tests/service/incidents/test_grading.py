"""Levels rise with time: against a count of minutes by hand, and against one of every minute by brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.plan import SECOND
from scenarios.problems import Problems
from service.incidents.grading import HarmJudged, Impact, next_rise, risen
from service.incidents.rulebook import rules_for
from service.incidents.rules import Harm, Rules, Scope
from service.policy.incidents import IncidentsPolicy

MINUTE: Final = 60 * SECOND
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
FRIDAY: Final = datetime(2026, 11, 6, 10, 0, tzinfo=SHANGHAI)
OFFICE: Final = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]


def ns(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND


def rules(**keys: Any) -> Rules:
    return rules_for(IncidentsPolicy.model_validate(keys, context={}), Path())


def down(minute: int, scope: Scope, service: str = "core", *, important: bool = True) -> Impact:
    return Impact(service=service, scope=scope, important=important, at_ns=ns(FRIDAY) + minute * MINUTE)


def minutes(found: Sequence[Any]) -> list[tuple[str, float]]:
    return [(one.level, (one.at_ns - ns(FRIDAY)) / MINUTE) for one in found]


DAY: Final = 24 * 60


@pytest.mark.parametrize(
    ("impacts", "until", "wanted"),
    [
        ([down(0, "whole")], 29, []),
        ([down(0, "whole")], 30, [("III", 30)]),  # half an hour, that half hour included
        ([down(0, "whole")], 179, [("III", 30)]),
        ([down(0, "whole")], DAY, [("III", 30), ("II", 180), ("I", 360)]),
        ([down(0, "branches")], DAY, [("IV", 30)]),
        ([down(0, "branches"), down(20, "whole")], 100, [("IV", 30), ("III", 50)]),
        (
            [down(0, "whole"), down(10, "none"), down(60, "whole")],
            200,
            [("III", 80)],
        ),  # two outages of one service add up
        ([down(0, "whole", "a"), down(29, "none", "a"), down(29, "whole", "b"), down(58, "none", "b")], DAY, []),
        ([down(0, "branches", "a"), down(0, "whole", "b")], 100, [("III", 30)]),  # the highest counts
        ([down(5, "branches", "web", important=False)], 6, [("IV", 5)]),
        ([down(5, "branches", "web", important=False)], DAY, [("IV", 5)]),
        ([down(5, "branches"), down(6, "none")], DAY, []),  # a minute of an important system is no level by itself
    ],
)
def test_a_level_is_reached_at_its_minute(impacts: list[Impact], until: int, wanted: list[tuple[str, float]]) -> None:
    assert minutes(risen(rules(), impacts, (), ns(FRIDAY) + until * MINUTE)) == wanted


def test_only_business_hours_count_where_the_rule_says_so_and_the_night_does_not() -> None:
    office = rules(business_hours=OFFICE)
    found = risen(office, [down(5 * 60, "whole")], (), ns(FRIDAY) + 4 * DAY * MINUTE)
    wanted = [("III", 330), ("II", 3 * DAY), ("I", 3 * DAY + 180)]  # Friday 15:00-17:00, then Monday from 09:00
    assert minutes(found) == [(level, minute) for level, minute in wanted]


def test_what_comes_next_is_known_ahead() -> None:
    ahead = next_rise(rules(), [down(0, "whole")], (), ns(FRIDAY) + 60 * MINUTE)
    assert ahead is not None
    assert minutes([ahead]) == [("II", 180)]
    assert next_rise(rules(), [down(0, "whole"), down(10, "none")], (), ns(FRIDAY) + 60 * MINUTE) is None


@pytest.mark.parametrize(
    ("harm", "level"), [("considerable", "III"), ("severe", "II"), ("extreme", "I"), ("none", None)]
)
def test_harm_that_people_judge_counts_whatever_the_hour(harm: Harm, level: str | None) -> None:
    at = ns(FRIDAY) + 7 * MINUTE
    found = risen(rules(), [down(0, "whole")], [HarmJudged(harm=harm, at_ns=at)], at)
    assert [one.level for one in found] == ([] if level is None else [level])


LENGTHS: Final = {"I": ("whole", 360, True), "II": ("whole", 180, True), "III": ("whole", 30, False)}
"""Scope, minutes, and whether only business hours count; of important services."""
RANKS: Final = {"I": 4, "II": 3, "III": 2, "IV": 1}


def brute(told: Sequence[tuple[int, str, str, bool]], until: int, *, office: bool) -> list[tuple[str, int]]:
    """Count every minute of every service by hand; knows nothing of stretches."""
    state: dict[str, tuple[str, bool]] = {}
    counts: dict[tuple[str, str], int] = {}
    found: list[tuple[str, int]] = []
    for minute in range(until + 1):
        level = _level(counts, state, minute, told)
        if level is not None and RANKS[level] > (RANKS[found[-1][0]] if found else 0):
            found.append((level, minute))
        for service, (scope, important) in state.items():
            _count(counts, service, scope, important=important, business=not office or _open(minute))
    return found


def _open(minute: int) -> bool:
    local = FRIDAY + timedelta(minutes=minute)
    return local.weekday() < 5 and 9 <= local.hour < 17


def _count(counts: dict[tuple[str, str], int], service: str, scope: str, *, important: bool, business: bool) -> None:
    if not important or scope == "none":
        return
    for level, (wanted, _, hours) in LENGTHS.items():
        if scope == wanted and (business or not hours):
            counts[service, level] = counts.get((service, level), 0) + 1
    if business:
        counts[service, "IV"] = counts.get((service, "IV"), 0) + 1


def _level(
    counts: Mapping[tuple[str, str], int],
    state: dict[str, tuple[str, bool]],
    minute: int,
    told: Sequence[tuple[int, str, str, bool]],
) -> str | None:
    for at, service, scope, important in told:
        if at == minute:
            state[service] = (scope, important)
    met = {level for (_, level), count in counts.items() if level in LENGTHS and count >= LENGTHS[level][1]}
    met |= {"IV" for (_, level), count in counts.items() if level == "IV" and count >= 30}
    met |= {"IV" for scope, important in state.values() if scope != "none" and not important}
    return max(met, key=lambda level: RANKS[level], default=None)


TOLD = st.lists(
    st.tuples(
        st.integers(0, 700), st.sampled_from(["a", "b"]), st.sampled_from(["whole", "branches", "none"]), st.booleans()
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: (one[0], one[1]),
)


@settings(max_examples=60, deadline=None)
@given(told=TOLD, office=st.booleans())
def test_every_minute_counted_by_hand_gives_the_same_levels(
    told: list[tuple[int, str, Any, bool]], *, office: bool
) -> None:
    impacts = [down(at, scope, service, important=important) for at, service, scope, important in told]
    known = rules(business_hours=OFFICE if office else [])
    found = risen(known, impacts, (), ns(FRIDAY) + 1_400 * MINUTE)
    assert minutes(found) == brute(sorted(told), 1_400, office=office)


@settings(max_examples=60, deadline=None)
@given(told=TOLD, early=st.integers(0, 800), late=st.integers(0, 800))
def test_what_was_reached_stays_reached_as_time_passes(
    told: list[tuple[int, str, Any, bool]], early: int, late: int
) -> None:
    impacts = [down(at, scope, service, important=important) for at, service, scope, important in told]
    before = risen(rules(), impacts, (), ns(FRIDAY) + early * MINUTE)
    after = risen(rules(), impacts, (), ns(FRIDAY) + (early + late) * MINUTE)
    assert after[: len(before)] == before


def test_a_firm_writes_rules_of_its_own_and_is_told_what_is_wrong_in_them(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "grades: own\ntitle: {zh: 自定, en: own}\n"
        "levels: [{id: red, title: {zh: 红, en: red}, outages: [{scope: whole, lasting: 5m, source: board}]}]\n"
        "reports: {first: {within: 10m, source: board}, progress: {within: 1h, source: board}}\n"
    )
    mine = rules_for(IncidentsPolicy.model_validate({"profile": "own.yaml"}, context={}), tmp_path)
    assert minutes(risen(mine, [down(0, "whole")], (), ns(FRIDAY) + 9 * MINUTE)) == [("red", 5)]
    own.write_text("grades: own\nlevels: []\n")
    with pytest.raises(Problems):
        rules_for(IncidentsPolicy.model_validate({"profile": "own.yaml"}, context={}), tmp_path)


def test_a_clock_that_is_set_back_makes_hours_longer_and_never_shorter() -> None:
    known = rules(zone="Europe/Berlin", business_hours=[{"days": [], "from": "01:00", "to": "05:00"}])
    night = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)  # 01:00 in Berlin; 02:00-03:00 comes twice
    impact = Impact(service="core", scope="whole", important=True, at_ns=ns(night))
    found = risen(known, [impact], (), ns(night + timedelta(hours=5)))
    assert [(one.level, (one.at_ns - ns(night)) / MINUTE) for one in found] == [("III", 30), ("II", 180)]
