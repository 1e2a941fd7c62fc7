"""The console's frame: what stands around every page, who looks at it and in which language.

A slice takes `framed: Framed` in its route and answers `framed.page("x.html.jinja", …)`. What is refused is raised:
service.console.refusing makes a page of it. `framed.goes(…)` ends a write.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final, Literal, TypeAlias
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from service.access import Caller, Right
from service.access.sessions import csrf_of
from service.api.asking import TheFirm, caller_of, needs
from service.api.cookies import is_plain_loopback
from service.api.door import CALLER, session_cookie
from service.api.forms import FIELD, MOST_FIELDS, MOST_FILES
from service.api.problems import status_of
from service.console.drawing import Drawn, Theme, Tongue, templates
from service.console.fields import Fields, fields_of
from service.denial import DeniedError, UnknownCallerError, because
from service.firm import Firm
from service.software import VERSION
from service.words import Fact, Lang, UnknownWordsError

LANG_COOKIE: Final = "drillproof_lang"
THEME_COOKIE: Final = "drillproof_theme"
TOLD_COOKIE: Final = "drillproof_told"
HOME: Final = "/console/"
LOG_IN: Final = "/console/login"
CSP: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
NAV: Final = (
    ("overview", "/console/"),
    ("drills", "/console/drills"),
    ("wall", "/console/wall"),
    ("dossiers", "/console/dossiers"),
    ("calendar", "/console/calendar"),
    ("scenarios", "/console/scenarios"),
    ("bia", "/console/bia"),
    ("evidence", "/console/evidence"),
    ("findings", "/console/findings"),
    ("history", "/console/history"),
    ("audit", "/console/audit"),
    ("settings", "/console/settings"),
)
_YEAR_S: Final = 365 * 86_400
_TOLD_MOST: Final = 2000
_BELONGS: Final = {"/console/scenario-editor": "/console/scenarios"}
"""Pages that stand in the navigation under another."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One request for a page: who looks (`known`; None: nobody is logged in), how to speak, the service's parts."""

    request: Request
    known: Caller | None
    tongue: Tongue
    theme: Theme
    firm: Firm

    @property
    def caller(self) -> Caller:
        """Return who looks; raises UnknownCallerError where nobody is logged in."""
        if self.known is None:
            raise UnknownCallerError(because("session_unknown"))
        return self.known

    @property
    def lang(self) -> Lang:
        """Return the language of the page."""
        return self.tongue.lang

    def t(self, key: str, /, **gaps: Fact) -> str:
        """Return the words under `console.<key>`, or under `key` itself, in the reader's language."""
        return self.tongue.t(key, **gaps)

    def page(
        self, template: str, status: int = 200, *, refused: DeniedError | None = None, **facts: object
    ) -> HTMLResponse:
        """Return the page drawn from a template with these facts.

        `refused` is told above it, for a form that is shown again; the status is then the refusal's own.
        """
        told = self._told()
        if refused is not None and status == 200:  # noqa: PLR2004
            status = status_of(refused)
        draw = partial(self.text, template, refused=refused, told=told, **facts)
        response = Drawn(draw, status, {"Content-Security-Policy": CSP})
        self._remember(response)
        if told is not None:
            response.delete_cookie(TOLD_COOKIE, path="/console", httponly=True, samesite="strict")
        return response

    def part(self, template: str, **facts: object) -> HTMLResponse:
        """Return a part of a page, without the frame, for a script that puts it in place."""
        return Drawn(partial(self.text, template, **facts), headers={"Content-Security-Policy": CSP})

    def text(self, template: str, /, **facts: object) -> str:
        """Return what is drawn from a template with these facts; takes some hundredths of a second."""
        return templates().get_template(template).render({**self.tongue.given(), **self._given(), **facts})

    def refused(self, error: DeniedError) -> HTMLResponse:
        """Return the page that says no; to raise `error` does the same."""
        status = status_of(error)
        seconds = getattr(error, "after_s", 5)
        return self.page(
            "refused.html.jinja", status, said_no=status, reasons=[one.text for one in error.reasons], seconds=seconds
        )

    def goes(self, address: str, told: str | None = None, /, **gaps: str | int) -> RedirectResponse:
        """Return the way to the page that shows what was done; `told` is the key of what is said there once."""
        response = RedirectResponse(address, status_code=303)
        if told is not None:
            kept = base64.urlsafe_b64encode(json.dumps([told, gaps]).encode()).decode()
            self.keep(response, TOLD_COOKIE, kept[:_TOLD_MOST], 60, "/console")
        return response

    async def form(self) -> Fields:
        """Return the fields that were sent; the door has looked for the word against forgery already."""
        return await fields_of(self.request, most_fields=MOST_FIELDS, most_files=MOST_FILES)

    def keep(self, response: Response, name: str, value: str, seconds: int, path: str = "/") -> None:
        """Let the browser keep something that is no secret."""
        secure = not is_plain_loopback(self.request) and self.request.url.scheme == "https"
        response.set_cookie(name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="strict")

    def here(self, **changed: str) -> str:
        """Return the address of this page with other query parameters; after a write, of the overview."""
        if self.request.method not in {"GET", "HEAD"}:
            return f"{HOME}?{urlencode(changed)}"
        return f"{self.request.url.path}?{urlencode({**self.request.query_params, **changed})}"

    def _given(self) -> Mapping[str, object]:
        cookie, path = session_cookie(self.request), self.request.url.path
        word = csrf_of(cookie) if cookie and self.known is not None else ""
        return {
            "me": self.known,
            "may": self._may,
            "csrf": Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, word),
            "csrf_word": word,
            "here": self.here,
            "path": path,
            "nav": [(name, address, _is_at(address, path)) for name, address in NAV],
            "theme": self.theme,
            "version": VERSION,
            "demo": getattr(self.request.app.state, "demo", False),
        }

    def _may(self, right: str) -> bool:
        return self.known is not None and self.known.has(Right(right))

    def _told(self) -> str | None:
        """Return what the last write left to be said, None for nothing; a cookie that is not ours says nothing."""
        kept = self.request.cookies.get(TOLD_COOKIE, "")
        if not kept:
            return None
        try:
            key, gaps = json.loads(base64.urlsafe_b64decode(kept))
            return self.t(str(key), **{str(name): str(value) for name, value in gaps.items()})
        except (ValueError, TypeError, AttributeError, UnknownWordsError):
            return ""

    def _remember(self, response: Response) -> None:
        asked = self.request.query_params
        if asked.get("lang") == self.lang:
            self.keep(response, LANG_COOKIE, self.lang, _YEAR_S)
        if asked.get("theme") == self.theme:
            self.keep(response, THEME_COOKIE, self.theme, _YEAR_S)


