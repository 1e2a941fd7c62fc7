"""How a piece of work comes to its own end although its caller is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from itertools import chain
from typing import Any, cast

from runners.journal import JournalError


async def to_its_end(life: Coroutine[Any, Any, None], leaving: asyncio.Event) -> None:
    """Await `life` whatever happens to us; a cancellation makes it leave in good order, and is passed on then."""
    task = asyncio.ensure_future(life)  # a TaskGroup would cancel it with us; we are its parent, and await its end
    was_cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            was_cancelled = True
            leaving.set()
    error = None if task.cancelled() else task.exception()
    if error is not None:
        raise _causes(error)[0]
    if was_cancelled:
        raise asyncio.CancelledError


def _causes(error: BaseException) -> list[BaseException]:
    """Return the errors that ended a group of tasks, the journal's first, since it explains the others."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    group = cast("BaseExceptionGroup[BaseException]", error)
    return sorted(chain.from_iterable(_causes(one) for one in group.exceptions), key=_is_second_hand)


def _is_second_hand(error: BaseException) -> bool:
    return not isinstance(error, JournalError)
