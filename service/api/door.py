"""The door of the API: what every request passes before anything looks at it, and what every answer carries.

Size, rate, who it is, whether a write may come in at all; headers for browsers; and refused writes in the book.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from fastapi import FastAPI, Request
from sqlalchemy.exc import OperationalError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runners.enduring import PASSING
from service.access import Caller
from service.access.rates import Rates
from service.access.sessions import is_meant
from service.access.throttle import place_of
from service.api import forms
from service.api.problems import CODES, away, refused
from service.api.sizes import most_of
from service.book import Author, Note
from service.denial import (
    DeniedError,
    ForbiddenError,
    NoRoomError,
    TooLargeError,
    TooOftenError,
    UnfitError,
    UnknownCallerError,
    because,
)
from service.firm import Firm

CALLER: Final = "drillproof_caller"
"""Where the state of a request has who asks: a Caller, or the DeniedError that says why nobody does."""
COOKIE: Final = "drillproof_session"
CSRF: Final = "x-csrf-token"
_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
EMERGENCY: Final = "/api/v1/emergency-stop"
OPEN_WRITES: Final = frozenset(("/api/v1/session", "/api/v1/tokens/first", "/console/login"))
"""What can be written to by somebody who is not recognised yet: the ways in."""
_LOG_INS: Final = frozenset(("/api/v1/session", "/console/login"))
_UNSTORABLE: Final = re.compile(
    rb"\\u0000|\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]", re.IGNORECASE
)
_THREADS: Final = 4
"""Of their own: however many knock, the threads that write the journals of drills stay free."""
_AWAY: Final = (*PASSING, OperationalError)
_READY_S: Final = 0.8
_AGAIN_S: Final = 5
_PROBLEM_MOST: Final = 64 * 1024
_TOLD: Final = frozenset((401, 403, 409, 412, 429))
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
"""Styles may stand in a page: a report is one file. Scripts may not."""


class Door:
    """Stands before the application `app`; `root` is the one whose state has the firm."""

    def __init__(self, app: ASGIApp, root: FastAPI) -> None:
        self.app, self._root, self._rates = app, root, Rates()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="door")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        firm: Firm = self._root.state.firm
        request = Request(scope)
        visit = _Visit(request, firm, self._rates, send)
        try:
            who = await self._recognised(visit, scope["path"])
            body = await visit.admit(who, receive)
        except DeniedError as error:
            await refused(request, error)(scope, receive, visit.send)
        except _AWAY:
            await away(request)(scope, receive, visit.send)
            return
        else:
            await self.app(scope, receive if body is None else _again(body, receive), visit.send)
        with suppress(*_AWAY):  # the answer is given; that it was refused cannot be entered now
            await visit.enter_refusal()

    async def _recognised(self, visit: _Visit, path: str) -> Caller | DeniedError:
        """Return who asks, or why nobody does; raises JournalError where that cannot be told now.

        How the service is can be asked also while the database hangs: by nobody then, who is told no more than that.
        """
        if path == "/healthz":
            return UnknownCallerError(because("token_missing"))
        asked = asyncio.get_running_loop().run_in_executor(self._threads, visit.recognised)
        if path != "/readyz":
            return await asked
        try:
            async with asyncio.timeout(_READY_S):
                return await asked
        except (TimeoutError, *_AWAY):
            return NoRoomError(_AGAIN_S, because("database_away", seconds=_AGAIN_S))


class _Visit:
    """One request on its way in and its answer on the way out."""

    def __init__(self, request: Request, firm: Firm, rates: Rates, send: Send) -> None:
        self._request, self._firm, self._rates, self._send = request, firm, rates, send
        self._limits = firm.policy.access.limits
        self._most = most_of(request, self._limits)
        self._address = "" if request.client is None else request.client.host
        self._is_write = request.method not in _SAFE
        self._who: Caller | None = None
        self._status = 0
        self._problem = bytearray()

    async def admit(self, who: Caller | DeniedError, receive: Receive) -> bytes | None:
        """Return the body of a write, None for what is only read; raises DeniedError where it may not come in."""
        setattr(self._request.state, CALLER, who)
        self._who = who if isinstance(who, Caller) else None
        self._pay()
        self._check_size(self._request.headers.get("content-length", "0"))
        if not self._is_write:
            return None
        self._check_write(who)
        body = await self._read(receive)
        if forms.is_form(self._request):
            await self._check_form(body, receive)
        if b"json" in self._request.headers.get("content-type", "").encode():
            _check_text(body)
        return body

    def recognised(self) -> Caller | DeniedError:
        """Return who asks, or why nobody does; blocking."""
        scheme, _, token = self._request.headers.get("authorization", "").partition(" ")
        cookie = session_cookie(self._request)
        try:
            if scheme:
                if scheme.lower() != "bearer":
                    return UnknownCallerError(because("token_unknown"))
                return self._firm.access.recognise(token.strip(), self._address)
            if cookie:
                return self._firm.access.recognise_session(cookie, self._address)
        except DeniedError as error:
            return error
        return UnknownCallerError(because("token_missing" if self._is_write else "token_unknown"))

    def _pay(self) -> None:
        """Take one from the caller's requests of this minute, or from the address' where nobody knows who it is."""
        limits = self._limits
        if self._who is not None and self._is_write and self._request.url.path == EMERGENCY:
            return  # however much somebody asked for before, this is never refused for it
        if self._who is None:
            name, most = f"address:{place_of(self._address)}", limits.stranger_per_minute
        else:
            name, most = f"user:{self._who.user}", limits.caller_per_minute
        wait = self._rates.take(name, most, self._firm.book.utc_ns())
        if wait:
            raise TooOftenError(wait, because("too_fast", seconds=wait))

    def _check_size(self, told: str) -> None:
        if not told.isdecimal() or len(told) > 18 or int(told) > self._most:  # noqa: PLR2004  64 bits
            raise TooLargeError(because("too_large", most=self._most))

    def _check_write(self, who: Caller | DeniedError) -> None:
        by_cookie = "authorization" not in self._request.headers
        if by_cookie and self._request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise ForbiddenError(because("cross_site"))
        if self._request.url.path in OPEN_WRITES and self._request.method == "POST":
            return
        if isinstance(who, DeniedError):
            raise who
        if by_cookie and not forms.is_form(self._request):
            self._check_meant(self._request.headers.get(CSRF, ""), "csrf_missing")

    async def _check_form(self, body: bytes, receive: Receive) -> None:
        """Refuse a page's form that is none, or that came by a cookie without the word against forgery as a field.

        Here and not in each page, so that none can forget it.
        """
        word = await forms.word_in(self._request, _again(body, receive))
        if "authorization" not in self._request.headers and self._request.url.path not in OPEN_WRITES:
            self._check_meant(word, "form_stale")

    def _check_meant(self, word: str, code: str) -> None:
        if not is_meant(session_cookie(self._request), word):
            raise ForbiddenError(because(code))

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise UnfitError(because("not_text"))  # nobody is there to read it; half a request is none
            body += message.get("body", b"")
            self._check_size(str(len(body)))
            if not message.get("more_body", False):
                return bytes(body)

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
            if self._request.url.scheme == "https":
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        elif self._is_write and self._status in _TOLD and len(self._problem) < _PROBLEM_MOST:
            self._problem += message.get("body", b"")
        await self._send(message)

    async def enter_refusal(self) -> None:
        """Enter a write that was refused; of very many from one address only some, by the policy's limit."""
        path = self._request.url.path
        if not self._is_write or self._status not in _TOLD or (path in _LOG_INS and self._status == 401):  # noqa: PLR2004
            return  # a log-in that failed is entered by access itself
        book, limits = self._firm.book, self._limits
        if self._rates.take(f"refused:{place_of(self._address)}", limits.refusals_per_minute, book.utc_ns()):
            return
        body = {
            "kind": "write_refused",
            "method": self._request.method[:10],
            "path": _printable(path),
            "status": self._status,
            "codes": _codes(bytes(self._problem)) or getattr(self._request.state, CODES, []),
        }
        author = Author(user="nobody", via="http", address=self._address) if self._who is None else self._who.author
        await book.write(author, [Note(stream="door/writes", kind="write_refused", body=body)])


def session_cookie(request: Request) -> str:
    """Return the session's cookie, empty where there is none."""
    return request.cookies.get(f"__Host-{COOKIE}") or request.cookies.get(COOKIE) or ""


def _printable(path: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in path[:300])


def _check_text(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError:
        raise UnfitError(because("not_text")) from None
    if _UNSTORABLE.search(body):
        raise UnfitError(because("not_text"))


def _codes(problem: bytes) -> Sequence[str]:
    """Return the codes of the reasons in a problem document."""
    try:
        told: Any = json.loads(problem)
        return [str(each["code"])[:80] for each in told.get("errors", []) if "code" in each][:20]
    except (ValueError, AttributeError, TypeError):
        return []


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body that was read already, then whatever comes after it."""
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
