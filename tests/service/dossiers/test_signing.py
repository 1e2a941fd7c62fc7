"""The report is prepared, reviewed and approved by three people, in this order, and of one record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.book import Author, Told
from service.denial import ConflictError, DeniedError, ForbiddenError
from service.dossiers import Files
from service.dossiers.dossiers import Dossiers
from service.dossiers.events import DossierEvent, DrillDone, ReportSigned, SignedAs
from service.dossiers.folding import fold
from service.dossiers.summing import SIGNED, sign
from service.notices.outbox import Notices
from service.policy import default_policy
from service.report.records import records_of
from tests.support.dossiers import approved, wish_in
from tests.support.firms import book_at, caller
from tests.support.recorded import whole_life

HEAD = "ab" * 32
ENTRIES = [one for one in whole_life("drill-1", HEAD) if one.kind != "report_signed"]
PEOPLE = ("olga", "anna", "amir")


def signed(duty: SignedAs, head: str = HEAD) -> ReportSigned:
    return ReportSigned(duty=duty, head=head, department="IT", text="read in full")


def told_of() -> list[Told[DossierEvent]]:
    return list(records_of(ENTRIES).told)


def grown(told: list[Told[DossierEvent]], by: str, events: Sequence[DossierEvent]) -> list[Told[DossierEvent]]:
    last, author = told[-1], Author(user=by, via="test")
    new = (Told(event=one, number=last.number + 1, seq=last.seq + 1, utc_ns=0, author=author) for one in events)
    return [*told, *new]


def reasons(error: DeniedError) -> set[str]:
    return {reason.code for reason in error.reasons}


def test_three_people_sign_in_their_order() -> None:
    told = told_of()
    for person, duty in zip(PEOPLE, SIGNED, strict=True):
        told = grown(told, person, sign(fold("d", told), person, signed(duty)))
    assert [one.by for one in fold("d", told).signatures.values()] == list(PEOPLE)


def test_a_report_of_another_record_is_not_signed() -> None:
    with pytest.raises(ConflictError) as denied:
        sign(fold("d", told_of()), "olga", signed("prepared", "cd" * 32))
    assert reasons(denied.value) == {"report_other_head"}


def test_nobody_reviews_what_nobody_prepared() -> None:
    with pytest.raises(ConflictError) as denied:
        sign(fold("d", told_of()), "anna", signed("approved"))
    assert reasons(denied.value) == {"report_out_of_turn"}


@given(st.lists(st.tuples(st.sampled_from(("olga", "anna", "amir", "boss")), st.sampled_from(SIGNED)), max_size=12))
def test_no_course_lets_one_person_be_two_or_skip_a_turn(course: list[tuple[str, SignedAs]]) -> None:
    told = told_of()
    for person, duty in course:
        try:
            told = grown(told, person, sign(fold("d", told), person, signed(duty)))
        except DeniedError:
            continue
        standing = fold("d", told).signatures
        assert list(standing) == list(SIGNED[: len(standing)])
        assert len({one.by for one in standing.values()}) == len(standing)


async def test_who_prepares_drills_prepares_the_report_and_who_approves_reviews_it(tmp_path: Path) -> None:
    rules = default_policy()
    book = book_at(tmp_path)
    dossiers = Dossiers(book, rules, Files((tmp_path,)), Notices(book, rules.notices, tmp_path))
    name = (await approved(dossiers, wish_in(tmp_path))).id
    await dossiers.begin(caller("omar"), name, "drill-1", (await dossiers.look(name)).digest)
    done = DrillDone(drill="drill-1", verdict="met", ending="completed", restored=True, head=HEAD)
    await dossiers.finish(name, done)
    with pytest.raises(ForbiddenError):
        await dossiers.sign(caller("anna"), name, signed("prepared"))
    await dossiers.sign(caller("olga"), name, signed("prepared"))
    with pytest.raises(ForbiddenError):
        await dossiers.sign(caller("omar"), name, signed("reviewed"))
    dossier = await dossiers.sign(caller("anna"), name, signed("reviewed"))
    with pytest.raises(ConflictError):
        await dossiers.sign(caller("anna"), name, signed("approved"))
    assert list(dossier.signatures) == ["prepared", "reviewed"]
