"""`archive`: bundles that are kept for years: put there once, verified, fetched, and restored into an empty service."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from runners.journal import JournalError
from service.archive.archive import Archive
from service.archive.chore import store_of
from service.archive.restoring import restore as put_back
from service.archive.stores import ArchiveError
from service.book import Book
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, PolicyFile, at_terminal, home_of, opened
from service.evidence.bundle import SUFFIX, BundleError
from service.filing import bundles_of
from service.firm import open_firm
from service.keys import read_trust
from service.policy import read_policy
from service.settings import Settings, read_settings
from service.settings.model import ArchiveSettings

app = typer.Typer(help="Bundles that are kept for years.", no_args_is_help=True)
To = Annotated[
    str, typer.Option("--to", help="The archive: a directory, or s3://bucket/prefix; none: as the settings say.")
]
Endpoint = Annotated[str, typer.Option("--endpoint", help="The address of an S3-compatible store.")]
TrustFile = Annotated[Path | None, typer.Option("--trust", help="The trust file: whose signatures count.")]


@app.command()
def export(
    source: Annotated[str, typer.Argument(metavar="BUNDLE|ID", help="A bundle, or the id of a filed drill.")],
    to: To = "",
    endpoint: Endpoint = "",
    db: Database = WHERE,
    lang: Language = None,
) -> int:
    """Put a bundle into the archive, or every version of a filed drill; what is there is never overwritten."""
    tongue = language(lang)
    with _archive(to, endpoint, db) as archive:
        for path in _bundles(source, db):
            kept = archive.export(at_terminal(), path)
            key = "archive.there" if kept is None else "archive.kept"
            out.print(words(tongue, key, name=path.name, where=archive.store.where), markup=False)
    return 0


@app.command()
def check(
    to: To = "",
    endpoint: Endpoint = "",
    trust: TrustFile = None,
    db: Database = WHERE,
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Fetch and verify everything in the archive. Ends with 0 where all is well, 1 where something is wrong."""
    tongue, trusted = language(lang), read_trust(trust or read_settings().archive.trust)
    with _archive(to, endpoint, db) as archive:
        found = archive.check(at_terminal(), trusted)
    if as_json:
        out.print(json.dumps(asdict(found), ensure_ascii=False), markup=False)
    else:
        for wrong in found.wrong:
            out.print(words(tongue, "archive.wrong", name=wrong.name, why=wrong.why), markup=False)
        facts = {"count": found.count, "wrong": len(found.wrong), "where": found.where}
        out.print(words(tongue, "archive.checked", **facts), markup=False)
    return 1 if found.wrong else 0


@app.command("list")
def every(to: To = "", endpoint: Endpoint = "", lang: Language = None, *, as_json: AsJson = False) -> int:
    """List what the archive keeps."""
    tongue = language(lang)
    with _told():
        for one in _store(to, endpoint).store.kept():
            told = asdict(one)
            until = one.until or words(tongue, "archive.for_ever")
            line = words(tongue, "archive.line", **{**told, "until": until})
            out.print(json.dumps(told, ensure_ascii=False) if as_json else line, markup=False)
    return 0


@app.command()
def restore(  # noqa: PLR0917  options, each by its name
    source: Annotated[str, typer.Argument(metavar="BUNDLE|ID", help="A bundle, or the id of an archived drill.")],
    into: Annotated[str, typer.Option("--into", help="The database of an empty service; made where there is none.")],
    home: Annotated[Path | None, typer.Option("--home", help="Its home; none: beside the database.")] = None,
    to: To = "",
    endpoint: Endpoint = "",
    trust: TrustFile = None,
    policy: PolicyFile = None,
    lang: Language = None,
) -> int:
    """Verify a bundle and put its drill into an empty service: the same records, told as imported."""
    tongue, trusted = language(lang), read_trust(trust)
    with _told(), tempfile.TemporaryDirectory(prefix="drillproof-restore-") as folder:
        path = Path(source)
        if not path.is_file():
            path = Path(folder) / f"fetched{SUFFIX}"
            _store(to, endpoint).fetch(source, path)
        journal = opened(into, is_new=True)
        try:
            firm = open_firm(journal, home or home_of(into), read_policy(policy), settings=read_settings())
            drill = put_back(firm, at_terminal(), path, trusted)
            place = journal.url
        finally:
            journal.close()
    out.print(words(tongue, "archive.restored", drill=drill, place=place), markup=False)
    return 0


@contextmanager
def _archive(to: str, endpoint: str, db: str) -> Generator[Archive]:
    """Give the archive with the book that remembers what went there; raises RefusedError."""
    with _told():
        store = _store(to, endpoint).store
        journal = opened(db)
        try:
            yield Archive(store, Book(journal.engine))
        finally:
            journal.close()


def _store(to: str, endpoint: str) -> Archive:
    store = store_of(_named(to, endpoint, read_settings()))
    if store is None:
        msg = "--to: name a directory or s3://bucket/prefix, or set archive.to or archive.bucket in the settings"
        raise RefusedError(msg)
    return Archive(store)


def _named(to: str, endpoint: str, settings: Settings) -> ArchiveSettings:
    """Return what the options say of the archive, else what the settings say."""
    if not to:
        return settings.archive
    told: dict[str, object] = {"to": None, "bucket": None, "prefix": None, "lock": "none"}
    if to.startswith("s3://"):
        bucket, _, prefix = to.removeprefix("s3://").partition("/")
        told |= {"bucket": bucket, "prefix": prefix or None, "endpoint": endpoint or settings.archive.endpoint}
    else:
        told |= {"to": Path(to)}
    return settings.archive.model_copy(update=told)


def _bundles(source: str, db: str) -> list[Path]:
    if Path(source).is_file():
        return [Path(source)]
    found = bundles_of(home_of(db) / "drills" / source) if Path(source).name == source else []
    if not found:
        msg = f"{source}: no such file, and no filed drill of that id has a bundle; drillproof bundle makes one"
        raise RefusedError(msg)
    return found


@contextmanager
def _told() -> Generator[None]:
    try:
        yield
    except (ArchiveError, BundleError, JournalError, OSError) as error:
        raise RefusedError(str(error)) from error
