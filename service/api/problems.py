"""Refusals over HTTP as problem documents (RFC 9457) that say what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from runners.enduring import PASSING
from service.denial import (
    ConflictError,
    DeniedError,
    ForbiddenError,
    NoRoomError,
    NoSuchError,
    StaleError,
    TooLargeError,
    TooOftenError,
    UnfitError,
    UnknownCallerError,
    because,
)

MEDIA_TYPE = "application/problem+json"
_AGAIN_S: Final = 5


class ProblemDocument(BaseModel):
    """A problem as RFC 9457 has it; `errors` holds every single thing that is wrong."""

    type: str = Field(default="about:blank", description="names the kind of problem")
    title: str = Field(description="what happened, the same words for every problem of this kind")
    status: int
    detail: str = Field(description="what happened here and what to do")
    instance: str | None = None
    errors: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(self, status: int, title: str, detail: str, errors: Sequence[dict[str, Any]] = ()) -> None:
        """Take the parts of the document; `type` is derived from the title."""
        super().__init__(detail)
        self.status, self.title, self.detail, self.errors = status, title, detail, list(errors)


def install_problems(app: FastAPI) -> None:
    """Let every refusal of `app` leave as a problem document."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(DeniedError, _denied)
    app.add_exception_handler(RequestValidationError, _invalid)
    for passing in (*PASSING, OperationalError):
        app.add_exception_handler(passing, _away)
    app.add_exception_handler(HTTPException, _http)


PAGE: Final = "drillproof_refusal_page"
"""Where the state of an application has what makes a page of a problem for browsers: a PageMaker."""
CODES: Final = "drillproof_refused_codes"
"""Where the state of a request has the codes of what was refused, for the book: a page does not say them."""
PageMaker: TypeAlias = Callable[[Request, ProblemDocument], Response | None]


def _document(request: Request, status: int, title: str, detail: str, errors: list[dict[str, Any]]) -> Response:
    slug = title.lower().replace(" ", "-")
    kind = "about:blank" if status in {404, 405} and not errors else f"urn:drillproof:problem:{slug}"
    body = ProblemDocument(
        type=kind, title=title, status=status, detail=detail, instance=request.url.path, errors=errors
    )
    setattr(request.state, CODES, [str(each["code"])[:80] for each in errors if "code" in each][:20])
    maker: PageMaker | None = getattr(request.app.state, PAGE, None)
    page = None if maker is None else maker(request, body)
    return page or JSONResponse(body.model_dump(exclude_none=True), status_code=status, media_type=MEDIA_TYPE)


_DENIALS: Final[Mapping[type[DeniedError], tuple[int, str]]] = {
    UnknownCallerError: (401, "Not recognised"),
    ForbiddenError: (403, "Not allowed"),
    NoSuchError: (404, "No such thing"),
    ConflictError: (409, "Not now"),
    StaleError: (412, "Changed meanwhile"),
    TooLargeError: (413, "Too large"),
    UnfitError: (422, "Request refused"),
    TooOftenError: (429, "Too often"),
    NoRoomError: (503, "No room"),
}


def status_of(error: DeniedError) -> int:
    """Return the HTTP status of a denial."""
    return _DENIALS[type(error)][0]


async def _denied(request: Request, error: Exception) -> Response:
    assert isinstance(error, DeniedError)  # noqa: S101  registered for this type alone
    return refused(request, error)


def refused(request: Request, error: DeniedError) -> Response:
    """Return the answer that says no with every reason."""
    status, title = _DENIALS[type(error)]
    errors = [
        {**reason.facts, "code": reason.code, "message": reason.text.en, "message_zh": reason.text.zh}
        for reason in error.reasons
    ]
    response = _document(request, status, title, " ".join(reason.text.en for reason in error.reasons), errors)
    if isinstance(error, UnknownCallerError):
        response.headers["WWW-Authenticate"] = 'Bearer realm="drillproof"'
    if isinstance(error, TooOftenError | NoRoomError):
        response.headers["Retry-After"] = str(error.after_s)
    return response


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101  registered for this type alone
    return _document(request, error.status, error.title, error.detail, error.errors)


async def _away(request: Request, error: Exception) -> Response:
    del error  # it names the database's address, which is for whoever runs the service: /readyz tells it
    return away(request)


def away(request: Request) -> Response:
    """Return the answer where the database is away, full or held: nothing is wrong with what was asked."""
    reason = because("database_away", seconds=_AGAIN_S)
    told: dict[str, Any] = {"code": reason.code, "message": reason.text.en, "message_zh": reason.text.zh}
    response = _document(request, 503, "Database away", reason.text.en, [told])
    response.headers["Retry-After"] = str(_AGAIN_S)
    return response


def broken(request: Request, number: str) -> Response:
    """Return the answer where something broke inside: the number is in the log."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    reason = because("broken_inside", at=at, number=number)
    told: dict[str, Any] = {"code": reason.code, "message": reason.text.en, "message_zh": reason.text.zh}
    return _document(request, 500, "Broken inside", reason.text.en, [told | reason.facts])


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this type alone
    errors = [
        {"field": ".".join(str(part) for part in each["loc"]), "message": str(each["msg"])} for each in error.errors()
    ]
    detail = "The request is not of the form that this address takes; see errors, and /openapi.json for the form."
    return _document(request, 422, "Request refused", detail, errors)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this type alone
    if error.status_code == 400:  # noqa: PLR2004  a body that no parser gets through: nested too deep, endless digits
        return _document(request, 422, "Request refused", str(error.detail), [])
    response = _document(request, error.status_code, str(error.detail), str(error.detail), [])
    response.headers.update(error.headers or {})
    if error.status_code == 405:  # noqa: PLR2004  the framework names the methods of the first route alone
        response.headers["Allow"] = ", ".join(sorted(set(_allowed(request))))
    return response


def _allowed(request: Request) -> Iterator[str]:
    """Yield the methods of every route at the address that was asked for."""
    for context in iter_route_contexts(request.app.routes):
        if context.path_regex.match(request.scope["path"]):
            yield from context.methods or ()
