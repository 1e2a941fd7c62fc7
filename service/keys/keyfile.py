"""Key files: one Ed25519 key in PEM (PKCS #8), for its owner's eyes only, encrypted where a password was given."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

SUFFIX: Final = ".pem"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_LARGEST: Final = 100_000


class KeyFileError(Exception):
    """A key file cannot be used; says why and what to do. `reason` keys `key.<reason>` in the catalogue."""

    def __init__(self, path: Path, reason: str, told: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {told}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A private key that is open. `keyid` names it wherever it has signed."""

    keyid: str
    public: str
    """The public key in PEM."""
    private: Ed25519PrivateKey = field(repr=False)


def new_key(path: Path, password: str | None = None) -> Key:
    """Make a key and write it to a file that is not there yet (mode 600), its public part beside it (`….pub.pem`).

    Raises KeyFileError where something is there already or the place cannot be written.
    """
    private = Ed25519PrivateKey.generate()
    encryption = NoEncryption() if password is None else BestAvailableEncryption(password.encode())
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    key = _key(private)
    _put(path, content, 0o600)
    _put(public_file(path), key.public.encode(), 0o644)
    return key


def open_key(path: Path, password: str | None = None) -> Key:
    """Return the key in a file; raises KeyFileError, also where other accounts can read it."""
    content = _content(path)
    try:
        private = load_pem_private_key(content, password=None if password is None else password.encode())
    except TypeError as error:
        is_missing = password is None
        told = "it is encrypted; give its password" if is_missing else "it is not encrypted; leave the password out"
        raise KeyFileError(path, "password_missing" if is_missing else "password_idle", told) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        told = "no private key in PEM" if password is None else "no private key in PEM, or not with this password"
        raise KeyFileError(path, "no_key", f"{told}; name a file that `drillproof keys new` wrote") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileError(path, "other_kind", "no Ed25519 key; evidence is signed with Ed25519 only")
    return _key(private)


def open_locked_key(path: Path, password_file: Path | None) -> Key:
    """Return the key in a file that the first line of `password_file` opens, None for a key that has no password.

    Raises KeyFileError, which names the file that is wrong: other accounts may read neither of them.
    """
    return open_key(path, None if password_file is None else _password(password_file))


def _password(path: Path) -> str:
    try:
        line = _content(path, "password").decode().partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise KeyFileError(
            path, "no_password", "it is not UTF-8; write the key's password in its first line"
        ) from error
    if not line:
        raise KeyFileError(path, "no_password", "its first line is empty; write the key's password there")
    return line


def public_file(path: Path) -> Path:
    """Return where the public part of a key file lies."""
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.pub{SUFFIX}")


def public_key_of(pem: bytes) -> Ed25519PublicKey | None:
    """Return the Ed25519 key that a public key in PEM holds, None where it is nothing of that kind."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def pem_of(key: Ed25519PublicKey) -> str:
    """Return a public key in PEM: the one text that it has there."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def keyid_of(key: Ed25519PublicKey) -> str:
    """Return a key's name: SHA-256 over its DER form, what `openssl pkey -pubin -outform DER | sha256sum` prints."""
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _key(private: Ed25519PrivateKey) -> Key:
    public = private.public_key()
    return Key(keyid=keyid_of(public), public=pem_of(public), private=private)


def _content(path: Path, what: str = "key") -> bytes:
    try:
        with path.open("rb") as file:
            mode, content = os.fstat(file.fileno()).st_mode, file.read(_LARGEST)
    except OSError as error:
        raise KeyFileError(path, "unreadable", f"{error.strerror}; name a {what} file") from error
    if mode & _OTHERS:
        raise KeyFileError(path, "open_to_others", f"it can be read by other accounts; chmod 600 {path}")
    return content


def _put(path: Path, content: bytes, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise KeyFileError(
            path, "there", "it is there already, and a key is never overwritten; name another"
        ) from error
    except OSError as error:
        raise KeyFileError(path, "unwritable", f"{error.strerror}; name a place that can be written") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
