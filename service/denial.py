"""How the service says no: every reason at once, in both languages, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from scenarios.plan import Text
from service.words import Fact, has, say

_VOCABULARIES: Final = {"family": "denied.family", "right": "console.right", "where": "denied.where"}
"""Where facts of these names have their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason against something. `code` is stable and the key `denied.<code>` of the catalogue has its words."""

    code: str
    text: Text
    facts: dict[str, str] = field(default_factory=dict[str, str])


def because(code: str, /, **facts: Fact) -> Reason:
    """Return the reason `code` with its gaps filled; raises UnknownWordsError."""
    told = {name: fact.en if isinstance(fact, Text) else str(fact) for name, fact in facts.items()}
    return Reason(
        code=code, text=say(f"denied.{code}", **{name: _spoken(name, fact) for name, fact in facts.items()}), facts=told
    )


def _spoken(name: str, fact: Fact) -> Fact:
    """Return a fact as people say it: kinds of things and rights have words in both languages."""
    key = f"{_VOCABULARIES[name]}.{fact}" if name in _VOCABULARIES else ""
    return say(key) if has(key) else fact


class DeniedError(Exception):
    """Something was asked for and not done; nothing was changed. `reasons` are all there are."""

    def __init__(self, *reasons: Reason) -> None:
        self.reasons: tuple[Reason, ...] = reasons
        super().__init__("\n".join(f"{reason.text.en} / {reason.text.zh}" for reason in reasons))


class UnknownCallerError(DeniedError):
    """Nobody knows who asks (HTTP 401)."""


class ForbiddenError(DeniedError):
    """Whoever asks may not have that (403)."""


class NoSuchError(DeniedError):
    """There is no such thing (404)."""


class ConflictError(DeniedError):
    """It cannot be done in the state in which things are (409)."""


class StaleError(DeniedError):
    """It was changed since it was read (412)."""


class TooLargeError(DeniedError):
    """More was sent than is taken (413)."""


class UnfitError(DeniedError):
    """What was given is understood and makes no sense here (422)."""


class TooOftenError(DeniedError):
    """Too much was asked for (429). `after_s` is in how many seconds it may be asked again."""

    def __init__(self, after_s: int, *reasons: Reason) -> None:
        self.after_s = after_s
        super().__init__(*reasons)


class NoRoomError(DeniedError):
    """There is no room for it now (503). `after_s` is in how many seconds it may be asked again."""

    def __init__(self, after_s: int, *reasons: Reason) -> None:
        self.after_s = after_s
        super().__init__(*reasons)


def deny_any(reasons: Sequence[Reason], kind: type[DeniedError] = ConflictError) -> None:
    """Raise `kind` with all reasons, if there are any."""
    if reasons:
        raise kind(*reasons)
