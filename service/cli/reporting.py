"""`report`: a drill's report in any format, from its folder, its bundle, the database or a running service."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, BinaryIO, Final, TypeAlias, cast
from urllib.parse import quote

import httpx
import typer

from measurements.codec import UnreadableEventError
from runners.journal import JournalError
from service.cli.keys import PasswordFile, password_of
from service.cli.output import RefusedError, language
from service.cli.results import exit_code
from service.cli.start import TOKEN
from service.cli.store import database_in, opened
from service.evidence import NoEvidenceError, UnreadableLineError, judged, load_records
from service.evidence.bundle import BundleError, open_bundle
from service.evidence.layout import JOURNAL, RECORDS, Folder
from service.evidence.lines import records_in
from service.judging import reported_of
from service.keys.pades import PdfSignatureError, sign_pdf
from service.report.formats.rendering import Form, Reported, UnrenderedError, Wish, render
from service.report.formats.tongues import Tongue
from service.report.records import NO_RECORDS, DrillRecords, RecordsError, entries_in, records_of
from service.report.template import read_template
from service.settings import read_settings

Subject: TypeAlias = Annotated[
    str, typer.Argument(metavar="DIR|BUNDLE|ID", help="A drill's directory, its bundle, a journal, or a drill's id.")
]
Drill: TypeAlias = Annotated[
    str | None, typer.Option("--drill", help="Which drill, where a journal database holds several.")
]
OutFile: TypeAlias = Annotated[Path | None, typer.Option("--out", help="Where to; standard output otherwise.")]
Template: TypeAlias = Annotated[
    Path | None, typer.Option("--template", help="The firm's template folder; for an id: as the settings say.")
]
SignedBy: TypeAlias = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--sign-pdf", metavar="KEY CERT", help="Sign the PDF (PAdES) with a key and its certificate."),
]
_TEXTS: Final[frozenset[Form]] = frozenset({"html", "json"})
_OTHER: Final[dict[Tongue, str]] = {"zh": "report.en.html", "en": "report.html", "both": ""}
_PATIENCE_S: Final = 300.0
_FINE: Final = 200


def report(
    subject: Subject,
    *,
    drill: Drill = None,
    form: Annotated[Form, typer.Option("--format", help="What to write.")] = "html",
    out_file: OutFile = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh, en or both; otherwise as the locale says.")] = None,
    template: Template = None,
    db: Annotated[str | None, typer.Option("--db", help="The service's database; none: as the settings say.")] = None,
    signed_by: SignedBy = None,
    password_file: PasswordFile = None,
    url: Annotated[str, typer.Option("--url", help="The service's address; DRILLPROOFTOKEN says who asks.")] = "",
) -> int:
    """Write the report of a drill anew from its records. Ends with the drill's verdict, with --url with 0."""
    tongue = _tongue(lang)
    _check_terminal(form, out_file)
    finish = _finish(form, signed_by, password_file)
    if url:
        if template is not None:
            msg = "--template: a running service has its own (setting report.template); leave --url or --template out"
            raise RefusedError(msg)
        made = _asked(url, subject, form, tongue)
        _put(out_file, lambda file: file.write(finish(made)))
        return 0
    told, style = _told(subject, drill, db, template)
    wish = Wish(form=form, tongue=tongue, firm=read_template(style), other=_OTHER[tongue])
    _put(out_file, lambda file: _render(told, wish, file) if signed_by is None else _sign(told, wish, file, finish))
    return exit_code(told.report)


def _finish(form: Form, signed_by: tuple[Path, Path] | None, password_file: Path | None) -> Callable[[bytes], bytes]:
    """Return what is done to a report that is made: a PDF is signed where that is asked; raises RefusedError."""
    if signed_by is None:
        return lambda made: made
    if form != "pdf":
        msg = f"--sign-pdf: {form} is no PDF; sign the bundle instead: drillproof bundle --sign, or write --format pdf"
        raise RefusedError(msg)
    password = password_of(password_file)

    def finish(made: bytes) -> bytes:
        try:
            return sign_pdf(made, *signed_by, password)
        except PdfSignatureError as error:
            raise RefusedError(str(error)) from error

    return finish


def _sign(told: Reported, wish: Wish, file: BinaryIO, finish: Callable[[bytes], bytes]) -> None:
    made = io.BytesIO()
    _render(told, wish, made)
    file.write(finish(made.getvalue()))


def _tongue(told: str | None) -> Tongue:
    if told == "both":
        return "both"
    if told in {None, "zh", "en"}:
        return language(told)
    msg = f"--lang: {told!r} is no language of a report; write zh, en or both"
    raise RefusedError(msg)


