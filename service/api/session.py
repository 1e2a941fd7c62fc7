"""Log-in and what is one's own; users and tokens are beside it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from service.access import Caller
from service.access.sessions import Opened, csrf_of
from service.api import tokens, users
from service.api.access_models import LogIn, Me, OwnPassword, SessionShown, me_of
from service.api.asking import Known, TheFirm
from service.api.cookies import OIDC, bind_oidc, drop_session, set_session
from service.api.door import session_cookie
from service.api.refusing import REFUSALS
from service.firm import Firm

router = APIRouter(prefix="/api/v1", tags=["access"], responses=REFUSALS)
_COMING = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Drillproof</title>'
    '<p>已登录 / You are logged in. <a href="/">继续 / Go on</a></p>\n'
)


@router.post("/session", status_code=201)
def log_in(wish: LogIn, request: Request, response: Response, firm: TheFirm) -> SessionShown:
    """Log in with a password: the answer sets a cookie and has the word that writes by it must carry."""
    opened = firm.access.log_in(wish.user, wish.password, _address(request))
    set_session(request, response, opened.cookie, _seconds(firm, opened))
    return _session(firm.access.recognise_session(opened.cookie, _address(request)), opened.cookie)


@router.get("/session")
async def who_is_logged_in(request: Request, caller: Known) -> SessionShown:
    """Tell who is logged in, and what writes must carry."""
    return _session(caller, session_cookie(request))


@router.delete("/session", status_code=204)
def log_out(response: Response, caller: Known, firm: TheFirm) -> None:
    """End the log-in that this request came by."""
    firm.access.log_out(caller)
    drop_session(response)


@router.get(
    "/session/oidc", status_code=303, response_class=RedirectResponse, responses={303: {"description": "Go there"}}
)
async def log_in_elsewhere(request: Request, firm: TheFirm) -> Response:
    """Log in with the firm's OpenID Connect provider: sends the browser there."""
    sent = await firm.oidc.begin()
    response = RedirectResponse(sent.url, status_code=303)
    bind_oidc(request, response, sent.binding, sent.seconds)
    return response


@router.get("/session/oidc/callback", response_class=HTMLResponse)
async def come_back(
    request: Request,
    firm: TheFirm,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Where the provider sends the browser back to: sets the cookie, and goes on to the first page."""
    identity = await firm.oidc.finish(state, request.cookies.get(OIDC, ""), code, error, _address(request))
    opened = await asyncio.to_thread(firm.oidc.admit, identity, _address(request))
    response = HTMLResponse(_COMING)
    set_session(request, response, opened.cookie, _seconds(firm, opened))
    return response


@router.get("/me")
async def me(caller: Known) -> Me:
    """Tell who asks, and what that person may do."""
    return Me.model_validate(me_of(caller))


@router.put("/me/password", status_code=204)
def change_password(wish: OwnPassword, caller: Known, firm: TheFirm) -> None:
    """Change one's own password; all other sessions of that user end."""
    firm.access.change_password(caller, wish.current, wish.new)


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host


def _seconds(firm: Firm, opened: Opened) -> int:
    return max(1, (opened.ends_ns - firm.book.utc_ns()) // 10**9)


def _session(caller: Caller, cookie: str) -> SessionShown:
    csrf = csrf_of(cookie) if caller.via.startswith("session:") else None
    return SessionShown.model_validate({**me_of(caller), "csrf": csrf})


router.include_router(users.router)
router.include_router(tokens.router)
