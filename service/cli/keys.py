"""`keys`: the keys that sign evidence, and the trust file that says whose signatures count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.keys import Key, KeyFileError, Trusted, keyid_of, new_key, open_key, public_key_of, read_trust
from service.keys.keyfile import SUFFIX, pem_of, public_file
from service.keys.trust import Role
from service.words import Lang

app = typer.Typer(help="Keys that sign evidence, and whose signatures count.", no_args_is_help=True)
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="A file whose first line is the key's password.")
]
_ENCRYPTED: Final = b"ENCRYPTED PRIVATE KEY"
_PRIVATE: Final = b"PRIVATE KEY"


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where the key goes; nothing is overwritten.")],
    password_file: PasswordFile = None,
    lang: Language = None,
) -> int:
    """Make an Ed25519 key that only this account can read, and its public part beside it."""
    key = _made(path, password_of(password_file))
    facts = {"path": str(path), "public": str(public_file(path)), "keyid": key.keyid}
    out.print(words(language(lang), "key.made", **facts), markup=False)
    return 0


@app.command("list")
def every(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where keys lie.")] = Path(),
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """List the keys of a folder: id, file, and what it is. An encrypted key is known by the public part beside it."""
    tongue, found = language(lang), list(_keys_in(folder))
    for one in found:
        if as_json:
            out.print(json.dumps(one, ensure_ascii=False), markup=False)
        else:
            how = words(tongue, f"key.how.{one['kind']}")
            out.print(words(tongue, "key.line", keyid=one["keyid"] or "?", path=one["path"], how=how), markup=False)
    if not found and not as_json:
        out.print(words(tongue, "key.none", place=str(folder)), markup=False)
    return 0


@app.command()
def export(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A private or a public key.")],
    password_file: PasswordFile = None,
) -> int:
    """Print the public key in PEM, as a trust file wants it."""
    out.out(public_pem(path, password_of(password_file)), end="", highlight=False)
    return 0


@app.command()
def trust(  # noqa: PLR0917  options, each by its name
    path: Annotated[Path, typer.Argument(metavar="TRUST_FILE", help="The trust file; made where it is not there.")],
    add: Annotated[Path | None, typer.Option("--add", help="A public key that is to be trusted.")] = None,
    who: Annotated[str, typer.Option("--who", help="Whose it is.")] = "",
    role: Annotated[Role, typer.Option("--role", help="operator or auditor.")] = "operator",
    start: Annotated[str, typer.Option("--from", help="The first day on which it counts, as 2026-11-22.")] = "",
    end: Annotated[str, typer.Option("--to", help="The last day on which it counts.")] = "",
    revoke: Annotated[str, typer.Option("--revoke", help="The id of a key that was lost or stolen.")] = "",
    on: Annotated[str, typer.Option("--on", help="From which day it is revoked.")] = "",
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """List whom a trust file trusts, or trust one more key, or revoke one. What people wrote in it stays."""
    tongue = language(lang)
    if add is not None:
        keyid = _trust(path, add, {"who": who, "role": role, "from": start, "to": end})
        told = words(tongue, f"role.{role}")
        out.print(words(tongue, "key.trusted", path=str(path), who=who, role=told, keyid=keyid), markup=False)
    if revoke:
        _revoke(path, revoke, on or _refused("--on: say from which day the key is revoked, as 2026-11-22"))
        out.print(words(tongue, "key.revoked", path=str(path), keyid=revoke, day=on), markup=False)
    if add is None and not revoke:
        _list(path, tongue, as_json=as_json)
    return 0


def password_of(path: Path | None) -> str | None:
    """Return the password that a file holds, None where none is named; raises RefusedError."""
    if path is None:
        return None
    try:
        line = path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"--password-file {path}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}; name a text file"
        raise RefusedError(msg) from error
    return line or _refused(f"--password-file {path}: its first line is empty; write the password there")


def key_at(path: Path, password: str | None) -> Key:
    """Return the private key in a file; raises RefusedError."""
    try:
        return open_key(path, password)
    except KeyFileError as error:
        raise RefusedError(str(error)) from error


def public_pem(path: Path, password: str | None) -> str:
    """Return the public part of the key in a file, whichever of the two it holds; raises RefusedError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path}: {error.strerror}; name a key file"
        raise RefusedError(msg) from error
    public = public_key_of(content)
    return key_at(path, password).public if public is None else pem_of(public)


