"""RFC 3161 time stamps over statements: asked of an authority, and read back. Needs the extra `timestamp`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import httpx
from cryptography import x509

_QUERY: Final = "application/timestamp-query"
_PATIENCE_S: Final = 20.0
_LARGEST: Final = 1_000_000


class StampError(Exception):
    """A time stamp could not be had or read; says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What a time stamp says: when, and whether an authority of ours vouches for it."""

    at: datetime
    is_trusted: bool
    why: str = ""
    """Why it is not trusted, empty where it is."""


def stamp(statement: bytes, url: str) -> bytes:
    """Ask the authority at `url` for a time stamp over a statement, and return its whole answer (DER).

    What OpenSSL checks with `openssl ts -verify -data statement.json -in timestamp.tsr`. Raises StampError.
    """
    client = _client()
    asked = client.TimestampRequestBuilder().data(statement).hash_algorithm(client.HashAlgorithm.SHA256).build()
    try:
        answer = httpx.post(
            url, content=asked.as_bytes(), headers={"Content-Type": _QUERY}, timeout=_PATIENCE_S, follow_redirects=False
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        msg = f"{url}: {type(error).__name__}: {error}; the bundle can be stamped later"
        raise StampError(msg) from error
    if not answer.is_success or len(answer.content) > _LARGEST:
        msg = f"{url}: it answered {answer.status_code} with {len(answer.content)} bytes; is it an RFC 3161 authority?"
        raise StampError(msg)
    told = _decoded(answer.content)
    if told.tst_info.nonce != asked.nonce or told.tst_info.message_imprint.message != asked.message_imprint.message:
        msg = f"{url}: it answered another question than was asked; nothing was kept"
        raise StampError(msg)
    return answer.content


def read_stamp(content: bytes, statement: bytes, authorities: Sequence[Path] = ()) -> Stamped:
    """Return what a time stamp says of a statement; raises StampError where it is none, or one of something else.

    `authorities` are files of root certificates (PEM) that are trusted; without any, nothing is.
    """
    told = _decoded(content)
    at = told.tst_info.gen_time.astimezone(UTC)
    if not authorities:
        _check_imprint(told, statement)
        return Stamped(at=at, is_trusted=False, why="no authority is trusted here")
    try:
        _verifier(authorities).verify_message(told, statement)
    except (_client().VerificationError, ValueError) as error:
        _check_imprint(told, statement)
        return Stamped(at=at, is_trusted=False, why=str(error))
    return Stamped(at=at, is_trusted=True)


def _check_imprint(told: Any, statement: bytes) -> None:
    """Raise StampError where a time stamp is about something else, whoever gave it."""
    algorithm = told.tst_info.message_imprint.hash_algorithm
    name = _HASHES.get(algorithm.dotted_string)
    if name is None or hashlib.new(name, statement).digest() != told.tst_info.message_imprint.message:
        msg = "the time stamp is not about this statement"
        raise StampError(msg)


def _verifier(authorities: Sequence[Path]) -> Any:
    builder = _client().VerifierBuilder()
    for path in authorities:
        try:
            certificates = x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            msg = f"{path}: {error}; name a file of certificates in PEM"
            raise StampError(msg) from error
        for certificate in certificates:
            builder = builder.add_root_certificate(certificate)
    return builder.build()


def _decoded(content: bytes) -> Any:
    try:
        told = _client().decode_timestamp_response(content)
        told.tst_info.gen_time  # noqa: B018  an answer that refuses has none, and asking for it raises
    except ValueError as error:
        msg = f"no time stamp: {error}"
        raise StampError(msg) from error
    return told


def _client() -> Any:
    try:
        return import_module("rfc3161_client")
    except ImportError as error:
        msg = "time stamps need the extra: pip install 'drillproof[timestamp]'"
        raise StampError(msg) from error


_HASHES: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
