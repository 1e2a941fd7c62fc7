"""A section of the policy, made of its defaults."""

from __future__ import annotations

from typing import TypeVar

from scenarios.fields import Input

S = TypeVar("S", bound=Input)


def defaults(kind: type[S]) -> S:
    """Return a section of which the file says nothing."""
    return kind.model_validate({}, context={})
