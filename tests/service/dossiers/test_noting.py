"""Notes of a drill: entered while it runs and until its dossier is closed, in the order in which they were said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.book import Author, Told
from service.denial import ConflictError, UnfitError
from service.dossiers import Dossier, Stage
from service.dossiers.dossier import Note
from service.dossiers.events import DossierEvent, DossierOpened, NoteTaken
from service.dossiers.folding import fold
from service.dossiers.noting import LONGEST, MOST, take_note
from service.report.records import records_of
from tests.support.recorded import DOSSIER, whole_life


@pytest.fixture
def dossier() -> Dossier:
    """A dossier whose drill runs."""
    found = records_of(whole_life("drill-1", "0" * 64)).dossier
    assert found is not None
    return replace(found, stage=Stage.EXECUTING)


def test_notes_stand_in_the_order_in_which_they_were_said(dossier: Dossier) -> None:
    opened = DossierOpened(wish=dossier.wish, facts=dossier.facts)
    said: list[tuple[str, DossierEvent]] = [
        ("olga", opened),
        ("anna", NoteTaken(text="first")),
        ("omar", NoteTaken(text="second")),
    ]
    told: list[Told[DossierEvent]] = [
        Told(event=event, number=place, seq=place, utc_ns=place, author=Author(user=user, via="test"))
        for place, (user, event) in enumerate(said, start=1)
    ]
    assert [(one.by, one.said.text, one.utc_ns) for one in fold(DOSSIER, told).notes] == [
        ("anna", "first", 2),
        ("omar", "second", 3),
    ]


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_a_note_that_says_nothing_or_too_much_is_refused(dossier: Dossier, text: str) -> None:
    with pytest.raises(UnfitError):
        take_note(dossier, NoteTaken(text=text))


@pytest.mark.parametrize("stage", list(Stage))
def test_notes_are_taken_while_there_is_a_drill_to_tell_of(dossier: Dossier, stage: Stage) -> None:
    note, now = NoteTaken(text="seen"), replace(dossier, stage=stage)
    if stage in {Stage.EXECUTING, Stage.SUMMARISING, Stage.IMPROVING}:
        assert take_note(now, note) == (note,)
    else:
        with pytest.raises(ConflictError):
            take_note(now, note)


def test_there_are_not_endlessly_many(dossier: Dossier) -> None:
    one = Note(said=NoteTaken(text="x"), by="olga", utc_ns=1)
    with pytest.raises(ConflictError) as full:
        take_note(replace(dossier, notes=(one,) * MOST), NoteTaken(text="y"))
    assert full.value.reasons[0].code == "notes_many"
