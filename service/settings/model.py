"""The one class of settings; what each key decides stands in `service.words.settings` under `setting.<key>`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import Field, Tag, WithJsonSchema

from scenarios.fields import Address, Before, Duration, Id, Input, Line, Port, Url, lasting, one_or, refuse
from scenarios.inventory import SecretInput
from scenarios.problems import shown

DATABASE: Final = "var/service/journal.sqlite"
_SECOND: Final = 10**9
_MINUTE: Final = 60 * _SECOND

S = TypeVar("S", bound=Input)


def _path(value: object) -> Path:
    if not isinstance(value, str):
        refuse("not_text", value=shown(value))
    if not value or "\0" in value:
        refuse("empty_text", value=shown(value))
    return Path(value)


FilePath: TypeAlias = Annotated[Path, Before(_path), WithJsonSchema({"type": "string", "format": "path"})]
"""A path; one that the file says starts at the file's folder, every other where the command was called."""
Database: TypeAlias = Annotated[
    Annotated[Line, Tag("<text>")] | Annotated[SecretInput, Tag("<secret>")], one_or("<secret>")
]


def _defaults(kind: type[S]) -> S:
    return kind.model_validate({}, context={})


class ListenSettings(Input):
    """Where the API listens, and how it is protected there."""

    host: Address = "127.0.0.1"
    port: Port = 8765
    tls_cert: FilePath | None = None
    tls_key: FilePath | None = None
    names: list[Line] = Field(default_factory=list[str], max_length=100)
    proxy: Line | None = None
    unprotected: bool = False


class WorkerSettings(Input):
    """What one worker is."""

    site: Id | None = None
    reaches: list[Id] = Field(default_factory=list[str], max_length=100)
    drills: int = Field(default=1, ge=1, le=50)
    name: Id | None = None


class TakeoverSettings(Input):
    """When a worker may act, and when another takes over from it; measured without wall clocks."""

    beat: Annotated[Duration, lasting("100ms", "10s")] = _SECOND
    act: Annotated[Duration, lasting("500ms", "5m")] = 3 * _SECOND
    after: Annotated[Duration, lasting("2s", "10m")] = 5 * _SECOND


class BackupSettings(Input):
    """Where backups go."""

    to: FilePath | None = None


class ArchiveSettings(Input):
    """Where bundles are kept for years: a directory, or a bucket of an S3-compatible store."""

    to: FilePath | None = None
    bucket: Line | None = None
    endpoint: Url | None = None
    prefix: Line | None = None
    lock: Literal["none", "governance", "compliance"] = "none"
    check: Annotated[Duration, lasting("1h", "366d")] = 30 * 24 * 60 * _MINUTE
    trust: FilePath | None = None


class LimitsSettings(Input):
    """How much at once; whatever is above is refused with its reason and nothing is broken off for it."""

    connections: int = Field(default=600, ge=8, le=100_000)
    requests: int = Field(default=200, ge=4, le=10_000)
    viewers: int = Field(default=300, ge=1, le=50_000)
    viewers_per_drill: int = Field(default=100, ge=1, le=50_000)
    drills: int = Field(default=20, ge=1, le=1000)


class ReportSettings(Input):
    """How reports look."""

    template: FilePath | None = None


class LogSettings(Input):
    """What the service writes to its standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    form: Literal["text", "json"] = "text"


class Settings(Input):
    """Everything that whoever runs this service can set."""

    database: Database = DATABASE
    home: FilePath | None = None
    policy: FilePath | None = None
    roots: list[FilePath] = Field(default_factory=list[Path], max_length=100)
    runners: Literal["here", "queue"] = "here"
    patience: Annotated[Duration, lasting("1s", "24h")] = 10 * _MINUTE
    on_stop: Literal["restore", "hand_over"] | None = None
    grace: Annotated[Duration, lasting("0s", "1h")] = 30 * _SECOND
    evidence_key: FilePath | None = None
    evidence_key_password_file: FilePath | None = None
    listen: ListenSettings = Field(default_factory=partial(_defaults, ListenSettings))
    worker: WorkerSettings = Field(default_factory=partial(_defaults, WorkerSettings))
    takeover: TakeoverSettings = Field(default_factory=partial(_defaults, TakeoverSettings))
    backup: BackupSettings = Field(default_factory=partial(_defaults, BackupSettings))
    archive: ArchiveSettings = Field(default_factory=partial(_defaults, ArchiveSettings))
    limits: LimitsSettings = Field(default_factory=partial(_defaults, LimitsSettings))
    report: ReportSettings = Field(default_factory=partial(_defaults, ReportSettings))
    log: LogSettings = Field(default_factory=partial(_defaults, LogSettings))


def default_settings() -> Settings:
    """Return the settings where nobody has set anything: SQLite, one process, this machine only."""
    return _defaults(Settings)
