"""Actions on backups of PostgreSQL: restored for real, compared with their source, and brought to a moment."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Duration, EnvValue, Id, Name, Port, RemotePath, lasting
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

_DAY: Final = 86_400 * SECOND
_BESIDE: Final = 5433
_PROGRAMS: Final = ("postgres_backups.sh", "postgres.sh", "postgres_restoring.sh")


class ScratchInput(ActionInput):
    """Where a backup is restored to."""

    scratch: RemotePath = Field(description="Directory with room for a whole database; it is cleaned up.")


class BackupsInput(ScratchInput):
    """Where base backups (of pg_basebackup, in plain format, with a manifest) and the log archive lie."""

    backups: RemotePath = Field(description="Directory in which each directory is a base backup.")
    archive: RemotePath = Field(description="Directory of log segments, also unfinished ones of pg_receivewal.")
    beside_port: Port = Field(_BESIDE, description="Port of the restored server; it listens on a socket only.")


class PostgresVerifyBackupInput(BackupsInput):
    """Restores the newest backup, brings it up to its source, and compares every table: rows and checksums.

    It finds backups that are damaged, too old, of another system, or without a whole log. Nothing is left behind.
    """

    action: Literal["postgres_verify_backup"]
    source: Id = Field(description="The role whose only host is backed up; it must be quiet while it is compared.")
    port: Port = Field(5432, description="Where the source listens.")
    account: Name = Field("postgres", description="A superuser of the source, in .pgpass of the backups' owner.")
    database: Annotated[str, Field(min_length=1, max_length=63)] = Field(description="The database that is compared.")
    max_age: Annotated[Duration, lasting("1s", "3650d")] = Field(_DAY, description="How old the newest backup may be.")


class PostgresRestorePointInTimeInput(BackupsInput):
    """Restores to a time or a place in the log, beside everything else, and leaves it running to take data from it.

    `inputs: {ACTION_TIME: step.capture}` (or ACTION_LSN) takes the moment from what an earlier step found.
    """

    action: Literal["postgres_restore_point_in_time"]
    time: EnvValue | None = Field(None, description="With its zone, such as 2026-11-21 09:30:00+08.")
    lsn: EnvValue | None = Field(None, description="Such as 0/3000060.")


class PostgresRestoredRemoveInput(ScratchInput):
    """Stops what postgres_restore_point_in_time left running, and removes it."""

    action: Literal["postgres_restored_remove"]


def _places(form: BackupsInput, name: str) -> dict[str, str]:
    return {
        "ACTION_BACKUPS": form.backups,
        "ACTION_ARCHIVE": form.archive,
        "ACTION_SCRATCH": form.scratch,
        "ACTION_BESIDE_PORT": str(form.beside_port),
        "ACTION_NAME": name,
    }


def _verify(form: PostgresVerifyBackupInput, around: Around) -> ActionValues:
    sources = around.of((form.source,))
    env = {
        **_places(form, "verify"),
        "ACTION_OTHER": " ".join(host.address for host in sources),
        "ACTION_PORT": str(form.port),
        "ACTION_ACCOUNT": form.account,
        "ACTION_DATABASE": form.database,
        "ACTION_MAX_AGE": str(form.max_age // SECOND),
    }
    return ActionValues(env=env, detail=f"{form.backups} ≟ {form.database}, {', '.join(host.name for host in sources)}")


def _restore(form: PostgresRestorePointInTimeInput, around: Around) -> ActionValues:
    del around
    moment = {"ACTION_TIME": form.time, "ACTION_LSN": form.lsn}
    env = {**_places(form, "restored"), **{name: value for name, value in moment.items() if value is not None}}
    return ActionValues(env=env, detail=f"{form.backups} → {form.scratch}, {form.time or form.lsn or '…'}")


def _remove(form: PostgresRestoredRemoveInput, around: Around) -> ActionValues:
    del around
    return ActionValues(env={"ACTION_SCRATCH": form.scratch, "ACTION_NAME": "restored"}, detail=form.scratch)


def _source(form: PostgresVerifyBackupInput) -> tuple[str, ...]:
    return (form.source,)


POSTGRES_VERIFY_BACKUP: Final = ActionKind(
    name="postgres_verify_backup",
    title=Text(zh="恢复最新备份并与源库逐表核对", en="restore the newest backup and compare it with its source"),
    inputs=PostgresVerifyBackupInput,
    program=scripts(__package__, *_PROGRAMS, "postgres_verify_backup.sh"),
    specify=_verify,
    roles=_source,
)
POSTGRES_RESTORE_POINT_IN_TIME: Final = ActionKind(
    name="postgres_restore_point_in_time",
    title=Text(zh="将备份恢复至指定时点", en="restore a backup to a moment"),
    inputs=PostgresRestorePointInTimeInput,
    program=scripts(__package__, *_PROGRAMS, "postgres_restore_point_in_time.sh"),
    specify=_restore,
)
POSTGRES_RESTORED_REMOVE: Final = ActionKind(
    name="postgres_restored_remove",
    title=Text(zh="清除恢复出的副本", en="remove the restored copy"),
    inputs=PostgresRestoredRemoveInput,
    program=scripts(__package__, "postgres_restored_remove.sh"),
    specify=_remove,
)
BACKUPS: Final = (POSTGRES_VERIFY_BACKUP, POSTGRES_RESTORE_POINT_IN_TIME, POSTGRES_RESTORED_REMOVE)
