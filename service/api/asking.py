"""Who asks and for what: the dependencies that every address of the API is built from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from service.access import Caller, Right
from service.api.door import CALLER, COOKIE
from service.denial import DeniedError, UnknownCallerError, because
from service.firm import Firm

RIGHT: Final = "drillproof_right"
"""The attribute under which a dependency carries the right that it asks for (tests read the table off the routes)."""


def firm_of(request: Request) -> Firm:
    """Return the parts of the service."""
    firm = request.app.state.firm
    assert isinstance(firm, Firm)  # noqa: S101  set by the lifespan of service.api.app
    return firm


TheFirm: TypeAlias = Annotated[Firm, Depends(firm_of)]


_BEARER: Final = HTTPBearer(auto_error=False, description="A token of /api/v1/tokens.")
_COOKIE: Final = APIKeyCookie(
    name=COOKIE, auto_error=False, description="A log-in; writes need the header X-CSRF-Token besides."
)


async def caller_of(
    request: Request, _token: Annotated[Any, Depends(_BEARER)], _log_in: Annotated[Any, Depends(_COOKIE)]
) -> Caller:
    """Return who asks, as the door (service.api.door) recognised it; raises UnknownCallerError (401).

    The two schemes are there for the OpenAPI document.
    """
    who = getattr(request.state, CALLER, None)
    if isinstance(who, DeniedError):
        raise who
    if not isinstance(who, Caller):
        raise UnknownCallerError(because("token_unknown"))
    return who


Known: TypeAlias = Annotated[Caller, Depends(caller_of)]
"""Anybody who was recognised, for what is one's own: asks for no right."""


def needs(right: Right) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that gives the caller, who has `right` for something at least.

    Whether for *this* service is asked where the service is known: `caller.require(right, services, sites)`.
    """

    async def permitted(caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        if not caller.has(right):
            caller.require(right)
        return caller

    setattr(permitted, RIGHT, right)
    return permitted


def right_of(dependency: Any) -> Right | None:
    """Return the right that a dependency asks for, None where it asks for none."""
    return getattr(dependency, RIGHT, None)


Reader: TypeAlias = Annotated[Caller, Depends(needs(Right.READ))]
Preparer: TypeAlias = Annotated[Caller, Depends(needs(Right.PREPARE))]
Starter: TypeAlias = Annotated[Caller, Depends(needs(Right.START))]
Speaker: TypeAlias = Annotated[Caller, Depends(needs(Right.SPEAK))]
Stopper: TypeAlias = Annotated[Caller, Depends(needs(Right.STOP))]
Approver: TypeAlias = Annotated[Caller, Depends(needs(Right.APPROVE))]
Improver: TypeAlias = Annotated[Caller, Depends(needs(Right.IMPROVE))]
Verifier: TypeAlias = Annotated[Caller, Depends(needs(Right.VERIFY))]
Scheduler: TypeAlias = Annotated[Caller, Depends(needs(Right.SCHEDULE))]
Changer: TypeAlias = Annotated[Caller, Depends(needs(Right.CHANGE))]
Declarer: TypeAlias = Annotated[Caller, Depends(needs(Right.DECLARE))]
Notifier: TypeAlias = Annotated[Caller, Depends(needs(Right.NOTIFY))]
Auditor: TypeAlias = Annotated[Caller, Depends(needs(Right.AUDIT))]
Administrator: TypeAlias = Annotated[Caller, Depends(needs(Right.ADMINISTER))]
