"""What is wrong with the key that signs evidence."""

from __future__ import annotations

import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def complaint(path: Path | None) -> str | None:
    """Return what is wrong with the key in a file, empty if nothing is, None where no file is set; blocking."""
    if path is None:
        return None
    try:
        told = path.read_bytes()
        mode = path.stat().st_mode
    except OSError as error:
        return f"{path}: {error.strerror}"
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return f"{path} can be read by other accounts"
    try:
        key = load_pem_private_key(told, password=None)
    except (ValueError, TypeError):
        return f"{path} holds no private key in PEM without a password"
    return "" if isinstance(key, Ed25519PrivateKey) else f"{path} is no Ed25519 key"
