"""PAdES: a signature inside a PDF, which PDF readers show and check by themselves. Needs the extra `pades`."""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import Any, Final

_FIELD: Final = "DrillproofSignature"


class PdfSignatureError(Exception):
    """A PDF cannot be signed; says why and what to do."""


def sign_pdf(pdf: bytes, key: Path, certificate: Path, password: str | None = None) -> bytes:
    """Return a PDF with an invisible PAdES signature (baseline B) behind its own bytes, which stay as they are.

    `key` is a private key in PEM, `certificate` its certificate with those that it was issued by (PEM). Signing twice
    gives different bytes: the signature says when. Raises PdfSignatureError.
    """
    signers, fields = _part("pyhanko.sign.signers"), _part("pyhanko.sign.fields")
    writer = _part("pyhanko.pdf_utils.incremental_writer")
    signer = _signer(signers, key, certificate, password)
    about = signers.PdfSignatureMetadata(
        field_name=_FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    out = io.BytesIO()
    try:
        signers.sign_pdf(writer.IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer, output=out)
    except (_part("pyhanko.sign.general").SigningError, _part("pyhanko.pdf_utils.misc").PdfError, ValueError) as error:
        msg = f"the PDF cannot be signed: {error}"
        raise PdfSignatureError(msg) from error
    return out.getvalue()


def _signer(signers: Any, key: Path, certificate: Path, password: str | None) -> Any:
    """Return what signs; raises PdfSignatureError where key and certificate cannot be used together."""
    for path in (key, certificate):
        if not path.is_file():
            msg = f"{path}: there is no such file; name a key and its certificate in PEM"
            raise PdfSignatureError(msg)
    chain = _certificates(certificate)
    try:
        signer = signers.SimpleSigner.load(
            str(key),
            str(certificate),
            ca_chain_files=(str(certificate),) if chain > 1 else None,
            key_passphrase=None if password is None else password.encode(),
        )
    except (OSError, ValueError, TypeError) as error:
        msg = f"{key}: {error}; name a private key and its certificate in PEM"
        raise PdfSignatureError(msg) from error
    if signer is None or not _belong(signer):
        msg = f"{key}, {certificate}: the certificate is not of this key, or one of them cannot be read"
        raise PdfSignatureError(msg)
    return signer


def _certificates(path: Path) -> int:
    return path.read_bytes().count(b"-----BEGIN CERTIFICATE-----")


def _belong(signer: Any) -> bool:
    """Tell whether the certificate is of the key that signs."""
    private = _part("cryptography.hazmat.primitives.serialization").load_der_private_key(
        signer.signing_key.dump(), password=None
    )
    x509 = _part("cryptography.x509")
    return private.public_key() == x509.load_der_x509_certificate(signer.signing_cert.dump()).public_key()


def _part(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        msg = "signing a PDF needs the extra: pip install 'drillproof[pades]'"
        raise PdfSignatureError(msg) from error
