"""What is attached to a dossier: each document once, by its digest, whoever named it and wherever. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from measurements.events.governed import Attached
from service.denial import ConflictError, because
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import Archived, DossierEvent, NoteTaken, RecordFiled

_OVER: Final = frozenset((Stage.CLOSED, Stage.CANCELLED))


def attached_to(dossier: Dossier) -> dict[str, Attached]:
    """Return what is attached by its digest; of several names for one content the first counts."""
    return _once(_named(dossier))


def attached_in(told: Iterable[DossierEvent]) -> dict[str, Attached]:
    """Return what these events attached, by digest, whether it still stands in the dossier or not."""
    kinds = (RecordFiled, NoteTaken, Archived)
    return _once(one for event in told if isinstance(event, kinds) for one in event.attachments)


def require_open(dossier: Dossier) -> None:
    """Raise ConflictError where nothing can be attached any more: the dossier is closed, or there will be no drill."""
    if dossier.stage in _OVER:
        raise ConflictError(because("attachment_late", dossier=dossier.id))


def _named(dossier: Dossier) -> Iterator[Attached]:
    for record in dossier.records.values():
        yield from record.attachments
    for note in dossier.notes:
        yield from note.said.attachments
    if dossier.archive is not None:
        yield from dossier.archive.attachments


def _once(named: Iterable[Attached]) -> dict[str, Attached]:
    found: dict[str, Attached] = {}
    for one in named:
        found.setdefault(one.sha256, one)
    return found
