"""Cookies of a log-in: unreadable for scripts, never sent by other sites, and only over TLS but on this machine."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from service.api.door import COOKIE

OIDC: Final = "drillproof_oidc"
_LOOPBACK: Final = frozenset(("127.0.0.1", "localhost", "::1", "[::1]"))


def is_plain_loopback(request: Request) -> bool:
    """Tell whether the browser is on this machine and speaks without TLS, so that a Secure cookie would be lost."""
    return request.url.scheme == "http" and (request.url.hostname or "") in _LOOPBACK


def set_session(request: Request, response: Response, cookie: str, seconds: int) -> None:
    """Let the browser keep the session's cookie."""
    plain = is_plain_loopback(request)
    name = COOKIE if plain else f"__Host-{COOKIE}"
    response.set_cookie(name, cookie, max_age=seconds, path="/", secure=not plain, httponly=True, samesite="strict")


def drop_session(response: Response) -> None:
    """Let the browser forget it, whichever it had."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    response.delete_cookie(f"__Host-{COOKIE}", path="/", secure=True, httponly=True, samesite="strict")


def bind_oidc(request: Request, response: Response, value: str, seconds: int) -> None:
    """Bind a log-in at a provider to this browser; it has to come along when the provider sends the browser back."""
    plain = is_plain_loopback(request)
    path = "/api/v1/session/oidc"
    response.set_cookie(OIDC, value, max_age=seconds, path=path, secure=not plain, httponly=True, samesite="lax")
