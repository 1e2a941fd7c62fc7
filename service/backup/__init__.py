"""The service's own backup: one form for both databases, made while drills run, proved by restoring it."""

from service.backup.errors import BackupError
from service.backup.manifest import Manifest
from service.backup.restoring import restore
from service.backup.writing import back_up

__all__ = ["BackupError", "Manifest", "back_up", "restore"]
