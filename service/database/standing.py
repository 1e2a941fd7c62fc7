"""How a database stands: at which revision, whether it says so itself, what is still to do, what is unlike its form."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from service.database.revisions import HEAD, Revision, is_fresh, pending, recognised, stamped
from service.database.shape import differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a look found. `revision` None: nothing was ever kept here; `differs` is asked for at the newest only."""

    revision: str | None
    is_stamped: bool
    pending: tuple[Revision, ...]
    differs: tuple[str, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether it can be worked with as it is."""
        return self.is_stamped and not self.pending and not self.differs


def standing(engine: Engine) -> Standing:
    """Look at a database and change nothing; blocking. Raises NewerDatabaseError."""
    with engine.connect() as connection:
        told = stamped(connection)
        found = told or (None if is_fresh(connection) else recognised(connection))
    differs = tuple(differences(engine)) if told == HEAD else ()
    return Standing(revision=found, is_stamped=told is not None, pending=pending(found), differs=differs)
