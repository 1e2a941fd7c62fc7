"""To whom a notice goes: routes by kind and service, groups and people, each once and in the right language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import Text
from scenarios.problems import Problems
from service.notices.deciding import pause_ns
from service.notices.directory import Contacts, Directory
from service.notices.events import NoticeTold
from service.notices.routing import deliveries
from service.policy.notices import NoticesPolicy
from tests.support.posting import CONTACTS, policy_of, routed


@pytest.fixture
def contacts(tmp_path: Path) -> Contacts:
    (tmp_path / "contacts.yaml").write_text(CONTACTS, "utf-8")
    return Directory(tmp_path / "contacts.yaml").read()


def told(what: str = "refused", services: Sequence[str] = ("db",), people: Sequence[str] = ()) -> NoticeTold:
    text = Text(zh="一", en="one")
    return NoticeTold(
        what=what,
        about="drill/d1",
        title=text,
        body=text,
        services=tuple(services),
        people=tuple(people),
        key="",
        is_drill=True,
    )


def ways(notice: NoticeTold, policy: NoticesPolicy, contacts: Contacts) -> tuple[set[tuple[str, str]], list[str]]:
    found, unreached = deliveries(notice, policy, contacts)
    return {(one.channel, ",".join(one.to)) for one in found}, unreached


OPS = {("smtp", "wang@firm.example,li@firm.example"), ("room", "")}
LEAD = {("smtp", "li@firm.example"), ("board", "board@firm.example")}
SIEM = {("hook", "")}


@pytest.mark.parametrize(
    ("routes", "notice", "wanted"),
    [
        ([], told(), OPS | {("board", "board@firm.example")} | SIEM),
        (routed({"groups": ["siem"]}), told(), SIEM),
        (routed({"kinds": ["refused"], "groups": ["siem"]}), told(), SIEM),
        (routed({"kinds": ["missed"], "groups": ["siem"]}), told(), set[tuple[str, str]]()),
        (routed({"services": ["db", "web"], "groups": ["lead"]}), told(), LEAD),
        (routed({"services": ["web"], "groups": ["lead"]}), told(), set[tuple[str, str]]()),
        (routed({"groups": ["siem"]}, {"groups": ["siem", "lead"]}), told(), SIEM | LEAD),
        (routed({"groups": ["ops"]}, {"people": ["li"]}), told(), OPS),  # li has it from the group
        (routed({"kinds": ["missed"]}), told(people=["olga"]), {("smtp", "wang@firm.example")}),
        (routed({"kinds": ["missed"]}), told(people=["王明"]), {("smtp", "wang@firm.example")}),
    ],
)
def test_every_route_that_fits_is_taken_and_nobody_is_told_twice(
    routes: list[dict[str, list[str]]], notice: NoticeTold, wanted: set[tuple[str, str]], contacts: Contacts
) -> None:
    assert ways(notice, policy_of(routes=routes), contacts)[0] == wanted


def test_who_cannot_be_reached_is_named(contacts: Contacts) -> None:
    policy = policy_of(routes=routed({"groups": ["empty", "gone"], "people": ["zhao", "nobody"]}))
    assert ways(told(), policy, contacts) == (set(), ["empty", "gone", "zhao", "nobody"])


def test_each_reads_a_language_of_their_own(contacts: Contacts) -> None:
    policy = policy_of(routes=routed({"groups": ["ops"]}), language="zh", languages={"li": "en"})
    found, _ = deliveries(told(), policy, contacts)
    assert {(one.to, one.language) for one in found} == {
        (("wang@firm.example",), "zh"),
        (("li@firm.example",), "en"),
        ((), "zh"),
    }


def test_a_register_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text("groups: {one: {}}\n")
    directory = Directory(path)
    assert set(directory.read().groups) == {"one"}
    path.write_text("groups: {one: {}, two: {}}\n")
    assert set(directory.read().groups) == {"one", "two"}
    path.unlink()
    with pytest.raises(Problems):
        directory.read()


@given(tries=st.integers(1, 60), share=st.floats(0, 1, exclude_max=True))
def test_a_pause_is_bounded_spread_and_never_shrinks_to_nothing(tries: int, share: float) -> None:
    policy = policy_of()
    pause = pause_ns(policy, tries, share)
    usual = min(policy.longest_wait, policy.first_wait * 2 ** (tries - 1))
    assert usual // 2 <= pause <= usual
