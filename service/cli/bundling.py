"""`bundle` and `countersign`: a drill's evidence as one file, signed by whoever answers for it."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from measurements.codec import UnreadableEventError
from runners.journal import JournalError
from service.cli.keys import PasswordFile, key_at, password_of
from service.cli.output import Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, home_of
from service.evidence import NoEvidenceError, UnreadableLineError, load_records, verify, write
from service.evidence.bundle import Bundle, BundleError, open_bundle
from service.evidence.bundling import Overlaid, pack, read_statement
from service.evidence.layout import ENVELOPE, STATEMENT, TIMESTAMP, Folder
from service.evidence.sealing import signature_files
from service.evidence.sources import sources_in
from service.keys import Key
from service.keys.signing import EnvelopeError, envelope_of
from service.keys.stamping import StampError, read_stamp, stamp
from service.words import Lang, in_language


def bundle(  # noqa: PLR0917  options, each by its name
    source: Annotated[str, typer.Argument(metavar="DIR|ID", help="A drill's directory, or the id of a filed drill.")],
    target: Annotated[Path, typer.Option("--out", help="The bundle; nothing is overwritten.")],
    sign: Annotated[list[Path] | None, typer.Option("--sign", help="A key that signs it; several are allowed.")] = None,
    password_file: PasswordFile = None,
    timestamp: Annotated[str, typer.Option("--timestamp", help="URL of an RFC 3161 time-stamping authority.")] = "",
    db: Database = WHERE,
    lang: Language = None,
) -> int:
    """Pack a drill into one file that an auditor can verify offline."""
    tongue = language(lang)
    keys = [key_at(path, password_of(password_file)) for path in sign or ()]
    try:
        with _folder_of(source, db) as folder:
            over = _added(folder, keys, timestamp)
            pack(Overlaid(below=folder, over=over), target)
    except (BundleError, EnvelopeError, StampError, NoEvidenceError, UnreadableLineError) as error:
        raise RefusedError(str(error)) from error
    except (UnreadableEventError, JournalError, OSError) as error:
        msg = f"{source}: {error}; verify it, nothing was written"
        raise RefusedError(msg) from error
    _tell(target, tongue)
    return 0


def countersign(
    path: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The bundle that gets one more signature.")],
    key: Annotated[Path, typer.Option("--key", help="The key that signs it.")],
    password_file: PasswordFile = None,
    lang: Language = None,
) -> int:
    """Verify a bundle and add a signature to it; one in which anything is wrong is not signed."""
    tongue, opened = language(lang), key_at(key, password_of(password_file))
    try:
        folder = open_bundle(path)
        if not isinstance(folder, Bundle):
            msg = f"{path}: it is no bundle; make one first: drillproof bundle {path} --out FILE"
            raise RefusedError(msg)
        _refuse_wrong(path, tongue)
        pack(Overlaid(below=folder, over=_added(folder, [opened], "")), path, replace=True)
    except (BundleError, EnvelopeError, NoEvidenceError, OSError) as error:
        raise RefusedError(str(error)) from error
    told = words(
        tongue, "bundle.countersigned", path=str(path), keyid=opened.keyid, signers=_signers(open_bundle(path))
    )
    out.print(told, markup=False)
    return 0


@contextmanager
def _folder_of(source: str, db: str) -> Generator[Folder]:
    """Give the files of a drill with a statement; one of an older form is filed anew in a place of its own."""
    path = Path(source)
    if not path.exists():
        path = home_of(db) / "drills" / source
        if not path.is_dir() or Path(source).name != source:
            msg = f"{source}: no such directory, and no drill of that id was filed in {path.parent}"
            raise RefusedError(msg)
    folder = open_bundle(path)
    if folder.read(STATEMENT) is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="drillproof-bundle-") as place:
        write(Path(place), load_records(path), sources_in(folder))
        yield open_bundle(Path(place))


def _added(folder: Folder, keys: list[Key], url: str) -> dict[str, bytes | None]:
    """Return the files that signing adds or changes; raises EnvelopeError, StampError."""
    statement = folder.read(STATEMENT) or b""
    signed = signature_files(statement, keys, folder.read(ENVELOPE)) if keys else {}
    return {**signed, **({TIMESTAMP: stamp(statement, url)} if url else {})}


def _refuse_wrong(path: Path, lang: Lang) -> None:
    """Raise RefusedError where anything that is verified fails; a signature is somebody's word that all is well."""
    wrong = [check for check in verify(path) if check.status == "failed"]
    if wrong:
        msg = f"{path}: {wrong[0].name}: {in_language(wrong[0].detail, lang)}; nothing was signed"
        raise RefusedError(msg)


def _tell(path: Path, lang: Lang) -> None:
    made = open_bundle(path)
    statement = made.read(STATEMENT) or b""
    facts = {"files": len(made.names), "bytes": path.stat().st_size, "signers": _signers(made)}
    version = read_statement(made).about.version
    out.print(words(lang, "bundle.made", path=str(path), version=version, **facts), markup=False)
    token = made.read(TIMESTAMP)
    if token is not None:
        at = read_stamp(token, statement).at
        out.print(words(lang, "bundle.stamped", at=at.isoformat()), markup=False)
    if not facts["signers"]:
        out.print(words(lang, "bundle.unsigned"), markup=False)


def _signers(folder: Folder) -> int:
    content = folder.read(ENVELOPE)
    return 0 if content is None else len(envelope_of(content).signatures)
