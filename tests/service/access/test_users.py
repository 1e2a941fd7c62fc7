"""Users and tokens: what may become of them, whoever wants it, in whatever order."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine

from service.access import Caller, Grant, Right, Role
from service.access.access import Access
from service.access.events import UserAdded
from service.access.tokens import DAY_NS
from service.access.users import grants_of
from service.book import Author, Book
from service.denial import (
    ConflictError,
    DeniedError,
    ForbiddenError,
    NoSuchError,
    StaleError,
    UnfitError,
    UnknownCallerError,
)
from service.policy import Policy
from tests.support.firms import SETUP, HandClock, book_at, caller

ADMIN: Final = (Grant(role=Role.ADMIN),)
NAMES: Final = ("ada", "bob", "cem", "dai")


def access_at(folder: Path, **policy: Any) -> Access:
    return Access(book_at(folder), Policy.model_validate({"access": policy}, context={}).access)


@pytest.mark.parametrize("name", ["", "A", "-a", "a b", "../x", "a" * 64, "system", "nobody", "李"])
def test_a_user_has_a_name_that_fits_everywhere(tmp_path: Path, name: str) -> None:
    access = access_at(tmp_path)
    with pytest.raises(UnfitError):
        access.add_user(SETUP, name, "X", [])
    assert not access.users.any()


def test_everything_that_is_wrong_with_a_user_is_told_at_once(tmp_path: Path) -> None:
    grants = (Grant(role=Role.ADMIN, services=("x",)),)
    with pytest.raises(UnfitError) as denied:
        access_at(tmp_path).users.add(SETUP, "X Y", UserAdded(name=" ", grants=grants, machine=True))
    found = {reason.code for reason in denied.value.reasons}
    assert found == {"user_name", "user_called_nothing", "administrator_of_a_part", "machine_role"}


def test_there_is_one_user_of_a_name(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    access.add_user(SETUP, "ada", "Ada", ADMIN)
    with pytest.raises(ConflictError):
        access.add_user(SETUP, "ada", "Another Ada", ADMIN)


def test_nobody_changes_ones_own_roles_or_disables_oneself(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    for name in ("ada", "bob"):
        access.add_user(SETUP, name, name, ADMIN)
    ada = Author(user="ada", via="test")
    with pytest.raises(ConflictError):
        access.users.change(ada, "ada", "Ada", (*ADMIN, Grant(role=Role.APPROVER)))
    with pytest.raises(ConflictError):
        access.users.bar(ada, "ada", "")
    assert access.users.change(ada, "ada", "Ada Lovelace", ADMIN).name == "Ada Lovelace"
    assert access.users.change(ada, "bob", "Bob", (Grant(role=Role.APPROVER),)).grants[0].role is Role.APPROVER


def test_the_last_administrator_stays_also_where_two_disable_each_other_at_once(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    for name in ("ada", "bob"):
        access.add_user(SETUP, name, name, ADMIN)
    refused: list[DeniedError] = []

    def bar(by: str, whom: str) -> None:
        try:
            access.users.bar(Author(user=by, via="test"), whom, "")
        except DeniedError as denied:
            refused.append(denied)

    threads = [threading.Thread(target=bar, args=pair) for pair in (("ada", "bob"), ("bob", "ada"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.reasons[0].code for each in refused] == ["last_administrator"]
    left = [name for name in ("ada", "bob") if not access.users.get(name)[0].disabled]
    assert len(left) == 1
    with pytest.raises(ConflictError):
        access.users.change(SETUP, left[0], left[0], (Grant(role=Role.VIEWER),))


def test_an_edit_on_what_was_read_before_is_refused(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    access.add_user(SETUP, "ada", "Ada", ADMIN)
    access.add_user(SETUP, "bob", "Bob", ())
    _, seq = access.users.get("bob")
    access.users.change(SETUP, "bob", "Robert", (), seq)
    with pytest.raises(StaleError):
        access.users.change(SETUP, "bob", "Bobby", (), seq)


def test_a_token_is_taken_until_it_is_revoked_or_ends_or_its_user_is_disabled(tmp_path: Path) -> None:
    clock = HandClock()
    access = Access(book_at(tmp_path, clock))
    access.add_user(SETUP, "ada", "Ada", ADMIN)
    access.add_user(SETUP, "bob", "Bob", [Grant(role=Role.OPERATOR)])
    issued = access.tokens.issue(SETUP, "bob", "x", DAY_NS)
    assert access.recognise(issued.secret, "::1").has(Right.START)
    access.users.bar(SETUP, "bob", "")
    refused(access, issued.secret)
    access.users.let_in(SETUP, "bob", "")
    assert access.recognise(issued.secret, "::1").user == "bob"
    clock.at = clock.at.replace(day=8)
    refused(access, issued.secret)
    other = access.tokens.issue(SETUP, "bob", "x", DAY_NS)
    access.tokens.revoke(SETUP, other.token.id, "lost")
    refused(access, other.secret)
    for nonsense in ("", "drp_", "drp_once_x", "\ud800", "x" * 10_000, issued.token.id):
        refused(access, nonsense)


def refused(access: Access, secret: str) -> None:
    with pytest.raises(UnknownCallerError):
        access.recognise(secret, "::1")


def test_nothing_that_is_stored_lets_anybody_in(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    access.add_user(SETUP, "ada", "Ada", ADMIN)
    secret = access.issue(SETUP, "ada", "x")
    access.give_password(SETUP, "ada", "correct-horse-battery")
    opened = access.log_in("ada", "correct-horse-battery", "192.0.2.1")
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for told in (secret, opened.cookie, opened.csrf, "correct-horse-battery"):
        assert told.encode() not in stored


def test_a_bounded_token_gives_no_more_than_it_says_and_makes_no_other(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    access.add_user(SETUP, "olga", "Olga", [Grant(role=Role.OPERATOR, services=("a",))])
    secret = access.issue(SETUP, "olga", "cmdb", 30, [Right.CHANGE, Right.APPROVE])
    who = access.recognise(secret, "::1")
    assert [right for right in Right if who.has(right)] == [Right.CHANGE]
    assert who.may(Right.CHANGE, ["a"])
    assert not who.may(Right.CHANGE, ["b"])
    with pytest.raises(ForbiddenError):
        access.issue_for(who, "more", 30)
    with pytest.raises(ForbiddenError):
        access.change_password(who, "", "correct-horse-battery")


def test_a_token_of_a_token_does_not_outlive_it(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    access.add_user(SETUP, "olga", "Olga", [Grant(role=Role.OPERATOR)])
    first = access.tokens.issue(SETUP, "olga", "first", 2 * DAY_NS)
    second = access.issue_for(access.recognise(first.secret, "::1"), "second", 90)
    assert second.token.expires_ns == first.token.expires_ns


def test_tokens_are_made_for_oneself_and_by_administrators_for_programs(tmp_path: Path) -> None:
    access = access_at(tmp_path, token_days_longest=30)
    access.add_user(SETUP, "root", "Root", ADMIN)
    access.add_user(SETUP, "olga", "Olga", [Grant(role=Role.OPERATOR)])
    access.add_user(SETUP, "cmdb", "CMDB", [Grant(role=Role.OPERATOR)], machine=True)
    root, olga = caller("root"), caller("olga")
    assert access.issue_for(olga, "mine", 30).token.user == "olga"
    assert access.issue_for(root, "its", 30, [Right.CHANGE], "cmdb").token.user == "cmdb"
    for who, days, rights, user, kind in (
        (olga, 30, None, "cmdb", ForbiddenError),
        (root, 30, None, "olga", ConflictError),
        (root, 30, None, "nemo", NoSuchError),
        (olga, 31, [Right.APPROVE], None, UnfitError),
    ):
        with pytest.raises(kind):
            access.issue_for(who, "x", days, rights, user)


def test_tokens_of_others_are_not_there_for_who_does_not_administer(tmp_path: Path) -> None:
    access = access_at(tmp_path)
    access.add_user(SETUP, "ada", "Ada", ADMIN)
    token = access.tokens.issue(SETUP, "ada", "x", DAY_NS)
    with pytest.raises(NoSuchError):
        access.revoke_for(caller("olga"), token.token.id, "")
    access.revoke_for(caller("root"), token.token.id, "")
    refused(access, token.secret)


class Life(RuleBasedStateMachine):
    """Users, roles and tokens in any order; beside them a table that was written without our code."""

    tokens: Bundle[str] = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        self.access = Access(Book(engine, self.clock))
        self.roles: dict[str, set[Role]] = {}
        self.disabled: set[str] = set()
        self.live: dict[str, str] = {}

    @initialize()
    def begin(self) -> None:
        self.access.add_user(SETUP, "ada", "Ada", ADMIN)
        self.roles["ada"] = {Role.ADMIN}

    @rule(name=st.sampled_from(NAMES), roles=st.sets(st.sampled_from(Role), max_size=3))
    def add(self, name: str, roles: set[Role]) -> None:
        try:
            self.access.add_user(SETUP, name, name, [Grant(role=role) for role in sorted(roles)])
        except ConflictError:
            assert name in self.roles
        else:
            assert name not in self.roles
            self.roles[name] = roles

    @rule(by=st.sampled_from(NAMES), name=st.sampled_from(NAMES), roles=st.sets(st.sampled_from(Role), max_size=3))
    def change(self, by: str, name: str, roles: set[Role]) -> None:
        others = {n for n, r in self.roles.items() if Role.ADMIN in r and n not in self.disabled} - {name}
        try:
            self.access.users.change(
                Author(user=by, via="test"), name, name, tuple(Grant(role=r) for r in sorted(roles))
            )
        except NoSuchError:
            assert name not in self.roles
        except ConflictError:
            assert by == name or not others
            assert roles != self.roles[name]
        else:
            assert by != name or roles == self.roles[name]
            self.roles[name] = roles

    @rule(by=st.sampled_from(NAMES), name=st.sampled_from(NAMES))
    def disable(self, by: str, name: str) -> None:
        others = {n for n, r in self.roles.items() if Role.ADMIN in r and n not in self.disabled} - {name}
        try:
            self.access.users.bar(Author(user=by, via="test"), name, "")
        except NoSuchError:
            assert name not in self.roles
        except ConflictError:
            assert by == name or not others
        else:
            self.disabled.add(name)

    @rule(name=st.sampled_from(NAMES))
    def enable(self, name: str) -> None:
        if name in self.roles:
            self.access.users.let_in(SETUP, name, "")
            self.disabled.discard(name)

    @rule(target=tokens, name=st.sampled_from(NAMES), rights=st.none() | st.sets(st.sampled_from(Right), min_size=1))
    def issue(self, name: str, rights: set[Right] | None) -> str:
        secret = self.access.issue(SETUP, name, "x", 90, None if rights is None else sorted(rights))
        self.live[secret] = name
        return secret

    @rule(secret=consumes(tokens))
    def revoke(self, secret: str) -> None:
        row = self.access.tokens.row(secret)
        assert row is not None
        self.access.tokens.revoke(SETUP, row.id, "")
        del self.live[secret]
        refused(self.access, secret)

    @rule(secret=tokens)
    def come(self, secret: str) -> None:
        name = self.live[secret]
        if name in self.disabled or name not in self.roles:
            refused(self.access, secret)
            return
        who: Caller = self.access.recognise(secret, "")
        assert {grant.role for grant in who.grants} == self.roles[name]

    @invariant()
    def somebody_administers(self) -> None:
        if self.roles:
            assert any(Role.ADMIN in roles for name, roles in self.roles.items() if name not in self.disabled)

    @invariant()
    def rows_say_what_the_book_says(self) -> None:
        for name in self.roles:
            row = self.access.users.row(name)
            user, _ = self.access.users.get(name)
            assert row is not None
            assert (grants_of(row), row.disabled, row.administrator) == (
                user.grants,
                user.disabled,
                Role.ADMIN in self.roles[name],
            )


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
