"""Where the service's database is, and the folder of its files beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from runners.secrets import resolve
from scenarios.inventory import SecretInput
from scenarios.plan import SecretRef
from service.settings.model import DATABASE, Settings

SCHEME: Final = "postgresql://"


def database_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """Return the path of the SQLite file, or the URL of the PostgreSQL database with its password.

    Raises:
        SecretMissingError: it stands in a file or a variable that cannot be read.
    """
    told = settings.database
    if isinstance(told, str):
        return told
    return resolve(_reference(told), environ)


def _reference(told: SecretInput) -> SecretRef:
    if told.file is not None:
        return SecretRef(source="file", name=told.file)
    if told.env is not None:
        return SecretRef(source="env", name=told.env)
    return SecretRef(source="vault", name=told.vault or "")


def home_of(settings: Settings, database: str) -> Path:
    """Return the folder of drills, attachments and evidence: beside an SQLite file unless it is set."""
    if settings.home is not None:
        return settings.home
    return Path(DATABASE).parent if is_url(database) else Path(database).parent


def is_url(database: str) -> bool:
    """Tell whether it is a PostgreSQL database; everything else is a path."""
    return "://" in database
