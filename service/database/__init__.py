"""The database's form: made at once where it is empty, brought up revision by revision where it is older."""

from service.database.errors import NewerDatabaseError, RevisionError
from service.database.preparing import prepare

__all__ = ["NewerDatabaseError", "RevisionError", "prepare"]
