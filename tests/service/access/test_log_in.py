"""Log-in with a password: slowed down when it fails, the same for users we do not have, ended when it should."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.access import Grant, Right, Role
from service.access.access import Access
from service.access.passwords import Passwords
from service.access.sessions import csrf_of, is_meant
from service.access.throttle import keys_of, place_of, wait_ns
from service.denial import ConflictError, ForbiddenError, TooOftenError, UnfitError, UnknownCallerError
from service.policy.access import ThrottlePolicy
from service.policy.section import defaults
from tests.support.firms import SETUP, HandClock, book_at
from tests.support.hashing import CountingHasher

GOOD = "correct-horse-battery"
HERE = "192.0.2.1"


class Rig:
    """Access with one user, ada, who has a password of her own; a clock to set; a hash that counts."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.hasher = HandClock(), CountingHasher()
        self.book = book_at(folder, self.clock)
        self.access = Access(self.book, hasher=self.hasher)
        self.access.add_user(SETUP, "ada", "Ada", [Grant(role=Role.OPERATOR)])
        self.access.give_password(SETUP, "ada", "given-by-somebody")
        opened = self.access.log_in("ada", "given-by-somebody", HERE)
        who = self.access.recognise_session(opened.cookie, HERE)
        self.access.change_password(who, "given-by-somebody", GOOD)
        self.hasher.compared.clear()

    def later(self, **how: float) -> None:
        self.clock.at += timedelta(**how)

    def fails(self, user: str = "ada", address: str = HERE) -> None:
        with pytest.raises(UnknownCallerError):
            self.access.log_in(user, "a wrong password", address)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_argon2_takes_the_password_and_no_other() -> None:
    passwords = Passwords()
    stored = passwords.hashed(GOOD)
    assert stored.startswith("$argon2id$")
    assert passwords.fits(GOOD, stored)
    assert not passwords.fits(GOOD + " ", stored)
    assert not passwords.fits(GOOD, None)


def test_a_user_we_do_not_have_costs_one_comparison_as_everybody(rig: Rig) -> None:
    for user in ("ada", "nemo", "nemo\x00", "x" * 100):
        rig.fails(user)
        assert len(rig.hasher.compared) == 1
        rig.hasher.compared.clear()


def test_what_was_given_as_a_name_is_not_kept_unless_it_is_one(rig: Rig) -> None:
    rig.fails(GOOD[:20])
    rig.fails("ada")
    assert [entry.body["user"] for entry in rig.book.stream("door/log-in")] == ["", "ada"]
    assert GOOD[:20] not in str([entry.body for entry in rig.book.entries(0, 1000)])


def test_failures_cost_ever_more_and_a_success_ends_that(rig: Rig) -> None:
    for _ in range(5):
        rig.fails()
    rig.fails()
    with pytest.raises(TooOftenError) as denied:
        rig.access.log_in("ada", GOOD, HERE)
    assert denied.value.after_s == 2
    assert rig.hasher.compared[5:] == rig.hasher.compared[:1]  # the seventh was not compared at all
    rig.later(seconds=2)
    rig.fails()
    with pytest.raises(TooOftenError) as denied:
        rig.access.log_in("ada", GOOD, HERE)
    assert denied.value.after_s == 4
    rig.later(seconds=4)
    assert rig.access.log_in("ada", GOOD, HERE).cookie


def test_an_address_that_tries_many_users_is_slowed_down_and_others_are_not(rig: Rig) -> None:
    for number in range(6):
        rig.fails(f"nemo{number}", "198.51.100.7")
    with pytest.raises(TooOftenError):
        rig.access.log_in("ada", GOOD, "198.51.100.7")
    assert rig.access.log_in("ada", GOOD, HERE).cookie


def test_many_at_once_get_no_more_tries_than_one_after_the_other(rig: Rig) -> None:
    answers: list[str] = []

    def attempt() -> None:
        try:
            rig.access.log_in("ada", "a wrong password", HERE)
        except (UnknownCallerError, TooOftenError) as denied:
            answers.append(type(denied).__name__)

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("UnknownCallerError") <= 6
    assert len(rig.hasher.compared) <= 6


@given(failures=st.integers(0, 10_000), free=st.integers(1, 100))
def test_a_wait_never_shrinks_with_failures_and_has_an_end(failures: int, free: int) -> None:
    policy = ThrottlePolicy.model_validate({"free": free}, context={})
    assert 0 <= wait_ns(failures, policy) <= wait_ns(failures + 1, policy) <= policy.longest
    assert (wait_ns(failures, policy) > 0) == (failures > free)


