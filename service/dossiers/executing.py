"""Decisions when a drill begins and ends. Pure; only the guard's way comes here."""

from __future__ import annotations

from collections.abc import Sequence

from service.denial import ConflictError, because, deny_any
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import DossierEvent, DrillBegun, DrillDone, StartFailed
from service.dossiers.standing import Standing


def begin(stood: Standing, drill: str) -> Sequence[DossierEvent]:
    """Begin the drill of a dossier that stands well; raises ConflictError with every reason against it."""
    deny_any(stood.reasons)
    return (DrillBegun(drill=drill, digest=stood.governance.digest),)


def fail(dossier: Dossier, drill: str, reason: str) -> Sequence[DossierEvent]:
    """Take note that a begun drill never got a first record; the dossier waits again, its approvals as they were."""
    _check_drill(dossier, drill)
    return (StartFailed(drill=drill, reason=reason),) if dossier.stage is Stage.EXECUTING else ()


def finish(dossier: Dossier, done: DrillDone) -> Sequence[DossierEvent]:
    """Take note of a drill's end; told twice it is noted once."""
    _check_drill(dossier, done.drill)
    return (done,) if dossier.stage is Stage.EXECUTING else ()


def _check_drill(dossier: Dossier, drill: str) -> None:
    if dossier.drill != drill:
        raise ConflictError(because("dossier_other_drill", dossier=dossier.id, drill=drill, own=dossier.drill or "-"))
