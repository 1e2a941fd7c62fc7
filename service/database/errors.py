"""What can be wrong with a database's revision."""

from __future__ import annotations

from runners.journal import JournalError


class RevisionError(JournalError):
    """The database has a form that this version cannot work with; the text says what to do."""


class NewerDatabaseError(RevisionError):
    """A newer version brought the database to a revision that this one does not know."""

    def __init__(self, revision: str, known: str) -> None:
        self.revision, self.known = revision, known
        super().__init__(
            f"the database is at revision {revision}, and this version knows {known} as the newest: a newer Drillproof "
            "has upgraded it; start that version again, or restore the backup that was made before the upgrade"
        )


class StepFailedError(RevisionError):
    """A step to a newer revision failed; all of them were undone."""

    def __init__(self, found: str, to: str, error: Exception) -> None:
        self.found, self.to = found, to
        told = " ".join(str(error).split())[:500]
        super().__init__(
            f"the database could not be brought from revision {found} to {to} ({type(error).__name__}: {told}); it is "
            "as it was before; go on with the version that wrote it, and report this"
        )
