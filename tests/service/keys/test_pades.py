"""A signed PDF: a validator finds it whole, openssl finds the signature good, and a changed byte is seen."""

from __future__ import annotations

import io
import subprocess
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import pypdf
import pytest

from service.keys.pades import PdfSignatureError, sign_pdf

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    # their types say too little: a signature's byte range may be anything
    keys_module: Any = import_module("pyhanko.keys")
    reader: Any = import_module("pyhanko.pdf_utils.reader")
    validation: Any = import_module("pyhanko.sign.validation")
    certificates: Any = import_module("pyhanko_certvalidator")


def openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    usage = "-addext keyUsage=critical,digitalSignature,nonRepudiation"
    for name, kind in (("rsa", "rsa:2048"), ("other", "rsa:2048")):
        command = f"req -x509 -newkey {kind} -nodes -keyout {name}.key -out {name}.pem -days 3650 -subj /CN=IT {usage}"
        openssl(folder, command)
    return folder


@pytest.fixture(scope="module")
def pdf() -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(pdf: bytes, keys: Path) -> bytes:
    return sign_pdf(pdf, keys / "rsa.key", keys / "rsa.pem")


def whole(content: bytes, certificate: Path) -> bool:
    [signature] = reader.PdfFileReader(io.BytesIO(content)).embedded_signatures
    context = certificates.ValidationContext(trust_roots=[keys_module.load_cert_from_pemder(str(certificate))])
    status = validation.validate_pdf_signature(signature, context)
    return bool(status.intact and status.valid and status.trusted)


def test_the_pdf_stays_as_it_was_in_front_of_the_signature(pdf: bytes, made: bytes) -> None:
    assert made.startswith(pdf)
    assert b"/ETSI.CAdES.detached" in made


def test_a_validator_finds_it_whole_and_a_changed_byte_is_seen(made: bytes, keys: Path) -> None:
    assert whole(made, keys / "rsa.pem")
    place = made.index(b"200")
    assert not whole(made[:place] + b"300" + made[place + 3 :], keys / "rsa.pem")


def test_openssl_finds_the_signature_good_over_the_bytes_that_it_covers(
    made: bytes, keys: Path, tmp_path: Path
) -> None:
    [signature] = reader.PdfFileReader(io.BytesIO(made)).embedded_signatures
    start, length, begin, rest = signature.byte_range
    (tmp_path / "covered").write_bytes(made[start : start + length] + made[begin : begin + rest])
    (tmp_path / "cms").write_bytes(bytes(signature.pkcs7_content))
    command = (
        f"cms -verify -inform DER -in cms -content covered -binary -CAfile {keys / 'rsa.pem'} -purpose any -out out"
    )
    openssl(tmp_path, command)


@pytest.mark.parametrize(
    ("key", "certificate"), [("rsa.key", "other.pem"), ("none", "rsa.pem"), ("rsa.pem", "rsa.pem")]
)
def test_what_does_not_fit_together_is_told(pdf: bytes, keys: Path, key: str, certificate: str) -> None:
    with pytest.raises(PdfSignatureError, match=r"\.pem|none"):
        sign_pdf(pdf, keys / key, keys / certificate)


def test_what_is_no_pdf_is_told(keys: Path) -> None:
    with pytest.raises(PdfSignatureError, match="cannot be signed"):
        sign_pdf(b"hello", keys / "rsa.key", keys / "rsa.pem")