def _made(path: Path, password: str | None) -> Key:
    try:
        return new_key(path, password)
    except KeyFileError as error:
        raise RefusedError(str(error)) from error


def _keys_in(folder: Path) -> Iterator[dict[str, str]]:
    if not folder.is_dir():
        _refused(f"{folder}: there is no such folder; name the one where the keys lie")
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        kind = "encrypted" if _ENCRYPTED in content else "private" if _PRIVATE in content else "public"
        yield {"keyid": _id_at(path, kind, content), "path": str(path), "kind": kind}


def _id_at(path: Path, kind: str, content: bytes) -> str:
    """Return the id of the key in a file, empty where it cannot be told."""
    if kind == "private":
        try:
            return open_key(path).keyid
        except KeyFileError:
            return ""
    beside = public_file(path)
    public = public_key_of(content if kind == "public" else beside.read_bytes() if beside.is_file() else b"")
    return "" if public is None else keyid_of(public)


def _trust(path: Path, add: Path, told: dict[str, str]) -> str:
    """Write one more signer into a trust file and return the key's id; raises RefusedError, Problems."""
    if not told["who"].strip():
        _refused("--who: say whose key it is, a person or a department")
    pem = public_pem(add, None)
    key = public_key_of(pem.encode())
    assert key is not None  # noqa: S101  it was read as one
    entry = {name: value for name, value in told.items() if value}
    whole = _loaded(path)
    whole.setdefault("signers", []).append({**entry, "keyid": keyid_of(key), "public_key": LiteralScalarString(pem)})
    _store(path, whole)
    return keyid_of(key)


def _revoke(path: Path, keyid: str, day: str) -> None:
    if read_trust(path).of(keyid) is None:
        _refused(f"{path}: it has no key {keyid}; `drillproof keys trust {path}` lists those that it has")
    whole = _loaded(path)
    for one in whole["signers"]:
        if _keyid_in(one) == keyid:
            one["revoked"] = day
    _store(path, whole)


def _keyid_in(one: Any) -> str:
    key = public_key_of(str(one["public_key"]).encode())
    return "" if key is None else keyid_of(key)


def _loaded(path: Path) -> Any:
    """Return what stands in a trust file, with comments and order; raises Problems where it is wrong."""
    if not path.exists():
        return {}
    read_trust(path)
    return YAML().load(path)  # pyright: ignore[reportUnknownMemberType]


def _store(path: Path, whole: Any) -> None:
    """Put a trust file in place of the one there, if it can be read again; raises Problems, RefusedError."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            YAML().dump(whole, file)  # pyright: ignore[reportUnknownMemberType]
        try:
            read_trust(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        msg = f"{path}: {error.strerror}; name a place that can be written"
        raise RefusedError(msg) from error


def _list(path: Path, lang: Lang, *, as_json: bool) -> None:
    for one in read_trust(path).signers:
        if as_json:
            days = {name: str(value or "") for name, value in (("from", one.start), ("to", one.end))}
            told = {"keyid": one.keyid, "who": one.who, "role": one.role, **days, "revoked": str(one.revoked or "")}
            out.print(json.dumps(told, ensure_ascii=False), markup=False)
        else:
            out.print(_line(one, lang), markup=False)


def _line(one: Trusted, lang: Lang) -> str:
    def day(told: date | None) -> str:
        return words(lang, "key.open_end") if told is None else told.isoformat()

    revoked = "" if one.revoked is None else words(lang, "key.signer.revoked", day=one.revoked.isoformat())
    role = words(lang, f"role.{one.role}")
    facts = {"keyid": one.keyid, "who": one.who, "role": role, "start": day(one.start), "end": day(one.end)}
    return words(lang, "key.signer", revoked=revoked, **facts)


def _refused(told: str) -> Any:
    raise RefusedError(told)
