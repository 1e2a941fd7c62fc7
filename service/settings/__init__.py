"""What whoever runs this service has set: one class, read from options, environment and one file."""

from service.settings.database import database_of, home_of
from service.settings.model import (
    BackupSettings,
    LimitsSettings,
    ListenSettings,
    LogSettings,
    Settings,
    TakeoverSettings,
    WorkerSettings,
    default_settings,
)
from service.settings.reading import Settled, read_settings, settle

__all__ = [
    "BackupSettings",
    "LimitsSettings",
    "ListenSettings",
    "LogSettings",
    "Settings",
    "Settled",
    "TakeoverSettings",
    "WorkerSettings",
    "database_of",
    "default_settings",
    "home_of",
    "read_settings",
    "settle",
]
