"""What is one's own, and what is set: roles, this log-in, tokens; and every setting with who said so."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from measurements.utc import utc_text
from service.access import Right
from service.access.rights import RIGHTS
from service.access.token import TOKENS
from service.access.tokens import Issued
from service.api.paging import shown as page_shown
from service.book import Query as Wanted
from service.console.frame import Frame, Framed
from service.denial import DeniedError, UnfitError, because
from service.settings import Settled
from service.settings.showing import shown
from service.words import has

SETTINGS: Final = "/console/settings"
_MOST: Final = 50
_LABEL_MOST: Final = 200
_DAYS: Final = 30
router = APIRouter(include_in_schema=False)


@router.get(SETTINGS)
async def settings_page(framed: Framed) -> Response:
    """Give the page."""
    return await _page(framed)


@router.post(f"{SETTINGS}/tokens")
async def make_token(framed: Framed) -> Response:
    """Make a token of one's own; the answer is the only page that ever shows it."""
    fields = await framed.form()
    try:
        label, days = fields.text("label"), fields.number("days", _DAYS)
        if not 0 < len(label) <= _LABEL_MOST:
            raise UnfitError(because("token_label", most=_LABEL_MOST))
        rights = [right for right in Right if right.value in fields.texts("rights")]
        issued = await asyncio.to_thread(framed.firm.access.issue_for, framed.caller, label, days, rights or None)
    except DeniedError as error:
        return await _page(framed, refused=error)
    return await _page(framed, made=issued)


@router.post(f"{SETTINGS}/tokens/{{token}}/revoke")
async def revoke_token(framed: Framed, token: str) -> Response:
    """Let one of one's own tokens not be taken any more."""
    reason = (await framed.form()).text("reason")[:2000]
    await asyncio.to_thread(framed.firm.access.revoke_for, framed.caller, token[:200], reason)
    return framed.goes(f"{SETTINGS}#tokens", "owning.token.revoked")


async def _page(framed: Frame, refused: DeniedError | None = None, made: Issued | None = None) -> Response:
    caller, access = framed.caller, framed.firm.access
    wanted = Wanted(family=TOKENS.name, tags=(f"owner:{caller.user}",), limit=_MOST)
    tokens = page_shown(await asyncio.to_thread(access.tokens.page, wanted))["items"]
    may_see = caller.has(Right.AUDIT) or caller.has(Right.ADMINISTER)
    return framed.page(
        "settings.html.jinja",
        201 if made else 200,
        refused=refused,
        made=made,
        tokens=[_told(framed, token) for token in tokens],
        rights=[right.value for right in Right if any(right in RIGHTS[grant.role] for grant in caller.grants)],
        longest=access.policy.token_days_longest,
        has_password=access.policy.local_log_in and caller.via.startswith("session:"),
        settings=_settings(framed.request) if may_see else None,
    )


def _told(framed: Frame, token: Mapping[str, Any]) -> dict[str, Any]:
    """Return a token with whether it can still be used: one that is over is not revoked."""
    is_over = token["expires_at"] <= utc_text(framed.firm.book.utc_ns())
    return {**token, "status": "expired" if token["status"] == "active" and is_over else token["status"]}


def _settings(request: Request) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return every setting by its section: key, value (secrets masked), what it decides, who said so and where."""
    settled = getattr(request.app.state, "settled", None)
    if not isinstance(settled, Settled):  # served by a program of one's own, which said everything
        settled = Settled(settings=request.app.state.firm.settings, file=None, told={})
    sections: dict[str, list[dict[str, Any]]] = {}
    for each in shown(settled):
        about = f"setting.{each.key}"
        row = {"key": each.key, "value": each.value, "about": about if has(about) else None}
        section = each.key.partition(".")[0] if "." in each.key else ""
        sections.setdefault(section, []).append(row | {"by": each.said_by.replace(" ", "_"), "place": each.place})
    return sorted(sections.items())
