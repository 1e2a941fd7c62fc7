"""Whose word the evidence is: the signatures over the statement, and how each stands with those that are trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from securesystemslib.dsse import Envelope

from scenarios.plan import Text
from service.evidence.case import Case, Claims, contents
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.difference import differences, parsed
from service.evidence.layout import ENVELOPE, SIGNERS, signer_name
from service.evidence.stamped import proved_day
from service.keys import Signer, Standing, signers
from service.keys.keyfile import pem_of, public_key_of
from service.keys.signing import EnvelopeError, envelope_of
from service.words import joined, same

_UNKNOWN: Final = frozenset((Standing.STRANGER, Standing.UNCHECKED))
MOST_SIGNERS: Final = 100


def check_signatures(case: Case) -> Check:
    """Check each signature: valid, unknown or revoked; without a trust file nobody's word is taken."""
    content = contents(case.folder, ENVELOPE)
    if content is None:
        left = [at("check.signatures.left_over", name) for name in case.folder.names if name.startswith(SIGNERS)]
        gone = [at("check.signatures.missing", ENVELOPE)] if left or case.folder.size(ENVELOPE) is not None else []
        return found("signatures", [*gone, *left]) if gone else absent("signatures", "check.signatures.absent")
    try:
        envelope = envelope_of(content)
    except EnvelopeError as error:
        return found("signatures", [at("check.signatures.unreadable", ENVELOPE, reason=str(error))])
    if len(envelope.signatures) > MOST_SIGNERS:
        return found("signatures", [at("check.signatures.too_many", ENVELOPE, count=len(envelope.signatures))])
    told = _signers(case, envelope)
    wrong = [*_payload(case.claims, envelope), *_keys(case, envelope), *_unfit(case, told)]
    if not told:
        wrong.append(at("check.signatures.none", ENVELOPE))
    unknown = [one for one in told if one.standing in _UNKNOWN]
    if not wrong and unknown:
        return absent("signatures", "check.signatures.unknown", signers=joined(map(_named, unknown)))
    return found("signatures", wrong, signers=_all(told))


def _signers(case: Case, envelope: Envelope) -> tuple[Signer, ...]:
    claims = case.claims
    told = None if claims is None or claims.statement is None else _day(claims.statement.about.made.end)
    return signers(
        envelope, lambda keyid: contents(case.folder, signer_name(keyid)), case.trust, proved_day(case), told
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _payload(claims: Claims | None, envelope: Envelope) -> Iterator[Discrepancy]:
    """Yield where the statement that lies there is not the one that was signed, and so which files it is about."""
    if claims is None or envelope.payload == claims.content:
        return
    try:
        signed, there = parsed(envelope.payload.decode()), parsed(claims.content.decode())
    except (ValueError, RecursionError):
        yield at("check.signatures.other_statement", claims.path, field="", about="")
        return
    for where, about in _unlike(there, signed):
        yield at("check.signatures.other_statement", claims.path, field=where, about=about)


def _unlike(there: Any, signed: Any) -> Iterator[tuple[str, str]]:
    """Yield the places in which two statements differ; files are told by their names, in whatever order they stand."""
    files, others = _files(there), _files(signed)
    for name in sorted(files.keys() | others.keys()):
        if files.get(name) != others.get(name):
            yield "subject", f" ({name})"
    for one in differences(there, signed):
        if not one.where.startswith("subject"):
            yield one.where, ""


def _files(statement: Any) -> dict[str, str]:
    match statement:
        case {"subject": [*_]}:
            subjects: list[Any] = statement["subject"]
            return dict(map(_named_file, subjects))
        case _:
            return {}


def _named_file(subject: Any) -> tuple[str, str]:
    match subject:
        case {"name": str(name), "digest": digest}:
            return name, str(digest)
        case _:
            return "", str(subject)


def _keys(case: Case, envelope: Envelope) -> Iterator[Discrepancy]:
    """Yield public keys that did not come along, belong to no signature, or stand there in another form.

    That a trust file has the key is no excuse: a bundle that lacks a file is not the bundle that was made.
    """
    due = {signer_name(keyid) for keyid in envelope.signatures}
    for name in sorted(due - set(case.folder.names)):
        yield at("check.signatures.key_gone", name)
    for name in case.folder.names:
        if name.startswith(SIGNERS) and name not in due:
            yield at("check.signatures.left_over", name)
        elif name in due:
            content = contents(case.folder, name) or b""
            key = public_key_of(content)
            if key is None or pem_of(key).encode() != content:
                yield at("check.signatures.key_form", name)


def _unfit(case: Case, told: tuple[Signer, ...]) -> Iterator[Discrepancy]:
    for one in told:
        is_unknown = one.standing in _UNKNOWN
        if one.standing is not Standing.VALID and (case.trust.is_given or not is_unknown):
            file = signer_name(one.keyid) if one.standing is Standing.FOREIGN_KEY else ENVELOPE
            yield at(f"check.signatures.{one.standing}", file, field="signatures", keyid=one.keyid, who=_who(one))


def _who(signer: Signer) -> str:
    return f" ({signer.who})" if signer.who else ""


def _named(signer: Signer) -> Text:
    return same(signer.keyid)


def _all(told: tuple[Signer, ...]) -> str:
    return ", ".join(f"{one.who} ({one.role}, {one.keyid[:16]}…)" for one in told)
