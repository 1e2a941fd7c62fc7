"""Coming in and going out: logging in with a password or the firm's account, logging out, one's own password."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from service.access.passwords import LONGEST
from service.api.cookies import drop_session, set_session
from service.api.door import session_cookie
from service.console.fields import Fields
from service.console.frame import HOME, LOG_IN, Frame, OpenFramed, OwnFramed
from service.denial import DeniedError, UnfitError, because

router = APIRouter(include_in_schema=False)
Next = Annotated[str, Query(max_length=2000)]
_NAME_MOST: Final = 100


@router.get("/", response_class=RedirectResponse, status_code=303)
async def first_page() -> RedirectResponse:
    """Go to the console."""
    return RedirectResponse(HOME, status_code=303)


@router.get("/console", response_class=RedirectResponse, status_code=303)
async def without_the_slash() -> RedirectResponse:
    """Go to the console."""
    return RedirectResponse(HOME, status_code=303)


@router.get(LOG_IN)
async def log_in_page(framed: OpenFramed, next: Next = "") -> Response:  # noqa: A002  as it stands in the address
    """Give the form; who is logged in already goes on."""
    if framed.known is not None and framed.known.via.startswith("session:"):
        return RedirectResponse(onward(next), status_code=303)
    return _form(framed, next)


@router.post(LOG_IN)
async def log_in(framed: OpenFramed) -> Response:
    """Begin a session for a password, and go on to where somebody wanted to."""
    fields, access = await framed.form(), framed.firm.access
    user, password, address = fields.text("user")[:_NAME_MOST], fields.secret("password")[:LONGEST], _address(framed)
    try:
        opened = await asyncio.to_thread(access.log_in, user, password, address)
    except DeniedError as error:
        return _form(framed, fields.text("next"), user, error)
    response = framed.goes(onward(fields.text("next")))
    seconds = max(1, (opened.ends_ns - framed.firm.book.utc_ns()) // 10**9)
    set_session(framed.request, response, opened.cookie, seconds)
    return response


@router.post("/console/logout")
async def log_out(framed: OwnFramed) -> Response:
    """End the session."""
    await asyncio.to_thread(framed.firm.access.log_out, framed.caller)
    response = framed.goes(LOG_IN, "frame.log_out.done")
    drop_session(response)
    return response


@router.get("/console/password")
async def password_page(framed: OwnFramed) -> Response:
    """Give the form for one's own password."""
    return _password_form(framed)


@router.post("/console/password")
async def change_password(framed: OwnFramed) -> Response:
    """Change one's own password."""
    fields = await framed.form()
    try:
        await asyncio.to_thread(_change, framed, fields)
    except DeniedError as error:
        return _password_form(framed, error)
    return framed.goes(HOME, "frame.password.done")


def onward(told: str) -> str:
    """Return where to go after logging in: an address here, and nothing that a browser reads as another service's."""
    is_ours = told.startswith("/") and not told.startswith(("//", "/\\")) and told.isprintable() and "\\" not in told
    return told if is_ours and not told.startswith(LOG_IN) else HOME


def _change(framed: Frame, fields: Fields) -> None:
    current, new = fields.secret("current")[:LONGEST], fields.secret("new")
    if new != fields.secret("again"):
        raise UnfitError(because("passwords_differ"))
    framed.firm.access.change_password(framed.caller, current, new)


def _form(framed: Frame, onward_to: str, user: str = "", refused: DeniedError | None = None) -> Response:
    policy = framed.firm.access.policy
    return framed.page(
        "login.html.jinja",
        refused=refused,
        onward=onward_to,
        user=user,
        by_password=policy.local_log_in,
        elsewhere=policy.oidc is not None,
        has_ended=refused is None and framed.known is None and bool(session_cookie(framed.request)),
    )


def _password_form(framed: Frame, refused: DeniedError | None = None) -> Response:
    policy = framed.firm.access.policy
    return framed.page(
        "password.html.jinja", refused=refused, least=policy.password_least, temporary=bool(framed.caller.barred)
    )


def _address(framed: Frame) -> str:
    client = framed.request.client
    return "" if client is None else client.host
