"""`backup` and `restore`: the service's data as a folder that any Drillproof with either database can take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from runners.journal import Journal, JournalError
from service.backup import BackupError, Manifest, back_up
from service.backup import restore as put_back
from service.backup.restoring import check_by_restoring
from service.backup.writing import drop_older
from service.cli.database import journal_at
from service.cli.output import Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, home_of
from service.database import prepare
from service.settings import read_settings
from service.words import Lang


def backup(
    to: Annotated[Path | None, typer.Option("--to", help="The folder of backups; none: as the settings say.")] = None,
    db: Database = WHERE,
    home: Annotated[Path | None, typer.Option("--home", help="Where drills filed; none: where serve has it.")] = None,
    keep: Annotated[int, typer.Option("--keep", min=0, help="Leave so many there, the newest; 0: all.")] = 0,
    lang: Language = None,
    *,
    keys: Annotated[bool, typer.Option("--keys", help="Private keys of the home as well.")] = False,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Prove it by restoring it elsewhere.")] = True,
) -> int:
    """Write a backup while the service runs, and prove it by restoring it into a place of its own."""
    tongue, folder = language(lang), to or read_settings().backup.to
    if folder is None:
        msg = "--to: name a folder, or set backup.to in the settings"
        raise RefusedError(msg)
    try:
        with journal_at(db) as journal:
            prepare(journal.engine)
            place, manifest = back_up(journal.engine, home or home_of(db), Path(folder), keys=keys)
        _tell("backup.made", place, manifest, tongue)
        if check:
            check_by_restoring(place)
            out.print(words(tongue, "backup.checked"), markup=False)
        dropped = drop_older(Path(folder), keep) if keep else []
    except BackupError as error:
        raise RefusedError(str(error)) from error
    for old in dropped:
        out.print(words(tongue, "backup.dropped", place=str(old)), markup=False)
    return 0


def restore(
    source: Annotated[Path, typer.Option("--from", help="The folder of one backup.")],
    into: Annotated[
        str, typer.Option("--into", help="A new database: a file, or postgresql://user@host:5432/database.")
    ],
    home: Annotated[Path | None, typer.Option("--home", help="A new home; none: where serve has it.")] = None,
    lang: Language = None,
) -> int:
    """Put a backup into a new database and a new home; whatever kind of database it came from."""
    tongue = language(lang)
    try:
        journal = Journal.open(into)
        try:
            manifest = put_back(source, journal, home or home_of(into))
        finally:
            journal.close()
    except (BackupError, JournalError) as error:
        raise RefusedError(str(error)) from error
    _tell("backup.restored", into if "://" not in into else journal.url, manifest, tongue)
    return 0


def _tell(key: str, place: Path | str, manifest: Manifest, lang: Lang) -> None:
    rows = sum(part.rows for part in manifest.tables)
    facts = {"drills": len(manifest.drills), "entries": manifest.book.last, "files": len(manifest.files)}
    out.print(words(lang, key, place=str(place), rows=rows, revision=manifest.revision, **facts), markup=False)
