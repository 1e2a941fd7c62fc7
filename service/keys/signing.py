"""DSSE envelopes over statements: making them, adding signatures, and how each signature stands with those we trust."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import FormatError, UnverifiedSignatureError, VerificationError
from securesystemslib.signer import (  # the package names them in its __init__ without `as`
    CryptoSigner,  # pyright: ignore[reportPrivateImportUsage]
    Signature,  # pyright: ignore[reportPrivateImportUsage]
    SSlibKey,  # pyright: ignore[reportPrivateImportUsage]
)

from scenarios.canonical import canonical
from service.keys.keyfile import Key, keyid_of, public_key_of
from service.keys.trust import Role, Trust, Trusted

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
"""What the envelope says that its payload is: an in-toto Statement."""
_SIGNATURE_BYTES: Final = 64


class EnvelopeError(ValueError):
    """A text is no DSSE envelope of ours; the message says why."""


class Standing(StrEnum):
    """How a signature stands."""

    VALID = "valid"
    """It fits, and the trust file knows whose it is."""
    STRANGER = "stranger"
    """It fits the key that came along, and nothing here says whose key that is."""
    UNCHECKED = "unchecked"
    """Its key is neither in the trust file nor did it come along."""
    WRONG = "wrong"
    """It does not fit the statement."""
    FOREIGN_KEY = "foreign_key"
    """The key that came along is not the one that the signature names."""
    REVOKED = "revoked"
    """It fits, and the key was revoked, and nothing proves that it was signed before."""
    OUT_OF_TIME = "out_of_time"
    """It fits, and the key was not to be used at that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One signature: its key, how it stands, and who that is where the trust file knows."""

    keyid: str
    standing: Standing
    who: str = ""
    role: Role | None = None


def signed(statement: bytes, keys: Sequence[Key], envelope: bytes | None = None) -> bytes:
    """Return an envelope with one signature of each key, after those that `envelope` has; canonical JSON.

    Raises EnvelopeError where `envelope` is none, or is one of another statement. The same keys give the same bytes.
    """
    whole = Envelope(statement, PAYLOAD_TYPE, {}) if envelope is None else envelope_of(envelope)
    if whole.payload != statement:
        msg = "the envelope is about another statement; take the one that belongs to this drill"
        raise EnvelopeError(msg)
    for key in keys:
        whole.sign(CryptoSigner(key.private, _named(key.public.encode(), key.keyid)))
    return canonical(_told(whole)).encode()


def _told(envelope: Envelope) -> dict[str, Any]:
    return envelope.to_dict()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  its own form


def envelope_of(content: bytes) -> Envelope:
    """Return what an envelope file holds; raises EnvelopeError unless it is exactly what `signed` writes."""
    try:
        told: Any = json.loads(content)
        envelope = Envelope.from_dict(json.loads(content))  # pyright: ignore[reportUnknownMemberType]
    except (ValueError, KeyError, TypeError, AttributeError, FormatError, RecursionError) as error:
        msg = f"no DSSE envelope: {type(error).__name__}: {error}"
        raise EnvelopeError(msg) from None
    if canonical(told).encode() != content or _told(envelope) != told:
        msg = "it is not in canonical form"
        raise EnvelopeError(msg)
    if envelope.payload_type != PAYLOAD_TYPE:
        msg = f"payloadType: {envelope.payload_type!r} where {PAYLOAD_TYPE!r} was due"
        raise EnvelopeError(msg)
    return envelope


def signers(
    envelope: Envelope, carried: Callable[[str], bytes | None], trust: Trust, proved: date | None, told: date | None
) -> tuple[Signer, ...]:
    """Return how each signature stands, in the order of the envelope.

    `carried` gives the public key (PEM) that came along for a keyid. `proved` is the day on which a time stamp of an
    authority that is trusted proves the statement to have been there; `told` the day that the statement itself tells.
    """
    return tuple(
        _signer(envelope, signature, carried(signature.keyid), trust, proved, told)
        for signature in envelope.signatures.values()
    )


def _signer(
    envelope: Envelope,
    signature: Signature,
    carried: bytes | None,
    trust: Trust,
    proved: date | None,
    told: date | None,
) -> Signer:
    known = trust.of(signature.keyid)
    if carried is not None and not _is_of(carried, signature.keyid):
        return Signer(keyid=signature.keyid, standing=Standing.FOREIGN_KEY)
    pem = carried if known is None else known.public_key.encode()
    if pem is None:
        return Signer(keyid=signature.keyid, standing=Standing.UNCHECKED)
    who, role = ("", None) if known is None else (known.who, known.role)
    standing = _standing(known, proved, told) if _fits(envelope, signature, pem) else Standing.WRONG
    return Signer(keyid=signature.keyid, standing=standing, who=who, role=role)


def _standing(known: Trusted | None, proved: date | None, told: date | None) -> Standing:
    if known is None:
        return Standing.STRANGER
    if known.revoked is not None and (proved is None or proved >= known.revoked):
        return Standing.REVOKED
    at = proved or told
    return Standing.VALID if at is None or known.is_due(at) else Standing.OUT_OF_TIME


def _is_of(pem: bytes, keyid: str) -> bool:
    key = public_key_of(pem)
    return key is not None and keyid_of(key) == keyid


def _fits(envelope: Envelope, signature: Signature, pem: bytes) -> bool:
    try:
        _named(pem, signature.keyid).verify_signature(signature, envelope.pae())
    except (UnverifiedSignatureError, VerificationError, ValueError, UnsupportedAlgorithm):
        return False
    return len(bytes.fromhex(signature.signature)) == _SIGNATURE_BYTES


def _named(pem: bytes, keyid: str) -> SSlibKey:
    key = public_key_of(pem)
    if key is None:
        msg = "no Ed25519 public key in PEM"
        raise ValueError(msg)
    return SSlibKey.from_crypto(key, keyid=keyid)
