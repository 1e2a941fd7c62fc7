"""The planner's drill that uses every word of the language, run by the engine on fakes: every step ends as planned."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import (
    ApprovalGiven,
    Ending,
    Exchange,
    LedgerRead,
    ManualReported,
    MarkerRead,
    NoticeSent,
    Outcome,
    StepCompleted,
)
from measurements.history import History
from runners.actions import AskManual
from runners.approvals import Inbox, Question
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.ready.asking import program
from runners.remote import Command
from runners.scripted import (
    Exits,
    Reply,
    ScriptedNotifier,
    ScriptedQueries,
    ScriptedRemote,
    ScriptedTarget,
    scripted_faults,
)
from runners.scripted_watch import ScriptedWatch
from scenarios.plan import Capture, CheckStream, Plan, PlannedStep, Run
from tests.support.databases import journal_in
from tests.support.drill_files import WHOLE, DrillFiles
from tests.support.scripted_drills import MS

READY = {
    program(
        "disk_space"
    ): "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda 99999999 9 50000000 1% /\n",
    program("host_time"): "2026-11-21T02:03:04Z\n",
    program("backup"): "fresh 1\nall 9\n",
    program("capacity"): "processors 8\nmemory_kb 33554432\nload 0.5\n",
}
REPLIES: dict[str, Reply | Callable[[str], Reply]] = {
    **{script: Exits(stdout=stdout) for script, stdout in READY.items()},
    "pg-fence": Exits(stdout="lsn: 0/16B3748\nsessions: 12\n"),
    "pg_ctl promote -w": Exits(stdout="server promoted\n"),
    "pg-lsn": Exits(stdout="0/16B3748\n"),
}


def quick(step: PlannedStep) -> PlannedStep:
    """The same step without long waits; the parser's example captures one output as two types, which no output is."""
    match step.action:
        case CheckStream():
            return replace(step, action=replace(step.action, hold_ns=50 * MS))
        case Run(captures=(lsn, sessions)):
            told = (lsn, Capture(name=sessions.name, type="integer", after="sessions: "))
            return replace(step, action=replace(step.action, captures=told))
        case _:
            return step


def answers(query: str) -> list[tuple[str | None, ...]]:
    return [("s", "streaming", "0", None)] if "pg_stat_replication" in query else [("0/16B3748",)]


class Staff(Inbox):
    """Everybody whom the plan's register knows, saying what is asked of them."""

    async def ask(self, question: Question) -> None:
        await super().ask(question)
        if isinstance(question, AskManual):
            person, what = ("ZHANG WEI", "done") if question.what == "do" else ("李 娜", "confirmed")
            self.put(ManualReported(at=0, step=question.step, person=person, what=what, note="", channel="test"))  # pyright: ignore[reportArgumentType]
            return
        for person in ("zhang.wei", "Zhang Wei", "王芳"):
            self.put(ApprovalGiven(at=0, step="release", person=person, decision="approve", reason="", channel="test"))


class Hands(ScriptedRemote):
    """Hosts whose wall clocks are this machine's."""

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:  # noqa: ARG002  all are alike
        clock = SystemClock()
        return tuple(Exchange(c1=clock.now(), remote=clock.utc_ns(), c2=clock.now()) for _ in range(count))


class Target(ScriptedTarget):
    """Hosts on which a trial lease, too, fires by itself."""

    def __call__(self, host: str, command: Command) -> Reply:
        match command.env.get("FAULT_VERB"):
            case None:
                return super().__call__(host, command)
            case "verify":
                return Exits(status=1, stdout="the lease expired at 02:03:04")
            case _:
                return Exits()


async def drilled(made: Plan, root: Path) -> tuple[History, Target, ScriptedNotifier]:
    clock, target, notifier = SystemClock(), Target(root / "target", REPLIES), ScriptedNotifier()
    journal = journal_in(root)

    def is_up(stream: str) -> bool:
        return stream != "page" or "call" in said or not any(name.startswith("cut@") for name in target.standing)

    said: set[str] = set()
    hears = Staff()
    put = hears.put

    def noted(word: object) -> None:
        said.update({"call"} if isinstance(word, ManualReported) else ())
        put(word)  # pyright: ignore[reportArgumentType]

    hears.put = noted
    try:
        async with asyncio.timeout(120):
            history = await run_drill(
                made,
                "whole",
                journal=journal,
                remote=Hands(clock, target),
                watch=ScriptedWatch(
                    drill="whole", probes=tuple(one.name for one in made.probes), clock=clock, is_up=is_up
                ),
                clock=clock,
                mask=str,
                faults=scripted_faults,
                approvals=hears,
                notifier=notifier,
                queries=ScriptedQueries(answers=answers),
            )
    finally:
        journal.close()
    return history, target, notifier


@pytest.mark.slow
async def test_every_word_of_the_language_is_done(tmp_path: Path) -> None:
    planned = DrillFiles.copied(tmp_path / "files", WHOLE).plan()
    made = replace(planned, steps=tuple(map(quick, planned.steps)))
    history, target, notifier = await drilled(made, tmp_path)
    wrong = {event.step: event.reason for event in history.of(StepCompleted) if event.outcome is not Outcome.OK}
    assert wrong == {}
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed.reason
    assert {event.step for event in history.of(StepCompleted)} == {step.id for step in made.steps}
    assert target.standing == set()
    assert len(list(history.of(MarkerRead))) == 2
    assert len(list(history.of(NoticeSent))) == len(notifier.sent) == 3
    assert {event.ledger for event in history.of(LedgerRead)} == {"orders", "db_rows"}
