"""Tokens over HTTP: one's own; administrators see all, and make those of programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Request

from service.access import Right
from service.access.token import TOKENS, Token, shown
from service.access.tokens import Issued
from service.api.access_models import NewToken, TokenMade, TokenShown
from service.api.asking import Known, TheFirm
from service.api.paging import Cursor, Limit, PageOf
from service.api.paging import shown as page_shown
from service.book import Query as Wanted

router = APIRouter(prefix="/tokens")
TokenName: TypeAlias = Annotated[str, Path(max_length=200)]


@router.get("", response_model=PageOf[TokenShown])
def every(
    caller: Known,
    firm: TheFirm,
    user: Annotated[str | None, Query(max_length=100, description="whose; `*`: everybody's (administrators)")] = None,
    status: Annotated[Literal["active", "revoked", "spent"] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List one's own tokens, the newest first."""
    owner = user or caller.user
    if owner != caller.user:
        caller.require(Right.ADMINISTER)
    tags = () if owner == "*" else (f"owner:{owner}",)
    told = () if status is None else (status,)
    return page_shown(
        firm.access.tokens.page(Wanted(family=TOKENS.name, status=told, tags=tags, cursor=cursor, limit=limit))
    )


@router.post("", status_code=201)
def issue(wish: NewToken, caller: Known, firm: TheFirm) -> TokenMade:
    """Make a token; the answer is the only one that has it."""
    return _made(firm.access.issue_for(caller, wish.label, wish.days, wish.rights, wish.user))


@router.post("/first", status_code=201)
def exchange(request: Request, firm: TheFirm) -> TokenMade:
    """Exchange the one-time token of the first start, sent as the bearer token, for a normal one."""
    secret = request.headers.get("authorization", "").partition(" ")[2].strip()
    return _made(firm.access.exchange(secret, "" if request.client is None else request.client.host))


@router.delete("/{token}", status_code=204)
def revoke(token: TokenName, caller: Known, firm: TheFirm, reason: Annotated[str, Query(max_length=2000)] = "") -> None:
    """Let a token not be taken any more."""
    firm.access.revoke_for(caller, token, reason)


def _made(issued: Issued) -> TokenMade:
    return TokenMade.model_validate({**_shown(issued.token), "token": issued.secret})


def _shown(token: Token) -> dict[str, Any]:
    return {"id": token.id, "status": token.status, **shown(token)}
