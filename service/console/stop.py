"""The page of the emergency stop: log in, say why, press, and see who has heard and how each drill restores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from service.access import Caller, Right
from service.access.sessions import csrf_of
from service.api.asking import Reader, TheFirm
from service.api.door import CALLER, session_cookie
from service.api.refusing import refusals
from service.api.stopping import newest
from service.report.pages import pages_in
from service.words import Lang, in_language, say
from service.words.catalogue import Fact

_FOLDER: Final = Path(__file__).parent / "templates"
_PAGES: Final = pages_in(_FOLDER)
_SHOWN: Final = 5
"""So many emergency stops that were lifted are still shown."""

InLanguage: TypeAlias = Annotated[Literal["zh", "en"] | None, Query(description="none: as the browser asks")]
router = APIRouter(prefix="/stop", tags=["emergency stop"], include_in_schema=False)


@router.get("", response_class=HTMLResponse)
async def page(request: Request, lang: InLanguage = None) -> HTMLResponse:
    """Give the page; who is not logged in sees where to."""
    caller, tongue = getattr(request.state, CALLER, None), lang or _asked(request)
    cookie = session_cookie(request)
    known = caller if isinstance(caller, Caller) and not caller.barred else None
    return _made(
        "stop.html.jinja",
        tongue,
        user=None if known is None else known.name,
        may=known is not None and known.has(Right.STOP),
        csrf=csrf_of(cookie) if cookie and known is not None else "",
    )


@router.get("/state", response_class=HTMLResponse, responses=refusals(401, 403, 429))
async def state(caller: Reader, firm: TheFirm, request: Request, lang: InLanguage = None) -> HTMLResponse:
    """Give the part of the page that changes: what is in force, who has heard, how each drill restores."""
    found = (await newest(caller, firm)).items
    lifted = [one for one in found if not one.in_force][:_SHOWN]
    may = caller.has(Right.STOP)
    in_force = [one for one in found if one.in_force]
    return _made("state.html.jinja", lang or _asked(request), in_force=in_force, lifted=lifted, may=may, me=caller.user)


@router.get("/stop.js")
def script() -> Response:
    """Give the page's script."""
    return Response((_FOLDER / "stop.js").read_text("utf-8"), media_type="text/javascript")


def _asked(request: Request) -> Lang:
    """Return the language that the browser asks for, Chinese where it asks for none of ours."""
    told = request.headers.get("accept-language", "").lower()
    return "en" if told.startswith("en") else "zh"


def _made(template: str, lang: Lang, **facts: object) -> HTMLResponse:
    def told(key: str, **gaps: Fact) -> str:
        return in_language(say(f"console.{key}", **gaps), lang)

    name = in_language(say("page.other_language"), lang)
    text = _PAGES.get_template(template).render(
        lang=lang,
        html_lang={"zh": "zh-CN", "en": "en"}[lang],
        other={"zh": "en", "en": "zh"}[lang],
        other_name=name,
        t=told,
        **facts,
    )
    return HTMLResponse(text)
