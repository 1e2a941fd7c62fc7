"""How large a request may be: most are a few kilobytes of JSON; those that bring files have a limit of their own."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request

from service.api.forms import is_form
from service.policy.access import LimitsPolicy

_CONTENT: Final = re.compile(r"/api/v1/(drills|dossiers)/[^/]+/attachments")
"""The body is one file."""
_FORMS: Final = re.compile(r"/console/(drills/[^/]+/notes|dossiers/[^/]+/(records/[a-z]+|summary/archive))")
"""Forms with files beside their text. All files of one together may be as large as one: they are held in memory."""


def most_of(request: Request, limits: LimitsPolicy) -> int:
    """Return how many bytes the body of a request may have."""
    if request.method != "POST":
        return limits.body
    path = request.url.path
    if _CONTENT.fullmatch(path):
        return max(limits.body, limits.attachment)
    if is_form(request) and _FORMS.fullmatch(path):
        return limits.body + limits.attachment
    return limits.body
