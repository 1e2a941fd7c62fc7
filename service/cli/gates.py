"""People at the terminal: gates and manual steps that are answered by typing a name."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from measurements.counting import WhyNot, holds
from measurements.events import ApprovalGiven, InterruptionDecided, ManualReported
from runners.actions import AskApproval, AskInterruption, AskManual
from runners.approvals import Inbox, Question, Word
from scenarios.identity import identity_of
from scenarios.plan import Manual, Plan
from service.cli.output import err, words
from service.cli.view import View
from service.words import Lang, in_language

Say: TypeAlias = Callable[[Word], None]
_ANSWERS: Final[dict[tuple[str, bool], Literal["done", "failed", "confirmed", "refused"]]] = {
    ("do", False): "done",
    ("do", True): "failed",
    ("confirm", False): "confirmed",
    ("confirm", True): "refused",
}
_NO: Final = frozenset({"no", "n", "否"})


class TerminalInbox(Inbox):
    """Asks at the terminal, one question at a time, without stopping the drill meanwhile."""

    def __init__(self, lang: Lang, view: View, read: Callable[[], str] = input, plan: Plan | None = None) -> None:
        """Ask in `lang`; `read` returns one typed line and raises EOFError when nobody is there any more.

        `plan` knows the instructions of manual steps and the people; without it they are asked for by step and role.
        """
        super().__init__()
        self._lang: Lang = lang
        self._view, self._read, self._plan = view, read, plan
        self._turn = threading.Lock()

    async def ask(self, question: Question) -> None:
        """Ask from a thread of its own: a person may never answer, and the drill must go on to its deadline."""
        await super().ask(question)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._ask, args=(question, loop), daemon=True).start()

    def _ask(self, question: Question, loop: asyncio.AbstractEventLoop) -> None:
        with self._turn, self._view.pause():
            try:
                self._answer(question, lambda word: _hand_over(self, loop, word))
            except EOFError:
                err.print(words(self._lang, "run.nobody"))

    def _answer(self, question: Question, say: Say) -> None:
        match question:
            case AskApproval():
                self._approvals(question, say)
            case AskManual():
                self._manual(question, say)
            case AskInterruption():
                typed = self._typed("run.interrupted")
                decision = "continue" if typed == "continue" else "restore"
                say(InterruptionDecided(at=0, decision=decision, by="terminal", reason="asked at the terminal"))

    def _approvals(self, question: AskApproval, say: Say) -> None:
        """Ask until as many different people have approved as are wanted, or one has refused."""
        approved: set[str] = set()
        while len(approved) < question.people:
            typed = self._typed("run.gate", step=question.step, role=question.role)
            is_no = typed.lower() in _NO
            person = self._who() if is_no else typed
            say(_decision(question.step, person, is_no=is_no))
            counted = self._counted(person, question.role, set() if is_no else approved)
            if is_no and counted:
                return
            approved |= set() if is_no else counted

    def _manual(self, question: AskManual, say: Say) -> None:
        """Show what is to be done and ask who did it, or who else confirms it, until a name counts."""
        self._instruct(question)
        key = "run.manual" if question.what == "do" else "run.confirmation"
        but_not = {question.doer} if question.doer else set[str]()
        while True:
            typed = self._typed(key, step=question.step, role=question.role, doer=question.doer)
            is_no = typed.lower() in _NO
            person = self._who() if is_no else typed
            say(_report(question, person, is_no=is_no))
            if self._counted(person, question.role, but_not):
                return

    def _who(self) -> str:
        """Return who says no; where no register knows people, whoever sits at the terminal."""
        return self._typed("run.name") if self._plan is not None and self._plan.people else "terminal"

    def _instruct(self, question: AskManual) -> None:
        action = None if self._plan is None else self._plan.step(question.step).action
        if isinstance(action, Manual):
            text, manual = in_language(action.instruction, self._lang), action.manual or ""
            err.print(words(self._lang, "run.instruction", step=question.step, text=text, manual=manual), markup=False)

    def _counted(self, typed: str, role: str, but_not: set[str]) -> set[str]:
        """Return the identity that the word counts for, or nobody's after telling why it does not."""
        why, identity = _judged(self._plan, typed, role, but_not)
        if why is None:
            return {identity}
        err.print(words(self._lang, f"run.not_counted.{why.value}", person=typed, role=role), markup=False)
        return set()

    def _typed(self, key: str, **facts: str) -> str:
        """Return what was typed, once it is something."""
        typed = ""
        while not typed:
            err.print(words(self._lang, key, **facts), end="", markup=False)
            typed = self._read().strip()
        return typed


def _hand_over(inbox: Inbox, loop: asyncio.AbstractEventLoop, word: Word) -> None:
    loop.call_soon_threadsafe(inbox.put, word)


def _judged(plan: Plan | None, typed: str, role: str, but_not: set[str]) -> tuple[WhyNot | None, str]:
    people = () if plan is None else plan.people
    identity = identity_of(people, typed)
    if identity is None:
        return WhyNot.STRANGER, ""
    if identity in but_not:
        return WhyNot.SAME_PERSON, ""
    return (None if holds(people, identity, role) else WhyNot.WRONG_ROLE), identity


def _decision(step: str, person: str, *, is_no: bool) -> ApprovalGiven:
    return ApprovalGiven(
        at=0,
        step=step,
        person=person,
        decision="refuse" if is_no else "approve",
        reason="refused at the terminal" if is_no else "approved at the terminal",
        channel="terminal",
    )


def _report(question: AskManual, person: str, *, is_no: bool) -> ManualReported:
    what = _ANSWERS[question.what, is_no]
    return ManualReported(
        at=0,
        step=question.step,
        person=person,
        what=what,
        note="reported at the terminal",
        channel="terminal",
    )
