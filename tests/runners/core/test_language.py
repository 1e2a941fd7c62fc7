"""Whole drills on fakes with what the language has beyond commands: repeats, values, people, notices, ledgers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import (
    DrillClosed,
    Ending,
    LedgerRead,
    LedgerReplayed,
    ManualReported,
    MarkerRead,
    NoticeSent,
    Outcome,
    StepCompleted,
    StepInvoked,
    StepSkipped,
)
from measurements.history import History
from runners.actions import AskManual
from runners.approvals import Inbox, Question
from runners.remote import Command
from runners.scripted import Drops, Exits, Hangs, Reply, ScriptedNotifier, ScriptedQueries, ScriptedRemote
from scenarios.plan import (
    SECOND,
    Capture,
    Captured,
    ContactGroup,
    HookChannel,
    LedgerAct,
    Manual,
    Notify,
    Person,
    Phase,
    Plan,
    PlannedStep,
    Reconcile,
    Repeat,
    Run,
    SecretRef,
    Text,
)
from tests.support.scripted_drills import MS, Scene, host, moody, plan, step, whole_language

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
Script = Mapping[str, Reply | Callable[[str], Reply]]


def ends(history: History, name: str) -> list[Outcome]:
    return [event.outcome for event in history.of(StepCompleted) if event.step == name]


def why(history: History, name: str) -> str:
    return [event.reason for event in history.of(StepCompleted) if event.step == name][-1]


def closing(history: History) -> DrillClosed:
    assert history.closed is not None
    return history.closed


async def drilled(tmp_path: Path, *steps: PlannedStep, replies: Script | None = None, **more: object) -> History:
    made = replace(plan(*steps), **more)  # pyright: ignore[reportArgumentType]
    return await Scene(root=tmp_path, plan=made, replies=replies or {}).run()


async def test_the_whole_language_runs_through(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=whole_language(), replies=moody())
    history = await scene.run()
    assert (closing(history).ending, closing(history).restored) == (Ending.COMPLETED, True), closing(history).reason
    assert ends(history, "knock").count(OK) == 2
    assert ends(history, "here") == [FAILED, UNKNOWN, OK]
    assert [event.attempt for event in history.of(StepInvoked) if event.step == "here"] == [1, 2, 3]
    assert [event.value for event in history.of(MarkerRead)] == ["23803720", "23803720"]
    assert [event.what for event in history.of(ManualReported)] == ["done"]
    assert [event.outcome for event in history.of(NoticeSent)] == [OK]
    assert "演练" in scene.notifier.sent[0][1].subject
    position = next(event for event in history.of(StepCompleted) if event.step == "position")
    assert position.captured == (("lsn", "0/16B3748"),)


async def test_a_captured_value_reaches_a_later_step_as_data(tmp_path: Path) -> None:
    hostile = "'; rm -rf / #$(id)`id`\\"
    scene = Scene(root=tmp_path, plan=whole_language(), replies={**moody(), "position": Exits(stdout=f"lsn {hostile}")})
    remote = ScriptedRemote(scene.clock, scene.target)
    await scene.run(remote=remote)
    sent = {command.script: command for _, command in remote.sent}
    assert sent["promote"].env["LSN"] == hostile
    assert hostile not in sent["promote"].script


async def test_the_value_of_the_same_host_is_taken(tmp_path: Path) -> None:
    def name(at: str) -> Reply:
        return Exits(stdout=f"name is {at}")

    ask = Run(script="ask", captures=(Capture(name="name", after="name is "),))
    use = Run(script="use", inputs={"NAME": Captured(step="ask", name="name")})
    made = plan(step("ask", Phase.SWITCH, ask, on="ab"), step("use", Phase.SWITCH, use, on="ab", needs=["ask"]))
    scene = Scene(root=tmp_path, plan=made, replies={"ask": name})
    remote = ScriptedRemote(scene.clock, scene.target)
    await scene.run(remote=remote)
    used: list[tuple[str, Command]] = [(at, command) for at, command in remote.sent if command.script == "use"]
    assert sorted((at, command.env["NAME"]) for at, command in used) == [("a", "a"), ("b", "b")]


async def test_a_value_that_is_not_there_sends_nothing(tmp_path: Path) -> None:
    use = Run(script="use", inputs={"LSN": Captured(step="ask", name="lsn")})
    ask = replace(step("ask", Phase.SWITCH, Run(script="ask"), on="a"), essential=False)
    made = plan(ask, step("use", Phase.SWITCH, use, on="a", needs=["ask"]))
    scene = Scene(root=tmp_path, plan=made, replies={"ask": Exits(status=1)})
    history = await scene.run()
    assert why(history, "use") == "ask captured no 'lsn' on a; nothing was sent"
    assert scene.target.done == ["ask on a"]


@pytest.mark.parametrize("said", ["lsn", "lsn: hunter2", "lsn: \x00"])
async def test_what_cannot_be_captured_fails_the_step(tmp_path: Path, said: str) -> None:
    ask = Run(script="ask", captures=(Capture(name="lsn", after="lsn: "),))
    history = await drilled(tmp_path, step("ask", Phase.SWITCH, ask, on="a"), replies={"ask": Exits(stdout=said)})
    assert ends(history, "ask") == [FAILED]
    assert "'lsn' cannot be captured" in why(history, "ask")
    assert closing(history).ending is Ending.FAILED


def repeated(name: str, tries: int = 3, **more: object) -> PlannedStep:
    made = step(name, Phase.SWITCH, Run(script=name), on="a")
    return replace(made, repeat=Repeat(tries=tries, pause_ns=MS), **more)  # pyright: ignore[reportArgumentType]


async def test_tries_that_are_used_up_turn_the_drill(tmp_path: Path) -> None:
    history = await drilled(
        tmp_path, repeated("act"), step("next", Phase.VERIFY, Run(script="next"), on="a"), replies={"act": Drops()}
    )
    assert ends(history, "act") == [UNKNOWN] * 3
    assert closing(history).ending is Ending.FAILED
    assert [event.step for event in history.of(StepSkipped)] == ["next"]


async def test_a_whole_time_ends_what_is_under_way_and_begins_no_more(tmp_path: Path) -> None:
    act = replace(step("act", Phase.SWITCH, Run(script="act"), on="ab"), whole_ns=SECOND // 2, at_once=1)
    history = await drilled(tmp_path, act, replies={"act": Hangs()})
    assert ends(history, "act") == [UNKNOWN]
    assert "stopped waiting: the 0.5 s that act may take in all are over" in why(history, "act")
    assert [event.host for event in history.of(StepInvoked)] == ["a"]
    assert closing(history).ending is Ending.FAILED


async def test_a_step_that_is_not_essential_may_fail(tmp_path: Path) -> None:
    act = replace(step("act", Phase.SWITCH, Run(script="act"), on="a"), essential=False)
    then = step("then", Phase.SWITCH, Run(script="then"), on="a", needs=["act"])
    home = replace(step("home", Phase.RESTORE, Run(script="act"), on="a"), essential=False)
    history = await drilled(tmp_path, act, then, home, replies={"act": Exits(status=1)})
    assert ends(history, "then") == [OK]
    assert (closing(history).ending, closing(history).restored) == (Ending.COMPLETED, True)


async def test_a_run_without_hosts_is_done_on_the_controller(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=plan(step("here", Phase.SWITCH, Run(script="here"))))
    history = await scene.run()
    assert ends(history, "here") == [OK]
    assert scene.target.done == ["here on "]


DUTY, OFFICE = (
    ContactGroup(
        name=name,
        title=Text(zh=name, en=name),
        channels=tuple(
            HookChannel(name=f"{name}-{way}", kind="wecom", url=SecretRef(source="env", name="URL"))
            for way in ("one", "two")
        ),
    )
    for name in ("duty", "office")
)


@pytest.mark.parametrize(
    ("endings", "outcome"),
    [
        ({"duty-one": FAILED, "office-two": UNKNOWN}, OK),
        ({"duty-one": FAILED, "duty-two": UNKNOWN}, UNKNOWN),
        ({"duty-one": FAILED, "duty-two": FAILED}, FAILED),
    ],
)
async def test_each_group_has_to_be_reached_by_one_channel(
    tmp_path: Path, endings: dict[str, Outcome], outcome: Outcome
) -> None:
    action = Notify(groups=("duty", "office"), subject=Text(zh="一", en="a"), text=Text(zh="二", en="b"))
    made = replace(plan(step("tell", Phase.DECIDE, action)), contacts=(DUTY, OFFICE))
    history = await Scene(root=tmp_path, plan=made, notifier=ScriptedNotifier(endings=endings)).run()
    assert ends(history, "tell") == [outcome]
    assert len(list(history.of(NoticeSent))) == 4


async def test_a_group_without_a_channel_is_not_reached(tmp_path: Path) -> None:
    action = Notify(groups=("duty",), subject=Text(zh="一", en="a"), text=Text(zh="二", en="b"))
    history = await drilled(tmp_path, step("tell", Phase.DECIDE, action), contacts=(replace(DUTY, channels=()),))
    assert why(history, "tell") == "duty: has no channel; nothing was sent"


class LosingScene(Scene):
    """Rows 1 and 2 are gone once somebody has done `lose`."""

    def target_with(self, replies: Mapping[str, Reply | Callable[[str], Reply]]):  # noqa: ANN201  the parent's type
        return super().target_with({**replies, "lose": self._lose})

    def _lose(self, _host: str) -> Reply:
        table = self.spool.tables["orders"]
        self.spool.tables["orders"] = [number for number in table if number > 2]
        return Exits()


@pytest.mark.parametrize("replay", [True, False])
async def test_what_is_lost_is_listed_and_written_again_where_that_is_wanted(tmp_path: Path, replay: bool) -> None:  # noqa: FBT001
    made = plan(
        step("ledger.orders.open", Phase.PREPARE, LedgerAct(ledger="orders", act="open")),
        step("wait", Phase.PREPARE, Run(script="wait"), on="a", needs=["ledger.orders.open"]),
        step("lose", Phase.INJECT, Run(script="lose"), on="a"),
        step("lost", Phase.VERIFY, Reconcile(ledger="orders", replay=replay)),
    )
    scene = LosingScene(root=tmp_path, plan=made, replies={"wait": Exits(takes_ns=SECOND // 4)})
    history = await scene.run()
    assert ends(history, "lost") == [OK]
    said = next(event.stdout for event in history.of(StepCompleted) if event.step == "lost")
    assert "2 lost: 1, 2" in said
    assert [event.number for event in history.of(LedgerReplayed)] == ([(1, 2)] if replay else [])
    assert [event.replayed for event in history.of(LedgerRead)] == ([False, True] if replay else [False])
    assert ({1, 2} <= set(scene.spool.tables["orders"])) is replay


async def test_what_was_never_opened_is_not_reconciled(tmp_path: Path) -> None:
    history = await drilled(tmp_path, step("lost", Phase.VERIFY, Reconcile(ledger="orders", replay=True)))
    assert [event.step for event in history.of(StepSkipped)] == ["lost"]


@pytest.mark.parametrize("found", [None, [], [(None,)], [("1",), ("2",)], [("no position",)]])
async def test_a_marker_that_is_not_one_value_is_no_reading(
    tmp_path: Path, found: list[tuple[str | None, ...]] | None
) -> None:
    made = replace(whole_language(), steps=whole_language().steps[2:3])
    scene = Scene(root=tmp_path, plan=made, queries=ScriptedQueries(answers=lambda _query: found))
    history = await scene.run()
    assert ends(history, "before") == [FAILED]
    assert list(history.of(MarkerRead)) == []


class TwoPeople(Inbox):
    """Zhang says everything, under every name and account that he has; then `other` confirms, where there is one."""

    def __init__(self, other: str | None) -> None:
        super().__init__()
        self.other, self.asked = other, list[AskManual]()

    async def ask(self, question: Question) -> None:
        await super().ask(question)
        assert isinstance(question, AskManual)
        self.asked.append(question)
        what = "done" if question.what == "do" else "confirmed"
        for spoken in ("zhang.wei", "ZHANG WEI", "张 伟", "Ｚｈａｎｇ　Ｗｅｉ", "zw@firm", "zhang\u200bwei"):
            self.put(ManualReported(at=0, step="call", person=spoken, what=what, note="", channel="test"))
        if question.what == "confirm" and self.other is not None:
            self.put(ManualReported(at=0, step="call", person=self.other, what=what, note="", channel="test"))


PEOPLE = (
    Person(
        id="zhang.wei",
        title=Text(zh="张伟", en="Zhang Wei"),
        names=("张 伟", "Wei Zhang"),
        accounts=("zw@firm",),
        roles=("operator", "checker"),
    ),
    Person(id="li.na", title=Text(zh="李娜", en="Li Na"), names=(), roles=("checker",)),
    Person(id="wang", title=Text(zh="王", en="Wang"), names=(), roles=("visitor",)),
)


@pytest.mark.parametrize(
    ("other", "outcome", "said"),
    [
        (None, FAILED, "nobody of role checker confirmed it within 0.5 s"),
        ("wang", FAILED, "nobody of role checker confirmed it"),
        ("stranger", FAILED, "nobody of role checker confirmed it"),
        ("LI NA", OK, "done by zhang.wei, confirmed by li.na"),
    ],
)
async def test_nobody_confirms_himself(tmp_path: Path, other: str | None, outcome: Outcome, said: str) -> None:
    call = Manual(instruction=Text(zh="打", en="call"), role="operator", dual_control=True, confirm_role="checker")
    made = replace(plan(step("call", Phase.DECIDE, call, within=SECOND // 2)), people=PEOPLE, hosts=(host("a"),))
    inbox = TwoPeople(other)
    history = await Scene(root=tmp_path, plan=made, approvals=inbox).run()
    assert ends(history, "call") == [outcome]
    assert said in why(history, "call")
    assert [question.what for question in inbox.asked] == ["do", "confirm"]
    assert inbox.asked[1].doer == "zhang.wei"
    assert len(list(history.of(ManualReported))) >= 12


def test_a_plan_of_the_whole_language_is_itself_a_plan() -> None:
    made: Plan = whole_language()
    assert len({one.id for one in made.steps}) == len(made.steps)