@given(st.ip_addresses(v=6, network="2001:db8::/32"))
@settings(max_examples=50)
def test_one_network_of_64_bits_is_one_place(address: object) -> None:
    text = str(address)
    assert place_of(text).endswith("/64")
    assert keys_of("Ada", text) == keys_of("ADA", text)


def test_a_place_is_always_short() -> None:
    assert place_of("fe80::1%eth0") == "fe80::/64"
    assert place_of("") == ""
    assert place_of("::ffff:192.0.2.1") == place_of("192.0.2.1") == "192.0.2.1"
    assert len(place_of("x" * 1000)) == 80


def test_a_session_ends_when_idle_and_in_any_case(rig: Rig) -> None:
    cookie = rig.access.log_in("ada", GOOD, HERE).cookie
    for _ in range(20):
        rig.later(minutes=29)
        assert rig.access.recognise_session(cookie, HERE).user == "ada"
    rig.later(minutes=31)
    gone(rig, cookie)
    cookie = rig.access.log_in("ada", GOOD, HERE).cookie
    for _ in range(25):
        rig.later(minutes=28)
        assert rig.access.recognise_session(cookie, HERE).user == "ada"
    rig.later(minutes=20)
    gone(rig, cookie)


def gone(rig: Rig, cookie: str) -> None:
    with pytest.raises(UnknownCallerError):
        rig.access.recognise_session(cookie, HERE)


def test_a_session_ends_by_log_out_by_a_new_password_and_with_its_user(rig: Rig) -> None:
    one, two = (rig.access.log_in("ada", GOOD, HERE).cookie for _ in range(2))
    rig.access.log_out(rig.access.recognise_session(one, HERE))
    gone(rig, one)
    three = rig.access.log_in("ada", GOOD, HERE).cookie
    rig.access.change_password(rig.access.recognise_session(three, HERE), GOOD, GOOD + "-2")
    gone(rig, two)
    assert rig.access.recognise_session(three, HERE).user == "ada"
    rig.access.users.set_password(SETUP, "ada", "counted:x")
    gone(rig, three)


def test_a_password_that_somebody_else_chose_opens_nothing_but_its_change(rig: Rig) -> None:
    rig.access.give_password(SETUP, "ada", "given-by-another")
    who = rig.access.recognise_session(rig.access.log_in("ada", "given-by-another", HERE).cookie, HERE)
    assert not any(who.has(right) for right in Right)
    with pytest.raises(ForbiddenError) as denied:
        rig.access.issue_for(who, "x", 1)
    assert denied.value.reasons[0].code == "password_temporary"
    rig.access.change_password(who, "given-by-another", GOOD)
    with pytest.raises(UnknownCallerError):
        rig.access.log_in("ada", "given-by-another", HERE)


def test_a_password_is_changed_with_the_current_one_only(rig: Rig) -> None:
    who = rig.access.recognise_session(rig.access.log_in("ada", GOOD, HERE).cookie, HERE)
    with pytest.raises(ForbiddenError):
        rig.access.change_password(who, "a wrong password", "another-good-one")
    assert rig.book.stream("door/log-in")[-1].body["how"] == "password-change"


@pytest.mark.parametrize("new", ["", "short", "x" * 12, "ada-is-my-name-1", "x1y2z" * 50])
def test_a_bad_password_is_refused_and_nowhere_repeated(rig: Rig, new: str) -> None:
    who = rig.access.recognise_session(rig.access.log_in("ada", GOOD, HERE).cookie, HERE)
    with pytest.raises(UnfitError) as denied:
        rig.access.change_password(who, GOOD, new)
    assert not new or all(new not in str(reason) for reason in denied.value.reasons)


def test_programs_and_disabled_users_do_not_log_in(rig: Rig) -> None:
    rig.access.add_user(SETUP, "root", "Root", [Grant(role=Role.ADMIN)])
    rig.access.add_user(SETUP, "cmdb", "CMDB", [], machine=True)
    with pytest.raises(ConflictError):
        rig.access.give_password(SETUP, "cmdb", GOOD)
    rig.access.users.bar(SETUP, "ada", "left")
    for user in ("ada", "cmdb"):
        with pytest.raises(UnknownCallerError):
            rig.access.log_in(user, GOOD, HERE)


def test_the_word_of_a_session_belongs_to_its_cookie_alone() -> None:
    assert is_meant("cookie", csrf_of("cookie"))
    for told in ("", "cookie", csrf_of("another"), "é"):
        assert not is_meant("cookie", told)


def test_the_policy_can_turn_passwords_off(tmp_path: Path) -> None:
    policy = Access(book_at(tmp_path)).policy.model_copy(update={"local_log_in": False})
    with pytest.raises(ForbiddenError):
        Access(book_at(tmp_path), policy).log_in("ada", GOOD, HERE)
    assert defaults(ThrottlePolicy).free == 5
