"""What a browser is shown on the console's addresses where something is refused or breaks, and what to do then."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from scenarios.plan import Text
from service.api.problems import PAGE, ProblemDocument, broken
from service.console.frame import CSP, LOG_IN, Frame, frame_of, seen_by
from service.logs import log
from service.words import has, same

OWN_PASSWORD: Final = "/console/password"  # noqa: S105  an address
_PROGRAMS: Final = ("/api", "/metrics", "/healthz", "/readyz", "/openapi.json")
"""What is asked for by programs, also where a browser does it."""
_AGAIN_S: Final = 5
_ONCE_MORE: Final = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="0">'
    "<title>Drillproof</title><p>…</p></html>\n"
)

_NO_SUCH: Final = 404
_UNFIT: Final = 422


def install_pages(app: FastAPI) -> None:
    """Let refusals on the console's addresses be pages for browsers; programs get problem documents as before."""
    setattr(app.state, PAGE, page_for)
    app.add_exception_handler(Exception, _broken)


def wants_page(request: Request) -> bool:
    """Tell whether a browser asks for what people look at: any address but those of programs."""
    path = request.url.path
    is_program = any(path == one or path.startswith(f"{one}/") for one in _PROGRAMS)
    return not is_program and "text/html" in request.headers.get("accept", "")


def page_for(request: Request, problem: ProblemDocument) -> Response | None:
    """Return the page for a refusal, None where it is not for a browser: a way to log in, or what to do."""
    if not wants_page(request):
        return None
    if request.method in {"GET", "HEAD"}:
        if problem.status == 401:  # noqa: PLR2004
            return _to_log_in(request)
        if any(each.get("code") == "password_temporary" for each in problem.errors):
            return RedirectResponse(OWN_PASSWORD, status_code=303)
    if _is_address_wrong(problem):
        return shown(frame_of(request, seen_by(request)), _NO_SUCH, [])
    return shown(frame_of(request, seen_by(request)), problem.status, list(_reasons(problem)))


def _is_address_wrong(problem: ProblemDocument) -> bool:
    """Tell whether nothing is wrong but the address: for who reads there is no such page then."""
    fields = [str(each.get("field", "")) for each in problem.errors]
    return problem.status == _UNFIT and bool(fields) and all(one.startswith("path.") for one in fields)


def shown(framed: Frame, status: int, reasons: list[Text], seconds: int = _AGAIN_S) -> Response:
    """Return the page that says no, with every reason."""
    key = str(status) if has(f"console.frame.refused.{status}") else "other"
    return framed.page("refused.html.jinja", status, said_no=key, reasons=reasons, seconds=seconds)


def _to_log_in(request: Request) -> Response:
    """Send a browser to log in; one that another site sent here asks again first: then it brings its cookie along."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return HTMLResponse(_ONCE_MORE, headers={"Content-Security-Policy": CSP, "Cache-Control": "no-store"})
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{LOG_IN}?next={quote(request.url.path + query, safe='')}", status_code=303)


def _reasons(problem: ProblemDocument) -> Iterator[Text]:
    for each in problem.errors:
        message = str(each.get("message", ""))
        place = _place(each)
        zh, repair = str(each.get("message_zh") or message), str(each.get("repair") or "")
        yield Text(zh=" ".join(filter(None, (place, zh, repair))), en=" ".join(filter(None, (place, message, repair))))
    if not problem.errors and problem.detail != problem.title and problem.status != _NO_SUCH:  # that page says it
        yield same(problem.detail)


def _place(each: dict[str, Any]) -> str:
    """Return where it is: file:line:column, field."""
    spot = ":".join(str(each[part]) for part in ("file", "line", "column") if each.get(part))
    told = ", ".join(filter(None, (spot, str(each.get("field") or ""))))
    return f"{told}:" if told else ""


async def _broken(request: Request, error: Exception) -> Response:
    """Answer where something broke: a number that the log has too, never what broke."""
    number = secrets.token_hex(4)
    log("request broke", level=logging.ERROR, number=number, path=request.url.path, kind=type(error).__name__)
    return broken(request, number)
