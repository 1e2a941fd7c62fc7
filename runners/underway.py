"""What is being done now, and how to stop waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from measurements.events import Outcome
from runners.actions import Settle
from runners.journal import JournalError
from runners.remote import Answer
from scenarios.plan import SECOND


@dataclass(slots=True)
class _Work:
    limit: asyncio.Timeout | None = None
    end: Settle | None = None


class UnderWay:
    """The acts that somebody waits for, by (step, host); each can be let go with an outcome."""

    def __init__(self) -> None:
        self._works: dict[tuple[str, str], _Work] = {}

    def enter(self, step: str, host: str) -> None:
        """Note an act before its task begins, so that it can be let go at any time from now on."""
        self._works[step, host] = _Work()

    def leave(self, step: str, host: str) -> None:
        """Forget an act whose outcome is in the journal."""
        self._works.pop((step, host), None)

    def let_go(self, settle: Settle) -> bool:
        """Make whoever waits for this act stop waiting and write `settle`; False if nobody waits for it."""
        work = self._works.get((settle.step, settle.host))
        if work is None:
            return False
        if work.end is None:
            work.end = settle
            if work.limit is not None:
                work.limit.reschedule(asyncio.get_running_loop().time())
        return True

    async def wait(self, step: str, host: str, patience_ns: int, answer: Coroutine[Any, Any, Answer]) -> Answer:
        """Return the answer, or UNKNOWN after `patience_ns`, or what `let_go` said. An error is an UNKNOWN too."""
        work = self._works.setdefault((step, host), _Work())
        if work.end is not None:
            answer.close()
            return Answer(outcome=Outcome.FAILED, reason=f"nothing was sent: {work.end.reason}")
        try:
            async with asyncio.timeout(patience_ns / SECOND) as work.limit:
                return await _without_surprise(answer)
        except TimeoutError:
            return _given_up(work.end)
        finally:
            work.limit = None


def _given_up(end: Settle | None) -> Answer:
    if end is not None:
        return Answer(outcome=end.outcome, reason=end.reason)
    return Answer(outcome=Outcome.UNKNOWN, reason="no answer in time; it may still have taken effect")


async def _without_surprise(answer: Coroutine[Any, Any, Answer]) -> Answer:
    try:
        return await answer
    except (JournalError, TimeoutError):
        raise
    except Exception as error:  # noqa: BLE001  a flaw of a transport must not leave a fault behind
        what = f"{type(error).__name__}: {error}"
        return Answer(outcome=Outcome.UNKNOWN, reason=f"the attempt broke ({what}); it may have taken effect")
