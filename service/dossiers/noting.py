"""Decisions on notes: what was seen in a drill, while it runs and until its dossier is closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.denial import ConflictError, UnfitError, because
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import DossierEvent, NoteTaken
from service.dossiers.preparing import check_stage

MOST: Final = 500
"""So many notes a drill has at most."""
LONGEST: Final = 4000
"""So many characters a note has at most."""


def take_note(dossier: Dossier, taken: NoteTaken) -> Sequence[DossierEvent]:
    """Enter a note; raises UnfitError for one that says nothing or too much, ConflictError where none fits any more."""
    check_stage(dossier, Stage.EXECUTING, Stage.SUMMARISING, Stage.IMPROVING)
    if not taken.text.strip() or len(taken.text) > LONGEST:
        raise UnfitError(because("note_unfit", most=LONGEST))
    if len(dossier.notes) >= MOST:
        raise ConflictError(because("notes_many", most=MOST))
    return (taken,)
