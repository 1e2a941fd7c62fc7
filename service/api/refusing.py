"""The refusals that every address may answer with, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from service.api.problems import MEDIA_TYPE, ProblemDocument

_MEANINGS: Final = {
    401: "Nobody knows who asks",
    403: "Whoever asks may not have that",
    404: "There is no such thing",
    409: "Not in the state in which things are; every reason is in `errors`",
    412: "It was changed since it was read",
    413: "The request is too large",
    422: "The request is not of the form that this address takes",
    429: "Too much was asked; `Retry-After` says when again",
    503: "The database is away, or there is no room now; `Retry-After` says when again",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return these refusals as OpenAPI wants them: problem documents (RFC 9457)."""
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {
        status: {"description": _MEANINGS[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses
    }


REFUSALS: Final = refusals(*_MEANINGS)
MODEL: Final = ProblemDocument
