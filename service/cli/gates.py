"""People at the terminal: gates that are answered by typing a name."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from measurements.events import ApprovalGiven, InterruptionDecided
from runners.actions import AskApproval, AskInterruption
from runners.approvals import Inbox, Question
from service.cli.output import err, words
from service.cli.view import View
from service.words import Lang


class TerminalInbox(Inbox):
    """Asks at the terminal, one question at a time, without stopping the drill meanwhile."""

    def __init__(self, lang: Lang, view: View, read: Callable[[], str] = input) -> None:
        """Ask in `lang`; `read` returns one typed line and raises EOFError when nobody is there any more."""
        super().__init__()
        self._lang: Lang = lang
        self._view, self._read = view, read
        self._turn = threading.Lock()

    async def ask(self, question: Question) -> None:
        """Ask from a thread of its own: a person may never answer, and the drill must go on to its deadline."""
        await super().ask(question)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._ask, args=(question, loop), daemon=True).start()

    def _ask(self, question: Question, loop: asyncio.AbstractEventLoop) -> None:
        with self._turn, self._view.pause():
            try:
                self._answer(question, loop)
            except EOFError:
                err.print(words(self._lang, "run.nobody"))

    def _answer(self, question: Question, loop: asyncio.AbstractEventLoop) -> None:
        match question:
            case AskApproval():
                for _ in range(question.people):
                    typed = self._typed("run.gate", step=question.step, role=question.role)
                    loop.call_soon_threadsafe(self.put, _decision(question.step, typed))
            case AskInterruption():
                typed = self._typed("run.interrupted")
                decision = "continue" if typed == "continue" else "restore"
                word = InterruptionDecided(at=0, decision=decision, by="terminal", reason="asked at the terminal")
                loop.call_soon_threadsafe(self.put, word)

    def _typed(self, key: str, **facts: str) -> str:
        """Return what was typed, once it is something."""
        typed = ""
        while not typed:
            err.print(words(self._lang, key, **facts), end="", markup=False)
            typed = self._read().strip()
        return typed


def _decision(step: str, typed: str) -> ApprovalGiven:
    refused = typed.lower() in {"no", "n", "否"}
    return ApprovalGiven(
        at=0,
        step=step,
        person="terminal" if refused else typed,
        decision="refuse" if refused else "approve",
        reason="refused at the terminal" if refused else "approved at the terminal",
        channel="terminal",
    )
