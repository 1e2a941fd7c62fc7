"""Gates and manual steps at a terminal: people are asked by name, and a name that cannot count is told so at once."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Generator
from dataclasses import dataclass, field, replace

import pytest

from measurements.events import ApprovalGiven, InterruptionDecided, ManualReported
from runners.actions import AskApproval, AskInterruption, AskManual
from runners.approvals import Question, Word
from scenarios.plan import Plan
from service.cli.gates import TerminalInbox
from service.progress import Line
from tests.support.staffed_story import staffed_plan


@dataclass
class Still:
    """A view that shows nothing."""

    shown: list[Line] = field(default_factory=list[Line])

    def show(self, line: Line) -> None:
        self.shown.append(line)

    @contextlib.contextmanager
    def pause(self) -> Generator[None, None, None]:
        yield


DO = AskManual(step="call", role="operator", what="do", until=0)
CONFIRM = AskManual(step="call", role="checker", what="confirm", until=0, doer="li.ming")
GATE = AskApproval(step="release", role="commander", people=2, until=0)


async def heard(question: Question, *lines: str, plan: Plan | None = None) -> list[Word]:
    """Return what is said to the drill when these lines are typed and then nobody is there any more."""
    typed = iter(lines)

    def read() -> str:
        with contextlib.suppress(StopIteration):
            return next(typed)
        raise EOFError

    inbox = TerminalInbox("zh", Still(), read, plan)
    words: list[Word] = []

    async def listen() -> None:
        async for word in inbox.words():
            words.append(word)  # noqa: PERF401  it never ends, and what came so far counts

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        listening = group.create_task(listen())
        await inbox.ask(question)
        while threads := [one for one in threading.enumerate() if one.daemon and one.name.startswith("Thread-")]:
            await asyncio.to_thread(threads[0].join)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        listening.cancel()
    return words


def said(words: list[Word]) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    for word in words:
        match word:
            case ManualReported():
                told.append((word.person, word.what))
            case ApprovalGiven():
                told.append((word.person, word.decision))
            case InterruptionDecided():
                told.append((word.by, word.decision))
            case _:
                pass
    return told


async def test_whoever_did_it_is_asked_for_with_the_instruction(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(await heard(DO, "", "李明", plan=staffed_plan())) == [("李明", "done")]
    shown = capsys.readouterr().err
    assert "致电交易所值班电话" in shown
    assert "OM-12 v3" in shown


async def test_a_confirmation_is_asked_again_until_another_person_gives_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = await heard(CONFIRM, "LI MING", "nobody", "王芳", "赵强", plan=staffed_plan())
    assert said(words) == [
        ("LI MING", "confirmed"),
        ("nobody", "confirmed"),
        ("王芳", "confirmed"),
        ("赵强", "confirmed"),
    ]
    shown = capsys.readouterr().err
    assert "LI MING 已经表示过意见" in shown
    assert "nobody 不在人员登记表中" in shown
    assert "王芳 不具备角色 checker" in shown


async def test_no_asks_who_says_so() -> None:
    assert said(await heard(DO, "no", "李明", plan=staffed_plan())) == [("李明", "failed")]
    assert said(await heard(CONFIRM, "否", "赵强", plan=staffed_plan())) == [("赵强", "refused")]
    assert said(await heard(GATE, "n", "来人", "no", "王芳", plan=staffed_plan())) == [
        ("来人", "refuse"),
        ("王芳", "refuse"),
    ]


async def test_a_gate_asks_until_so_many_people_have_approved() -> None:
    words = await heard(GATE, "王芳", "wangf", "赵强", plan=staffed_plan())
    assert said(words) == [("王芳", "approve"), ("wangf", "approve"), ("赵强", "approve")]


async def test_without_a_register_a_person_is_whoever_the_name_says() -> None:
    bare = replace(staffed_plan(), people=())
    assert said(await heard(replace(GATE, people=1), "anybody", plan=bare)) == [("anybody", "approve")]
    assert said(await heard(replace(GATE, people=1), "no")) == [("terminal", "refuse")]
    assert said(await heard(DO, "somebody")) == [("somebody", "done")]


async def test_an_interrupted_drill_is_decided_on() -> None:
    assert said(await heard(AskInterruption(in_doubt=()), "continue")) == [("terminal", "continue")]
    assert said(await heard(AskInterruption(in_doubt=()), "x")) == [("terminal", "restore")]


async def test_nobody_there_says_nothing() -> None:
    assert await heard(DO, plan=staffed_plan()) == []
