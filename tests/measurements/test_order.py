"""Laws of the order of recovery: whatever the true instants were, nothing is claimed that they contradict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.findings import Code
from measurements.judge import judge
from measurements.order import Came, due_order, groups, order_findings, outcome, recovery_order
from measurements.reading import Reading
from measurements.report import Finding, OrderPair, OrderPlace, Report
from scenarios.plan import Objective
from tests.support.drills import FAULT, interrupted
from tests.support.histories import Story, beat, objective, plan, probe

US = 1_000
NAMES = "abcdef"


def back(lower: int, upper: int | None, *evidence: int) -> Came:
    at = Reading(lower=lower * US, upper=None if upper is None else upper * US, evidence=evidence)
    return Came(how="open" if upper is None else "back", at=at)


def due(name: str, priority: int = 1, *needs: str) -> Objective:
    return replace(objective(name, priority=priority), depends_on=needs)


@st.composite
def returns(draw: st.DrawFn) -> dict[str, tuple[int, Came]]:
    """Services with the true instant of their return, and an interval that holds it."""
    found: dict[str, tuple[int, Came]] = {}
    for name in NAMES[: draw(st.integers(0, 6))]:
        truth = draw(st.integers(0, 40))
        lower, upper = truth - draw(st.integers(0, 12)), truth + draw(st.integers(0, 12))
        found[name] = (truth, back(lower, None if draw(st.integers(0, 5)) == 0 else upper))
    return found


@st.composite
def registers(draw: st.DrawFn) -> list[Objective]:
    """Services with priorities and dependencies, circles and contradictions among them."""
    needs = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
    return [due(name, draw(st.integers(1, 3)), *draw(needs)) for name in NAMES]


@given(registers(), returns())
def test_a_pair_is_never_told_against_the_truth(register: list[Objective], seen: dict[str, tuple[int, Came]]) -> None:
    when = {name: seen[name][1] if name in seen else Came(how="untouched") for name in NAMES}
    for pair in recovery_order(register, when).pairs:
        first, second = seen[pair.first][0], seen[pair.second][0]
        assert pair.outcome != "kept" or first <= second
        assert pair.outcome != "inverted" or second < first
        lower = pair.lead.lower_s
        upper = pair.lead.upper_s
        assert lower is None or lower * 1_000_000 <= second - first + 1e-6
        assert upper is None or upper * 1_000_000 >= second - first - 1e-6


@given(returns())
def test_groups_follow_each_other_whatever_the_truth_was(seen: dict[str, tuple[int, Came]]) -> None:
    found = groups({name: came for name, (_, came) in seen.items()})
    assert sorted(name for group in found for name in group) == sorted(seen)
    for earlier, later in combinations(found, 2):
        assert all(seen[one][0] <= seen[two][0] for one in earlier for two in later)


@given(returns())
def test_there_are_as_many_groups_as_the_intervals_prove(seen: dict[str, tuple[int, Came]]) -> None:
    found = groups({name: came for name, (_, came) in seen.items()})
    for group in found:
        for cut in range(1, len(group)):
            latest = max(seen[name][1].upper for name in group[:cut])
            assert any(seen[name][1].lower < latest for name in group[cut:])


@given(returns(), st.integers(0, 20))
def test_wider_intervals_prove_no_more(seen: dict[str, tuple[int, Came]], by: int) -> None:
    for (_, one), (_, two) in combinations(seen.values(), 2):
        wide = [Came(how=came.how, at=came.at and came.at.widened(by * US)) for came in (one, two)]
        assert outcome(*wide) in {outcome(one, two), "unknown"}


@given(registers())
def test_everything_is_due_once_and_after_what_it_depends_on(register: list[Objective]) -> None:
    places = [one.service for one in due_order(register)]
    assert sorted(places) == sorted(NAMES)
    if not _circle(register):
        for one in register:
            assert all(places.index(other) <= places.index(one.service) for other in one.depends_on)


@given(st.lists(st.integers(1, 3), min_size=6, max_size=6))
def test_without_dependencies_priority_is_the_order(priorities: list[int]) -> None:
    ordered = due_order([due(name, priority) for name, priority in zip(NAMES, priorities, strict=True)])
    assert [one.priority for one in ordered] == sorted(priorities)


def _circle(register: Sequence[Objective]) -> bool:
    left = {one.service: set(one.depends_on) - {one.service} for one in register}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    return bool(left)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (back(1, 3), back(4, 6), "kept"),
        (back(1, 3), back(3, 6), "kept"),  # at the same instant is not after it
        (back(1, 3), back(2, 6), "unknown"),
        (back(4, 6), back(1, 3), "inverted"),
        (back(3, 6), back(1, 3), "unknown"),
        (back(1, 3), back(4, None), "kept"),  # never back is after it
        (back(4, None), back(1, 3), "inverted"),
        (back(2, None), back(1, 3), "unknown"),
        (back(2, None), back(1, None), "unknown"),
        (back(1, 3), Came(how="unseen"), "unknown"),  # of what nobody saw nothing is bounded
    ],
)
def test_two_intervals_prove_an_order_the_contrary_or_nothing(first: Came, second: Came, told: str) -> None:
    assert outcome(first, second) == told


def pairs(register: Sequence[Objective], when: dict[str, Came]) -> dict[str, tuple[str, str]]:
    found: Sequence[OrderPair] = recovery_order(register, when).pairs
    return {f"{pair.first}{pair.second}": (pair.because, pair.outcome) for pair in found}


def test_a_pair_says_why_an_order_is_asked() -> None:
    register = [due("a"), due("b", 2, "a"), due("c", 2, "a", "b"), due("d", 2)]
    when = {"a": back(1, 2), "b": back(3, 4), "c": back(3, 5), "d": back(0, 1)}
    assert pairs(register, when) == {
        "ab": ("both", "kept"),
        "ac": ("both", "kept"),
        "ad": ("priority", "unknown"),
        "bc": ("dependency", "unknown"),
    }


def test_a_dependency_outweighs_a_priority_that_contradicts_it() -> None:
    register = [due("a", 1, "b"), due("b", 9)]
    assert [one.service for one in due_order(register)] == ["b", "a"]
    assert pairs(register, {"a": back(5, 6), "b": back(1, 2)}) == {"ba": ("dependency", "kept")}


def test_services_that_need_each_other_ask_for_no_order_between_them() -> None:
    register = [due("a", 1, "b"), due("b", 2, "a")]
    assert [one.service for one in due_order(register)] == ["a", "b"]
    assert pairs(register, {"a": back(5, 6), "b": back(1, 2)}) == {}


def test_what_was_not_interrupted_or_not_seen_is_asked_for_no_order() -> None:
    register = [due("a"), due("b", 2), due("c", 3)]
    order = recovery_order(register, {"a": Came(how="untouched"), "b": Came(how="unseen"), "c": back(1, 2)})
    assert order.pairs == ()
    assert order.achieved == (("c",),)
    assert [(one.how, one.lower_s, one.upper_s) for one in order.places] == [
        ("untouched", None, None),
        ("unseen", None, None),
        ("back", 1e-06, 2e-06),
    ]


def findings(register: Sequence[Objective], when: dict[str, Came]) -> list[Finding]:
    return list(order_findings(recovery_order(register, when)))


def test_an_inversion_is_told_with_both_intervals() -> None:
    (found,) = findings([due("db"), due("app", 2, "db")], {"db": back(7, None, 3), "app": back(1, 2, 9, 3)})
    assert (found.code, found.evidence) == (Code.DEPENDENCY_INVERSION, (3, 9))
    assert found.facts == {
        "service": "db",
        "lower": "7e-06",
        "upper": "∞",
        "other": "app",
        "other_lower": "1e-06",
        "other_upper": "2e-06",
    }


def test_pairs_of_which_nobody_can_tell_are_one_finding() -> None:
    when = {"a": back(1, 9, 1), "b": back(2, 8, 2), "c": back(3, 7, 3), "d": back(20, 30, 4)}
    (found,) = findings([due("a"), due("b", 2), due("c", 3), due("d", 4)], when)
    assert (found.code, found.severity, found.evidence) == (Code.ORDER_UNKNOWN, "info", (1, 2, 3))
    assert found.facts == {"count": "3", "of": "6", "pairs": "a → b, a → c, b → c"}


def drill(first_up: float, second_up: float) -> Report:
    register = [due("db"), due("app", 2, "db", "elsewhere"), due("quiet", 3), due("blind", 4)]
    probes = [probe("one", "db"), probe("two", "app"), probe("three", "quiet")]
    story = Story(plan(objectives=register, probes=probes)).faulted(*FAULT)
    story.sampled("one", interrupted(up=first_up)).sampled("two", interrupted(up=second_up))
    return judge(story.sampled("three", [*beat(50, 130)]).closed(135).history())


def test_a_drill_of_several_services_tells_their_order() -> None:
    order = drill(110, 112).order
    assert order is not None
    assert [(one.service, one.how, one.depends_on) for one in order.places] == [
        ("db", "back", ()),
        ("app", "back", ("db",)),
        ("quiet", "untouched", ()),
        ("blind", "unseen", ()),
    ]
    assert order.achieved == (("db",), ("app",))
    (pair,) = order.pairs
    assert (pair.because, pair.outcome) == ("both", "kept")
    assert (pair.lead.lower_s, pair.lead.upper_s) == (1.946, 2.054)


def test_a_service_that_never_came_back_has_an_open_place() -> None:
    order = drill(130, 112).order
    assert order is not None
    assert [(one.service, one.how, one.upper_s) for one in order.places][:2] == [
        ("db", "open", None),
        ("app", "back", 12.004),
    ]
    assert order.achieved == (("app",),)


def test_a_service_that_served_before_what_it_depends_on_is_found_in_a_whole_drill() -> None:
    codes = {one.code for one in drill(112, 110).findings}
    assert Code.DEPENDENCY_INVERSION in codes
    assert Code.PRIORITY_INVERSION not in codes
    assert Code.ORDER_UNKNOWN in {one.code for one in drill(110, 110).findings}


def test_what_came_back_in_the_instant_in_which_another_did_is_in_a_group_of_its_own() -> None:
    assert groups({"a": back(1, 3), "b": back(3, 6)}) == (("a",), ("b",))


def test_an_inversion_of_priorities_is_told_with_what_proves_it() -> None:
    (found,) = findings([due("db"), due("app", 2)], {"db": back(7, 8, 3), "app": back(1, 2, 9)})
    assert (found.code, found.evidence) == (Code.PRIORITY_INVERSION, (3, 9))


def test_a_place_is_told_in_full() -> None:
    one, two = due("db"), due("app", 2, "db")
    assert recovery_order([one, two], {"db": back(7, 8, 3, 4), "app": Came(how="unseen")}).places == (
        OrderPlace(
            service="db",
            title=one.title,
            priority=1,
            depends_on=(),
            how="back",
            lower_s=7e-06,
            upper_s=8e-06,
            evidence=(3, 4),
        ),
        OrderPlace(
            service="app", title=two.title, priority=2, depends_on=("db",), how="unseen", lower_s=None, upper_s=None
        ),
    )


def test_a_service_whose_stream_never_answered_was_not_seen() -> None:
    order = judge(Story(plan(probes=[probe()])).faulted(*FAULT).closed(135).history()).order
    assert order is not None
    assert [one.how for one in order.places] == ["unseen"]


def test_a_return_is_proved_by_what_bounds_it() -> None:
    report = drill(110, 112)
    assert report.order is not None
    place, rto = report.order.places[0], report.services[0].rto
    assert place.evidence
    assert set(place.evidence) < set(rto.evidence)