def frame_of(request: Request, known: Caller | None) -> Frame:
    """Return the frame for a request."""
    firm: Firm = request.app.state.firm
    tongue = Tongue(_lang(request), ZoneInfo(firm.policy.guarding.zone))
    return Frame(request, known, tongue, _theme(request), firm)


def seen_by(request: Request) -> Caller | None:
    """Return who asks, None where nobody knows."""
    who = getattr(request.state, CALLER, None)
    return who if isinstance(who, Caller) else None


def framing(right: Right) -> Callable[..., Awaitable[Frame]]:
    """Return a dependency that gives the frame to who has `right` for something at least."""
    permitted = needs(right)

    async def framed(request: Request, firm: TheFirm, caller: Caller = Depends(permitted)) -> Frame:  # noqa: B008  named here
        del firm
        return frame_of(request, caller)

    return framed


async def own_frame(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Frame:
    """Give the frame to anybody who is known, for what is one's own."""
    return frame_of(request, caller)


async def open_frame(request: Request) -> Frame:
    """Give the frame to anybody."""
    return frame_of(request, seen_by(request))


frame = framing(Right.READ)
Framed: TypeAlias = Annotated[Frame, Depends(frame)]
OwnFramed: TypeAlias = Annotated[Frame, Depends(own_frame)]
OpenFramed: TypeAlias = Annotated[Frame, Depends(open_frame)]
Tasting: TypeAlias = Literal["lang", "theme"]


def _is_at(address: str, path: str) -> bool:
    path = _BELONGS.get(path, path)
    return path == address if address == HOME else path == address or path.startswith(f"{address}/")


def _lang(request: Request) -> Lang:
    """Return the language: as the address says, as was chosen before, as the browser asks; else Chinese."""
    for told in (request.query_params.get("lang"), request.cookies.get(LANG_COOKIE)):
        if told == "zh":
            return "zh"
        if told == "en":
            return "en"
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def _theme(request: Request) -> Theme:
    for told in (request.query_params.get("theme"), request.cookies.get(THEME_COOKIE)):
        match told:
            case "light" | "dark" | "auto":
                return told
            case _:
                continue
    return "auto"