def _check_terminal(form: Form, out_file: Path | None) -> None:
    if out_file is None and form not in _TEXTS and sys.stdout.isatty():
        msg = f"--format {form}: name a file with --out; a terminal cannot show it"
        raise RefusedError(msg)


def _told(subject: str, drill: str | None, db: str | None, template: Path | None) -> tuple[Reported, Path | None]:
    """Return the drill and the template folder of its report: of what lies in files only the one that was given."""
    if Path(subject).exists():
        return reported_at(Path(subject), drill), template
    if db is None and drill is not None:
        raise RefusedError(str(NoEvidenceError(Path(subject), "there is no such file or folder")))
    settings = read_settings()
    where = db or database_in(settings)
    if db is None and "://" not in where and not Path(where).is_file():
        raise RefusedError(_nowhere(subject, f"there is no database of a service at {where} either; name it with --db"))
    return _from_database(subject, where), template or settings.report.template


def _nowhere(subject: str, more: str) -> str:
    return f"{subject}: there is no such file or folder; name a drill's folder, a bundle or a journal; {more}"


def _from_database(drill: str, where: str) -> Reported:
    journal = opened(where)
    try:
        if journal.last(drill) is None:
            raise RefusedError(_nowhere(drill, f"and {where} knows no drill of that name"))
        return reported_of(journal, drill)
    except (JournalError, UnreadableEventError, RecordsError) as error:
        raise RefusedError(str(error)) from error
    finally:
        journal.close()


def reported_at(path: Path, drill: str | None = None) -> Reported:
    """Return the drill whose folder, bundle or journal lies at `path`, with what its records.jsonl tells of it.

    Raises RefusedError with what is wrong there and what to do.
    """
    try:
        folder = open_bundle(path)
        if folder.form == "bundle":
            _check_journal(path, folder)
            with folder.open(JOURNAL) as file:
                found = judged(records_in(file))
        else:
            found = judged(load_records(path, drill))
        records = _records(folder.read(RECORDS))
    except RecordsError as error:
        msg = f"{path}: {RECORDS}: {error}; look at it with: drillproof verify {path}"
        raise RefusedError(msg) from error
    except UnreadableLineError as error:
        msg = f"{path}: {JOURNAL}: {error}"
        raise RefusedError(msg) from error
    except (NoEvidenceError, BundleError, UnreadableEventError, JournalError, OSError) as error:
        raise RefusedError(str(error)) from error
    return Reported(report=found.report, plan=found.plan, history=found.history, records=records)


def _check_journal(path: Path, folder: Folder) -> None:
    if folder.size(JOURNAL) is None:
        raise NoEvidenceError(path, "there is no journal in it")


def _records(content: bytes | None) -> DrillRecords:
    return NO_RECORDS if not content else records_of(entries_in(content))


def _asked(url: str, drill: str, form: Form, tongue: Tongue) -> bytes:
    token = os.environ.get(TOKEN, "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    place = f"{url.rstrip('/')}/api/v1/drills/{quote(drill, safe='')}/report"
    try:
        told = httpx.get(place, params={"format": form, "lang": tongue}, headers=headers, timeout=_PATIENCE_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        msg = f"{url} does not answer: {error or type(error).__name__}; look whether the service runs there"
        raise RefusedError(msg) from None
    if told.status_code != _FINE:
        msg = f"{url} gives no report of {drill} (HTTP {told.status_code}): {_why(told)}"
        raise RefusedError(msg)
    return told.content


def _why(told: httpx.Response) -> str:
    try:
        return str(told.json()["detail"]).replace("\n", " ")
    except (ValueError, KeyError, TypeError):
        return f"look at the address, and set {TOKEN}"


def _render(told: Reported, wish: Wish, file: BinaryIO) -> None:
    try:
        render(told, wish, file)
    except UnrenderedError as error:
        raise RefusedError(str(error)) from error


def _put(path: Path | None, write: Callable[[BinaryIO], object]) -> None:
    """Write to a file, which is there whole or not at all, or to standard output."""
    if path is None:
        sys.stdout.flush()
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to and never replaced
            with path.open("wb") as file:
                write(file)
            return
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
            _whole(path, Path(part.name), cast("BinaryIO", part), write)
    except OSError as error:
        msg = f"--out {path}: {error.strerror or error}; name a file that can be written"
        raise RefusedError(msg) from error


def _whole(path: Path, part: Path, file: BinaryIO, write: Callable[[BinaryIO], object]) -> None:
    try:
        write(file)
        file.flush()
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
