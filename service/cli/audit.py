"""`audit`: the book, read, exported and verified without the service."""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Final

import typer

from measurements.utc import utc_text
from service.access.audit import Audit, Checked, Witness, check, exported, imported
from service.book import Entry
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, at_terminal, book_in
from service.words import in_language

app = typer.Typer(help="Who did what: the book of the service.", no_args_is_help=True)
_BROKEN: Final = 1


@app.command("list")
def every(
    db: Database = WHERE,
    user: Annotated[str | None, typer.Option("--user", help="Of this user only.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Of this kind only.")] = None,
    stream: Annotated[str, typer.Option("--stream", help="Of streams that begin so, for example dossier/.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    *,
    as_json: AsJson = False,
) -> int:
    """Print the newest entries, the oldest of them first."""
    with book_in(db) as book:
        found = book.entries(0, limit, user=user, kind=kind, stream=stream, newest=True)
    for entry in reversed(found):
        out.print(exported(entry).rstrip("\n") if as_json else _line(entry), markup=False)
    return 0


@app.command()
def export(file: Annotated[Path, typer.Argument(metavar="FILE", help="Made anew.")], db: Database = WHERE) -> int:
    """Write the whole book as lines of JSON, which `audit verify FILE` checks anywhere."""
    with book_in(db) as book, _made(file) as written:
        written.writelines(Audit(book).export(at_terminal()))
    return 0


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="An export; none: the service's book.")] = None,
    db: Database = WHERE,
    number: Annotated[int | None, typer.Option("--number", min=1, help="Of an entry that was noted earlier.")] = None,
    expected: Annotated[str | None, typer.Option("--hash", help="What that entry had then.")] = None,
    lang: Language = None,
) -> int:
    """Check that each entry follows from the one before. Ends with 1 where the book was changed."""
    if (number is None) != (expected is None):
        msg = "--number and --hash belong together; give both"
        raise RefusedError(msg)
    witness = None if number is None or expected is None else Witness(number=number, hash=expected)
    if file is None:
        with book_in(db) as book:
            found = Audit(book).verify(at_terminal(), witness)
    else:
        found = check(_read(file), witness)
    return _told(found, lang)


def _told(found: Checked, lang: str | None) -> int:
    tongue = language(lang)
    if found.flaw is not None:
        out.print(in_language(found.flaw.text, tongue), markup=False)
        return _BROKEN
    last = found.last or Witness(number=0, hash="-")
    out.print(words(tongue, "audit.holds", entries=found.entries, number=last.number, hash=last.hash), markup=False)
    return 0


def _read(file: Path) -> Iterator[Entry]:
    try:
        with file.open(encoding="utf-8") as lines:
            for place, line in enumerate(lines, start=1):
                yield _entry(file, place, line)
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: {error}; name a file that `audit export` wrote"
        raise RefusedError(msg) from error


def _entry(file: Path, place: int, line: str) -> Entry:
    try:
        return imported(line)
    except ValueError as error:
        msg = f"{file}:{place}: {error}; name a file that `audit export` wrote"
        raise RefusedError(msg) from error


def _made(file: Path) -> TextIOWrapper:
    try:
        return file.open("x", encoding="utf-8")
    except OSError as error:
        msg = f"{file}: {error.strerror}; name a file that is not there yet, in a directory that is"
        raise RefusedError(msg) from error


def _line(entry: Entry) -> str:
    author = entry.author
    return (
        f"{entry.number:>6}  {utc_text(entry.utc_ns)[:19]}Z  {author.user} ({author.via})  {entry.stream}  {entry.kind}"
    )
