"""The people of a demo: one account a role, one password for all of them, made anew each time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from service.access import Caller, Grant, Role
from service.access.access import Access
from service.book import Author
from service.words import Lang, in_language, say

VIA: Final = "demo"
SETUP: Final = Author(user="system", via=VIA)
ROLES: Final[Mapping[str, Role]] = {
    "operator": Role.OPERATOR,
    "approver": Role.APPROVER,
    "approver2": Role.APPROVER,
    "auditor": Role.AUDITOR,
    "viewer": Role.VIEWER,
    "admin": Role.ADMIN,
}


def enlist(access: Access, lang: Lang) -> str:
    """Make the demo people users and return the password that all of them have; blocking."""
    password = secrets.token_urlsafe(12)
    for account, role in ROLES.items():
        name = in_language(say(f"demo.person.{account}"), lang)
        access.add_user(SETUP, account, name, (Grant(role=role),))
        access.change_password(access.caller(account, VIA), "", password)
    return password


def person(access: Access, account: str) -> Caller:
    """Return one of the demo people as who does something; blocking."""
    return access.caller(account, VIA)
