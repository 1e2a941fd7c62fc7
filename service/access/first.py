"""The first start: with nobody configured there is one administrator, who comes in with a token for one use."""

from __future__ import annotations

from typing import Final

from service.access.access import Access
from service.access.caller import Grant
from service.access.rights import Role
from service.access.tokens import DAY_NS
from service.book import Author
from service.denial import ConflictError, StaleError

FIRST: Final = "admin"
_SERVICE: Final = Author(user="system", via="first-start")


def first_token(access: Access) -> str | None:
    """Return the one-time token of the first administrator, who is made where there is nobody; it lives for a day.

    Where it was never used there is a new one at each start, and the one before is revoked. None as soon as it was.
    """
    if not access.users.any():
        try:
            access.add_user(_SERVICE, FIRST, "Administrator", [Grant(role=Role.ADMIN)])
        except (ConflictError, StaleError):
            return None  # another process was faster, and printed it
        return _printed(access)
    unspent = access.tokens.unspent(FIRST)
    for token in unspent:
        access.tokens.revoke(_SERVICE, token, "a new one was printed")
    return _printed(access) if unspent else None


def _printed(access: Access) -> str:
    return access.tokens.issue(_SERVICE, FIRST, "first start", DAY_NS, once=True).secret
