"""The first start: one administrator, one way in, which is used once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from service.access import Grant, Right, Role
from service.access.access import Access
from service.access.first import first_token
from service.access.tokens import Issued
from service.book import Query
from service.denial import ConflictError, DeniedError, UnknownCallerError
from tests.support.firms import SETUP, HandClock, book_at


def test_the_first_token_is_exchanged_once_and_is_no_token_itself(tmp_path: Path) -> None:
    access = Access(book_at(tmp_path))
    token = first_token(access)
    assert token is not None
    with pytest.raises(UnknownCallerError):
        access.recognise(token, "::1")
    issued = access.exchange(token, "::1")
    who = access.recognise(issued.secret, "::1")
    assert who.user == "admin"
    assert [right for right in Right if who.has(right)] == [Right.READ, Right.AUDIT, Right.ADMINISTER]
    with pytest.raises(ConflictError):
        access.exchange(token, "::1")
    assert first_token(access) is None


def test_until_it_was_used_each_start_prints_another_and_ends_the_one_before(tmp_path: Path) -> None:
    access = Access(book_at(tmp_path))
    first, second = first_token(access), first_token(access)
    assert first is not None
    assert second is not None
    with pytest.raises(DeniedError):
        access.exchange(first, "::1")
    assert access.exchange(second, "::1").token.user == "admin"


def test_it_lives_for_a_day(tmp_path: Path) -> None:
    clock = HandClock()
    access = Access(book_at(tmp_path, clock))
    token = first_token(access)
    clock.at += timedelta(days=1)
    assert token is not None
    with pytest.raises(UnknownCallerError):
        access.exchange(token, "::1")


def test_whoever_has_users_already_gets_none(tmp_path: Path) -> None:
    access = Access(book_at(tmp_path))
    access.add_user(SETUP, "root", "Root", [Grant(role=Role.ADMIN)])
    assert first_token(access) is None


def together(work: Callable[[Access], object], doors: list[Access]) -> None:
    threads = [threading.Thread(target=work, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_processes_that_start_at_once_make_one_administrator(tmp_path: Path) -> None:
    doors = [Access(book_at(tmp_path)) for _ in range(2)]
    found: list[str | None] = []
    together(lambda door: found.append(first_token(door)), doors)
    assert len(doors[0].users.page(Query(family="user")).heads) == 1
    assert any(found)


def test_of_many_who_exchange_it_at_once_one_comes_in(tmp_path: Path) -> None:
    access = Access(book_at(tmp_path))
    token = first_token(access)
    assert token is not None
    came: list[Issued] = []

    def exchange(door: Access) -> None:
        try:
            came.append(door.exchange(token, "::1"))
        except ConflictError:
            return

    together(exchange, [access, Access(book_at(tmp_path)), access, access])
    assert len(came) == 1


def test_nonsense_is_exchanged_for_nothing(tmp_path: Path) -> None:
    access = Access(book_at(tmp_path))
    first_token(access)
    normal = access.issue(SETUP, "admin", "x")
    for told in ("", "drp_once_x", normal, "\ud800"):
        with pytest.raises(UnknownCallerError):
            access.exchange(told, "::1")
