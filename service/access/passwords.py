"""Passwords: which are taken, their argon2 hashes, a comparison that costs the same for users we do not have."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from functools import cached_property
from typing import Final, Protocol

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from service.denial import Reason, TooOftenError, UnfitError, because, deny_any

LONGEST: Final = 200
_AT_ONCE: Final = 2
"""Each hash takes 64 MiB for a tenth of a second, so not everybody at once."""
_PATIENCE_S: Final = 3.0
_DIFFERENT: Final = 5


class Hasher(Protocol):
    """Makes hashes of passwords and compares them."""

    def hash(self, password: str, /) -> str:
        """Return a salted hash."""
        ...

    def verify(self, password: str, hash: str, /) -> bool:  # noqa: A002  as pwdlib calls it
        """Tell whether the hash is of that password."""
        ...


class Passwords:
    """How passwords are hashed and compared; argon2id with the parameters of RFC 9106 for little memory."""

    def __init__(self, hasher: Hasher | None = None) -> None:
        self._hasher: Hasher = hasher or PasswordHash((Argon2Hasher(),))
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(32))

    def hashed(self, password: str) -> str:
        """Return the hash of a password."""
        return self._hasher.hash(password)

    def fits(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one. With None it takes as long and is False.

        Raises TooOftenError where too many are being compared.
        """
        if not self._turns.acquire(timeout=_PATIENCE_S):
            raise TooOftenError(1, because("log_in_busy"))
        try:
            same = self._hasher.verify(password, stored or self._nobodys)
        finally:
            self._turns.release()
        return same and stored is not None


def check_password(password: str, user: str, least: int) -> None:
    """Raise UnfitError with everything that is wrong with a password; the password is no part of it."""
    deny_any(list(_wrong(password, user, least)), UnfitError)


def _wrong(password: str, user: str, least: int) -> Iterator[Reason]:
    if not least <= len(password) <= LONGEST:
        yield because("password_length", least=least, most=LONGEST)
    if len(set(password)) < _DIFFERENT:
        yield because("password_alike", least=_DIFFERENT)
    if user.casefold() in password.casefold():
        yield because("password_named")
