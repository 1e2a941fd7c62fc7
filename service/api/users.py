"""Users over HTTP, for administrators."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Response

from service.access import Role
from service.access.events import UserAdded
from service.access.user import USERS, User, shown
from service.api.access_models import Because, NewPassword, NewUser, UserEdit, UserShown
from service.api.asking import Administrator, TheFirm
from service.api.paging import Cursor, IfMatch, Limit, PageOf, expected, mark
from service.api.paging import shown as page_shown
from service.book import Query as Wanted
from service.firm import Firm

router = APIRouter(prefix="/users")
UserName: TypeAlias = Annotated[str, Path(max_length=200)]


@router.get("", response_model=PageOf[UserShown])
def every(
    caller: Administrator,
    firm: TheFirm,
    role: Role | None = None,
    status: Annotated[Literal["active", "disabled"] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List users, the newest first."""
    _ = caller
    tags = () if role is None else (f"role:{role.value}",)
    wanted = Wanted(
        family=USERS.name, status=() if status is None else (status,), tags=tags, cursor=cursor, limit=limit
    )
    return page_shown(firm.access.users.page(wanted))


@router.post("", status_code=201)
def add(wish: NewUser, caller: Administrator, firm: TheFirm, response: Response) -> UserShown:
    """Make somebody, or a program, a user; a person then needs a password, a program a token."""
    event = UserAdded(name=wish.name, grants=wish.given(), machine=wish.machine)
    firm.access.users.add(caller.author, wish.id, event)
    response.headers["Location"] = f"/api/v1/users/{wish.id}"
    return _read(firm, wish.id, response)


@router.get("/{user}")
def one(user: UserName, caller: Administrator, firm: TheFirm, response: Response) -> UserShown:
    """Show one user, with the ETag that an edit needs."""
    _ = caller
    return _read(firm, user, response)


@router.put("/{user}")
def change(
    user: UserName, wish: UserEdit, caller: Administrator, firm: TheFirm, response: Response, if_match: IfMatch = None
) -> UserShown:
    """Give a user another name and other roles; nobody changes one's own, and one administrator stays."""
    firm.access.users.change(caller.author, user, wish.name, wish.given(), expected(if_match, required=True))
    return _read(firm, user, response)


@router.post("/{user}/disable")
def disable(
    user: UserName, wish: Because, caller: Administrator, firm: TheFirm, response: Response, if_match: IfMatch = None
) -> UserShown:
    """Let a user not come in any more: sessions end, tokens are not taken."""
    firm.access.users.bar(caller.author, user, wish.reason, expected(if_match))
    return _read(firm, user, response)


@router.post("/{user}/enable")
def enable(
    user: UserName, wish: Because, caller: Administrator, firm: TheFirm, response: Response, if_match: IfMatch = None
) -> UserShown:
    """Let a user come in again."""
    firm.access.users.let_in(caller.author, user, wish.reason, expected(if_match))
    return _read(firm, user, response)


@router.put("/{user}/password", status_code=204)
def give_password(user: UserName, wish: NewPassword, caller: Administrator, firm: TheFirm) -> None:
    """Give a user a password that opens nothing but its change."""
    firm.access.give_password(caller.author, user, wish.password)


def _read(firm: Firm, user: str, response: Response) -> UserShown:
    known, seq = firm.access.users.get(user)
    mark(response, seq)
    return _shown(known)


def _shown(user: User) -> UserShown:
    return UserShown.model_validate({"id": user.id, "status": "disabled" if user.disabled else "active", **shown(user)})
