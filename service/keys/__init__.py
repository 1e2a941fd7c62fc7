"""Who signs evidence: key files outside the database, signatures over statements, and whom a firm trusts."""

from service.keys.keyfile import Key, KeyFileError, keyid_of, new_key, open_key, open_locked_key, public_key_of
from service.keys.signing import Signer, Standing, signed, signers
from service.keys.trust import NOBODY, Trust, Trusted, read_trust

__all__ = [
    "NOBODY",
    "Key",
    "KeyFileError",
    "Signer",
    "Standing",
    "Trust",
    "Trusted",
    "keyid_of",
    "new_key",
    "open_key",
    "open_locked_key",
    "public_key_of",
    "read_trust",
    "signed",
    "signers",
]
