"""Going on with an interrupted drill: restoring is always allowed, going on only where the guard lets a start pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

from measurements.events import DrillGoverned, InterruptionDecided
from measurements.history import History
from runners.approvals import Approvals, Question, Word
from service.denial import Reason
from service.dossiers.standing import Standing
from service.words import joined, say

AgainstGoingOn: TypeAlias = Callable[[InterruptionDecided], Awaitable[tuple[Reason, ...]]]
"""Every reason against going on now by this word."""


class GuardedApprovals:
    """What people say to a resumed drill; a word to go on that the guard does not let pass becomes one to restore.

    Whose word that was, and what was said with it, stands in the guard's: an acknowledged word is never lost.
    """

    def __init__(self, inner: Approvals, against: AgainstGoingOn) -> None:
        self._inner, self._against = inner, against

    async def ask(self, question: Question) -> None:
        """Ask the people."""
        await self._inner.ask(question)

    async def words(self) -> AsyncIterator[Word]:
        """Yield what they say."""
        async for word in self._inner.words():
            yield await self._checked(word)

    async def _checked(self, word: Word) -> Word:
        if not isinstance(word, InterruptionDecided) or word.decision != "continue":
            return word
        reasons = await self._against(word)
        if not reasons:
            return word
        told = say(
            "guard.continue_refused",
            by=word.by,
            said=word.reason or "-",
            reasons=joined(reason.text for reason in reasons),
        )
        return InterruptionDecided(at=word.at, decision="restore", by="guard", reason=f"{told.en} / {told.zh}")


def stood_then(history: History) -> Standing | None:
    """Return how a drill's dossier stood when it was started, from its journal; None for an ungoverned one.

    What two people overrode then is overridden still; what was approved then needs no new approval to be gone on with.
    """
    governed = next((event for event in history.events if isinstance(event, DrillGoverned)), None)
    if governed is None:
        return None
    codes = frozenset(code for override in governed.governance.overrides for code in override.codes)
    return Standing(reasons=(), overridden=codes, governance=governed.governance)
