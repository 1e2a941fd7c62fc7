"""Whole drills on fakes: in good order, with failures, with people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    Ending,
    InterruptionDecided,
    LeaseRenewed,
    LedgerRead,
    LedgerWritten,
    Outcome,
    SafeguardTripped,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
    StepSettled,
    UndoProved,
    WatchReported,
)
from measurements.history import History
from runners.approvals import Inbox, Question, Word
from runners.engine import run_drill
from runners.faults import fault_commands
from runners.opening import DrillUnknownError, PlanChangedError, recorded_plan
from runners.remote import Answer, Command
from runners.scripted import Drops, Exits, Hangs, Reply, ScriptedRemote, Unreachable, scripted_faults
from runners.scripted_watch import ScriptedWatch
from runners.watch import Mark, News, WatchError
from scenarios.plan import SECOND, Approve, CheckCommand, CheckStream, Phase, Plan, Run, WaitFor
from tests.support.scripted_drills import (
    DRILL,
    MS,
    Crashed,
    CrashingJournal,
    Scene,
    fault,
    host,
    plan,
    step,
    twelve_steps,
)

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN


def outcome(history: History, name: str, host: str) -> tuple[Outcome, str]:
    return next((e.outcome, e.reason) for e in history.of(StepCompleted) if (e.step, e.host) == (name, host))


def closing(history: History) -> DrillClosed:
    assert history.closed is not None
    return history.closed


def cut_and(*actions: Run | CheckCommand, within: int = 10 * SECOND) -> Plan:
    """A fault, and steps s0, s1… on host a after it."""
    steps = [
        step(f"s{place}", Phase.SWITCH, action, on=["a"], needs=[f"s{place - 1}"] if place else [], within=within)
        for place, action in enumerate(actions)
    ]
    return plan(step("cut", Phase.INJECT, fault(), on=["b"]), *steps)


async def test_a_drill_runs_through(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps())
    history = await scene.run()
    closed = closing(history)
    assert (closed.ending, closed.restored, closed.residue) == (Ending.COMPLETED, True, ())
    assert history.events[-1] is closed
    assert {event.outcome for event in history.of(StepCompleted)} == {OK}
    assert {event.host for event in history.of(ClocksExchanged)} == {"a", "b"}
    assert all(event.before <= event.at for event in history.of(ClockRead))
    assert [event.last for event in history.of(LedgerRead)][-1] is True
    assert next(history.of(ApprovalGiven)).waived


async def test_no_news_of_the_watch_is_lost(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps())
    history = await scene.run()
    for name, batches in scene.spool.batches.items():
        told = [e for e in history.of(SamplesTaken) if e.stream == name]
        told += [e for e in history.of(LedgerWritten) if e.ledger == name]
        assert [replace(batch, at=0) for batch in told] == [replace(batch, at=0) for batch in batches]
    assert [event.what for event in history.of(WatchReported) if event.stream == "entry"] == ["started", "stopped"]


@pytest.mark.parametrize(
    ("reply", "expected", "said"),
    [
        (Exits(status=3), FAILED, "exit status 3, expected 0"),
        (Exits(stdout="server starting"), FAILED, "does not contain 'server promoted'"),
        (Exits(stdout="server promoted"), OK, ""),
        (Drops(), UNKNOWN, "the link was lost after the command was sent; it may have taken effect"),
        (Hangs(), UNKNOWN, "it did not end in time and may go on"),
        (Unreachable(), FAILED, "no route to host; nothing was sent"),
    ],
)
async def test_a_command_ends_as_it_should_or_stops_the_drill(
    tmp_path: Path, reply: Reply, expected: Outcome, said: str
) -> None:
    promote = Run(script="promote", expect="server promoted")
    scene = Scene(root=tmp_path, plan=cut_and(promote, Run(script="next"), within=SECOND), replies={"promote": reply})
    history = await scene.run()
    assert outcome(history, "s0", "a")[0] is expected
    assert said in outcome(history, "s0", "a")[1]
    assert ("next on a" in scene.target.done) is (expected is OK)
    assert closing(history).ending is (Ending.COMPLETED if expected is OK else Ending.FAILED)
    assert closing(history).restored
    assert scene.target.standing == set()


async def test_a_fault_that_did_not_take_stops_the_drill(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps(), weak=frozenset({"crash"}))
    history = await scene.run()
    assert not any(line.startswith("promote") for line in scene.target.done)
    assert closing(history).ending is Ending.FAILED
    assert "was not seen to take" in closing(history).reason


async def test_a_fault_that_stays_is_tried_for_its_time_and_called_residue(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps(), stubborn=frozenset({"starve"}))
    history = await scene.run()
    assert (closing(history).restored, closing(history).residue) == (False, ("starve@b",))
    proofs = [event.proved for event in history.of(UndoProved) if event.step == "starve"]
    assert len(proofs) > 2
    assert set(proofs) == {FAILED}
    assert "crash@a" not in scene.target.standing


async def test_a_check_is_asked_until_it_is_true_or_its_time_is_up(tmp_path: Path) -> None:
    asked = iter(range(100))

    def answer(_host: str) -> Reply:
        return Exits(stdout="streaming" if next(asked) >= 3 else "startup")

    check = CheckCommand(script="look", expect="streaming", every_ns=5 * MS)
    never = CheckCommand(script="stare", exits=(1,), every_ns=50 * MS)
    scene = Scene(root=tmp_path, plan=cut_and(check, never, within=SECOND), replies={"look": answer})
    history = await scene.run()
    assert outcome(history, "s0", "a") == (OK, "")
    assert outcome(history, "s1", "a") == (FAILED, "exit status 0, expected 1")
    assert scene.target.done.count("look on a") == 4


class BrokenRemote(ScriptedRemote):
    async def run(self, host: str, command: Command) -> Answer:
        if command.script == "break":
            msg = "a flaw in the transport"
            raise RuntimeError(msg)
        return await super().run(host, command)


async def test_a_flaw_of_the_transport_is_an_unknown_and_leaves_no_fault_behind(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=cut_and(Run(script="break")))
    history = await scene.run(remote=BrokenRemote(scene.clock, scene.target))
    kind, reason = outcome(history, "s0", "a")
    assert kind is UNKNOWN
    assert "a flaw in the transport" in reason
    assert closing(history).restored
    assert scene.target.standing == set()


async def test_leases_are_renewed_until_the_undo(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=cut_and(Run(script="wait")), replies={"wait": Exits(takes_ns=SECOND)})
    history = await scene.run()
    renewed = [event.outcome for event in history.of(LeaseRenewed)]
    assert len(renewed) >= 3
    assert set(renewed) == {OK}


async def test_an_abort_lets_a_command_go_and_restores(tmp_path: Path) -> None:
    inbox = Inbox()

    def hang(_host: str) -> Reply:
        inbox.put(AbortAsked(at=0, by="li", reason="smoke in the server room"))
        return Hangs()

    scene = Scene(
        root=tmp_path, plan=cut_and(Run(script="run"), within=600 * SECOND), replies={"run": hang}, approvals=inbox
    )
    history = await scene.run()
    assert outcome(history, "s0", "a")[0] is UNKNOWN
    assert closing(history).ending is Ending.ABORTED
    assert "smoke in the server room" in closing(history).reason
    assert next(history.of(AbortAsked)).at > 0
    assert scene.target.standing == set()


async def test_a_cancelled_runner_restores_before_it_goes(tmp_path: Path) -> None:
    begun = asyncio.Event()

    def hang(_host: str) -> Reply:
        begun.set()
        return Hangs()

    scene = Scene(root=tmp_path, plan=cut_and(Run(script="run"), within=600 * SECOND), replies={"run": hang})
    task = asyncio.ensure_future(scene.run())
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await task
    history = await scene.history()
    assert (closing(history).ending, closing(history).restored) == (Ending.ABORTED, True)
    assert scene.target.standing == set()


class People(Inbox):
    """Answers each question at once with what `says` makes of it."""

    def __init__(self, says: Callable[[Question], list[Word]]) -> None:
        super().__init__()
        self._says = says

    async def ask(self, question: Question) -> None:
        await super().ask(question)
        for word in self._says(question):
            self.put(word)


def approval(person: str) -> ApprovalGiven:
    return ApprovalGiven(at=0, step="gate", person=person, decision="approve", reason="", channel="api")


async def test_people_are_asked_once_and_heard(tmp_path: Path) -> None:
    people = People(lambda _: [approval("li"), approval("wang")])
    gate = step("gate", Phase.DECIDE, Approve(role="commander", people=2))
    scene = Scene(root=tmp_path, plan=plan(gate), approvals=people)
    history = await scene.run()
    assert outcome(history, "gate", "") == (OK, "approved by li, wang")
    assert len(people.open) == 1


async def test_an_interrupted_drill_goes_on_when_people_say_so(tmp_path: Path) -> None:
    def says(_: Question) -> list[Word]:
        return [
            StepSettled(at=0, step="s0", host="a", outcome=OK, by="li", reason="promoted, I looked"),
            InterruptionDecided(at=0, decision="continue", by="li", reason="go on"),
        ]

    asking = replace(cut_and(Run(script="one"), Run(script="two")), on_interruption="ask")
    scene = Scene(root=tmp_path, plan=asking, approvals=People(says))
    journal = CrashingJournal.made(scene.path, 1_000)

    def one(_host: str) -> Reply:
        journal.lives = 1
        return Exits()

    scene.target = scene.target_with({"one": one})
    with pytest.raises(Crashed):
        await scene.run(journal)
    history = await scene.run()
    assert closing(history).ending is Ending.COMPLETED
    assert scene.target.done.count("one on a") == 1
    assert scene.target.done.count("two on a") == 1


class BlindWatch(ScriptedWatch):
    async def start(self, marks: Mapping[str, Mark]) -> None:
        msg = f"the prober cannot be started from {marks}"
        raise WatchError(msg)


class DyingWatch(ScriptedWatch):
    async def news(self) -> AsyncIterator[News]:
        count = 0
        async for news in super().news():
            yield news
            count += 1
            if count > 5:
                return


@pytest.mark.parametrize("kind", [BlindWatch, DyingWatch])
async def test_without_a_watch_there_is_no_drill_but_a_way_home(tmp_path: Path, kind: type[ScriptedWatch]) -> None:
    never = step("never", Phase.DETECT, WaitFor(stream="entry", state="down", in_a_row=999))
    scene = Scene(root=tmp_path, plan=plan(step("cut", Phase.INJECT, fault(), on=["b"]), never))
    history = await scene.run(watch=kind)
    assert next(history.of(SafeguardTripped)).safeguard == "watch"
    assert (closing(history).ending, closing(history).restored) == (Ending.ABORTED, True)
    assert scene.target.standing == set()


async def test_secrets_are_masked_in_everything_that_is_stored(tmp_path: Path) -> None:
    check = step("steady", Phase.PREPARE, CheckStream(stream="entry", state="up"))
    leaky = step("leak", Phase.SWITCH, Run(script="leak"), on=["a"])
    scene = Scene(
        root=tmp_path,
        plan=plan(check, step("cut", Phase.INJECT, fault(), on=["b"]), leaky),
        replies={"leak": Exits(status=1, stdout="password=hunter2", stderr="no hunter2 here")},
    )
    await scene.run()
    journal = scene.journal()
    text = "\n".join(record.text for record in await journal.read(DRILL))
    journal.close()
    assert "hunter2" not in text
    assert "no *** here" in text


async def test_long_output_is_bounded(tmp_path: Path) -> None:
    flood = Exits(stdout="x" * 10_000_000)
    scene = Scene(root=tmp_path, plan=cut_and(Run(script="flood")), replies={"flood": flood})
    history = await scene.run()
    kept = next(event.stdout for event in history.of(StepCompleted) if event.step == "s0")
    assert 60_000 < len(kept) < 70_000
    assert "characters left out" in kept


async def test_many_hosts_are_served_a_bounded_number_at_a_time(tmp_path: Path) -> None:
    hosts = tuple(host(f"h{number}") for number in range(200))
    wide = replace(plan(step("all", Phase.SWITCH, Run(script="go"), on=[one.name for one in hosts])), hosts=hosts)
    scene = Scene(root=tmp_path, plan=wide, replies={"go": Exits(takes_ns=20 * MS)})
    history = await scene.run()
    flying = most = 0
    for event in history.events:
        flying += isinstance(event, StepInvoked) - isinstance(event, StepCompleted)
        most = max(most, flying)
    assert most == 64
    assert len(scene.target.done) == 200
    assert closing(history).ending is Ending.COMPLETED


async def test_a_drill_is_resumed_with_its_own_plan_only(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=twelve_steps())
    assert await scene.crash(5)
    with pytest.raises(PlanChangedError, match="opened with another plan"):
        await replace(scene, plan=cut_and()).run()
    journal = scene.journal()
    assert await recorded_plan(journal, DRILL) == scene.plan
    with pytest.raises(DrillUnknownError, match="no drill other"):
        await recorded_plan(journal, "other")
    journal.close()
    with pytest.raises(DrillUnknownError):
        await replace(scene, drill="other").run(has_plan=False)
    first = await scene.run(has_plan=False)
    assert closing(first)
    assert await scene.run() == first


async def test_the_real_scripts_fit_the_door(tmp_path: Path) -> None:
    """The scripted and the real commands of a fault have one form; here they only have to be sent."""
    scene = Scene(root=tmp_path, plan=cut_and())
    journal = scene.journal()
    watch = ScriptedWatch(drill=DRILL, probes=("entry",), clock=scene.clock)
    assert scripted_faults(scene.plan.step("cut"), scene.plan.host("b"), DRILL, "r", SECOND).begin.env["STEP"] == "cut"
    remote = ScriptedRemote(scene.clock, lambda _host, _command: Exits())
    history = await run_drill(
        scene.plan,
        DRILL,
        journal=journal,
        remote=remote,
        watch=watch,
        clock=scene.clock,
        mask=str,
        faults=fault_commands,
        approvals=Inbox(),
    )
    journal.close()
    verbs = [command.env["FAULT_VERB"] for _, command in remote.sent]
    assert verbs == ["begin", "verify", "undo", "prove"]
    assert closing(history).restored
