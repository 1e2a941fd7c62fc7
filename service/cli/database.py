"""`db`: at which revision the service's database is, and how it is brought to the newest."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import typer

from runners.journal import Journal, JournalError
from service.cli.output import Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database
from service.database.revisions import HEAD, REVISIONS
from service.database.standing import Standing, standing
from service.database.upgrading import upgrade as brought_up
from service.words import Lang

app = typer.Typer(help="The form of the service's database.", no_args_is_help=True)
_NOT_FINE = 1


@app.command()
def check(db: Database = WHERE, lang: Language = None) -> int:
    """Tell the database's revision and whether its form is right. Ends with 1 where something is to be done."""
    tongue = language(lang)
    with journal_at(db) as journal:
        found = standing(journal.engine)
        _tell(journal.url, found, tongue)
    return 0 if found.is_fine else _NOT_FINE


@app.command()
def upgrade(db: Database = WHERE, lang: Language = None) -> int:
    """Bring the database to the newest revision; the service does the same when it starts."""
    tongue = language(lang)
    with journal_at(db) as journal:
        copy = brought_up(journal.engine)
        out.print(words(tongue, "db.upgraded", db=journal.url, revision=HEAD), markup=False)
    if copy is not None:
        out.print(words(tongue, "db.copied", copy=str(copy)), markup=False)
    return 0


@app.command()
def history(db: Database = WHERE, lang: Language = None) -> int:
    """List the revisions, the oldest first; a star marks the one that the database is at."""
    with journal_at(db) as journal:
        at = standing(journal.engine).revision
    for each in REVISIONS:
        mark = "*" if each.name == at else " "
        out.print(words(language(lang), "db.step", mark=mark, revision=each.name, about=each.about), markup=False)
    return 0


@contextmanager
def journal_at(db: str) -> Generator[Journal]:
    """Give the journal of a service as it is; raises RefusedError where there is none or it cannot be worked with."""
    try:
        journal = Journal.existing(db)
    except JournalError as error:
        raise RefusedError(str(error)) from error
    try:
        yield journal
    except JournalError as error:
        raise RefusedError(str(error)) from error
    finally:
        journal.close()


def _tell(db: str, found: Standing, lang: Lang) -> None:
    if found.revision is None:
        out.print(words(lang, "db.empty", db=db), markup=False)
    else:
        key = "db.at" if found.is_stamped else "db.recognised"
        out.print(words(lang, key, db=db, revision=found.revision), markup=False)
    if found.pending:
        steps = ", ".join(f"{each.name} ({each.about})" for each in found.pending)
        out.print(words(lang, "db.pending", count=len(found.pending), steps=steps), markup=False)
    elif found.differs:
        out.print(words(lang, "db.differs", count=len(found.differs)), markup=False)
        out.print("\n".join(found.differs), markup=False)
    else:
        out.print(words(lang, "db.newest"), markup=False)
