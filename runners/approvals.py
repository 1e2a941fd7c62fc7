"""Where people are asked, and how their words reach the drill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Protocol, TypeAlias

from measurements.events import AbortAsked, ApprovalGiven, InterruptionDecided, ManualReported, StepSettled
from runners.actions import AskApproval, AskInterruption, AskManual

Question: TypeAlias = AskApproval | AskManual | AskInterruption
Word: TypeAlias = ApprovalGiven | ManualReported | AbortAsked | InterruptionDecided | StepSettled
"""What a person may say to a drill. Its `at` is set when the drill hears it."""


class Approvals(Protocol):
    """The door between a drill and the people who decide on it."""

    async def ask(self, question: Question) -> None:
        """Take note that people are asked; returns at once. A resumed drill asks again."""
        ...

    def words(self) -> AsyncIterator[Word]:
        """Yield what people say, in order, as long as the drill listens."""
        ...


class Inbox:
    """Approvals of a service or a terminal: words are put in by whoever checked that the person may say them."""

    def __init__(self) -> None:
        self.open: list[Question] = []
        self.bell: Callable[[], None] = _silent
        """What is called when something was put in, for whoever does not wait in `words`."""
        self._words: asyncio.Queue[Word] = asyncio.Queue()

    async def ask(self, question: Question) -> None:
        """Keep the question in `open`."""
        self.open.append(question)

    def put(self, word: Word) -> None:
        """Say something to the drill; to be called in the drill's loop."""
        self._words.put_nowait(word)
        self.bell()

    def waiting(self) -> Iterator[Word]:
        """Yield what was put in and not heard yet, without waiting for more."""
        while not self._words.empty():
            yield self._words.get_nowait()

    async def words(self) -> AsyncIterator[Word]:
        """Yield what was put in, for ever."""
        while True:
            yield await self._words.get()


class WaivingInbox(Inbox):
    """Answers every gate and manual step by itself, as `--yes` wants, and says so; an interrupted drill is restored."""

    async def ask(self, question: Question) -> None:
        """Answer at once."""
        await super().ask(question)
        match question:
            case AskApproval():
                self.put(_waiver(question.step))
            case AskManual():
                self.put(_waived_report(question))
            case AskInterruption():
                self.put(InterruptionDecided(at=0, decision="restore", by="--yes", reason="nobody was asked"))


def _silent() -> None:
    """Ring nobody."""


def _waiver(step: str) -> ApprovalGiven:
    return ApprovalGiven(
        at=0,
        step=step,
        person="--yes",
        decision="approve",
        reason="nobody was asked",
        channel="command line",
        waived=True,
    )


def _waived_report(question: AskManual) -> ManualReported:
    return ManualReported(
        at=0,
        step=question.step,
        person="--yes",
        what="done" if question.what == "do" else "confirmed",
        note="nobody was asked",
        channel="command line",
        waived=True,
    )
