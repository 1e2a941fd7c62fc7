"""The only loop: decide, write the intent, act, write the outcome, until the drill is closed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from measurements.events import Event, Governance, RunnerHandedOver, RunnerStarted, StepInvoked, UndoInvoked
from measurements.history import History
from runners.actions import (
    Action,
    AskApproval,
    AskInterruption,
    AskManual,
    Close,
    Invoke,
    Look,
    Prove,
    Settle,
    UndoFault,
    Verify,
    Wait,
)
from runners.acts import has_effect
from runners.approvals import Approvals
from runners.attendants import Attendants
from runners.clock import Clock
from runners.enduring import Endurance
from runners.hands import FaultScripts, Hands, NoNotifier
from runners.intents import event_of, is_lawful
from runners.journal import Journal, Writer
from runners.leases import keep_lease
from runners.leaving import HandedOverError, HandOver, Leaving, Tenure
from runners.notices import Notifier
from runners.opening import checked_plan, first_events, start, write_first
from runners.performing import Performing
from runners.policy import decide_from
from runners.queries import PostgresQueries, Queries
from runners.recorder import recording
from runners.redaction import Mask
from runners.remote import Remote
from runners.shielding import to_its_end
from runners.state import fold
from runners.timekeeping import exchange_clocks, keep_reading
from runners.underway import UnderWay
from runners.watch import Watch
from scenarios.plan import SECOND, Inject, Phase, Plan, PlannedStep

_MOST_AT_ONCE: Final = 64
"""Most commands of steps under way at a time; further hosts wait their turn."""
_TIMED: Final = {Phase.INJECT, Phase.SWITCH}
"""Phases whose steps' instants are measured, so that clocks are compared before and after them."""
_SHORTEST_WAIT_S: Final = 0.001
_BREATH_S: Final = 0.002
"""So long news of what was just begun are waited for, before it is decided what else there is: mostly nothing."""


async def run_drill(
    plan: Plan | None,
    drill: str,
    *,
    journal: Journal,
    remote: Remote,
    watch: Watch,
    clock: Clock,
    mask: Mask,
    faults: FaultScripts,
    approvals: Approvals,
    opened_by: str = "",
    software: str = "",
    notifier: Notifier | None = None,
    queries: Queries | None = None,
    governance: Governance | None = None,
    tenure: Tenure | None = None,
) -> History:
    """Open the drill, or resume it where its journal ends, and return its history once it is closed.

    `plan` None resumes with the recorded plan. A cancelled call aborts the drill, and raises CancelledError only
    when everything is undone that can be. The caller opens and closes `remote` and `journal`. `governance` is written
    when the drill is opened; a resumed one has it already. `tenure` is how this runner has it.

    Raises:
        FencedError: another runner has the drill now; nothing more was done here.
        HandedOverError: the drill was left to another runner, as somebody asked.
        JournalError: the journal cannot be written; leases on the targets undo what was begun.
        PlanChangedError, DrillUnknownError, ClockRestartedError: nothing was done.
    """
    hands = Hands(
        remote=remote,
        watch=watch,
        clock=clock,
        faults=faults,
        approvals=approvals,
        mask=mask,
        notifier=notifier or NoNotifier(),
        queries=queries or PostgresQueries(),
    )
    tenure = tenure or Tenure()
    writer = await journal.writer(drill)  # first the pen, then the reading: whoever writes in between fences us off
    history = await journal.replay(drill)
    if history.closed is not None:
        return history
    checked = checked_plan(plan, drill, history, clock)
    if not history.events:
        first = first_events(checked, drill, clock, opened_by, software, governance)
        await write_first(writer, first, tenure.endurance)
    own = _Identity(plan=checked, drill=drill, run=secrets.token_hex(8))
    begun = start(own.run, clock, tenure.name, resumed=bool(history.events))
    return await _lived(own, hands, _Pen(writer, begun, tenure.endurance), journal, tenure.hand_over)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Identity:
    plan: Plan
    drill: str
    run: str


@dataclass(frozen=True, slots=True)
class _Pen:
    """The pen of a drill, what it writes first, and how long it waits for its journal."""

    writer: Writer
    begun: RunnerStarted
    endurance: Endurance


async def _lived(own: _Identity, hands: Hands, pen: _Pen, journal: Journal, hand_over: HandOver) -> History:
    """Run the drill and return its history once it is closed; raises HandedOverError where it is not."""
    leaving = Leaving(hand_over)
    await to_its_end(_live(own, hands, pen, await journal.replay(own.drill), leaving), leaving.cancelled)
    told = await pen.endurance.outlast(lambda: journal.replay(own.drill))
    if told.closed is None:
        raise HandedOverError(own.drill)
    return told


async def _live(own: _Identity, hands: Hands, pen: _Pen, history: History, leaving: Leaving) -> None:
    state = fold(own.plan, history)
    async with recording(pen.writer, state, hands.mask, hands.clock, pen.endurance) as recorder:
        await recorder.write(pen.begun)
        performing = Performing(
            plan=own.plan, drill=own.drill, run=own.run, hands=hands, recorder=recorder, under_way=UnderWay()
        )
        async with asyncio.TaskGroup() as group:
            await Engine(performing, group, leaving).drive(history)


class Engine:
    """One run of the loop over one drill. Every task that it starts belongs to `group`."""

    def __init__(self, performing: Performing, group: asyncio.TaskGroup, leaving: Leaving) -> None:
        self._performing, self._leaving = performing, leaving
        self._plan, self._hands, self._recorder = performing.plan, performing.hands, performing.recorder
        self._steps = performing.recorder.state.steps
        self._beside = Attendants(group, performing.recorder, performing.hands)
        self._looking: set[tuple[type[Action], str, str]] = set()
        self._asked: set[Action] = set()
        self._acting = 0
        self._foreseen: list[Action] = []
        self._is_foreseeing = False
        """Whether intents are being written that nobody waits for."""
        self._due: list[tuple[Sequence[Action], Sequence[Event]]] = []
        performing.recorder.follow(self)

    async def drive(self, history: History) -> None:
        """Run the drill to its close or until it is to be handed over, prober and ledger beside it."""
        self._start_beside()
        await self._beside.watch(history)
        close = None
        while close is None and not self._leaving.hand_over.is_asked:
            close = await self._turn()
        last = await self._left() if close is None else self._event(close)
        await self._beside.end()
        if last is not None:
            await self._recorder.write(replace(last, at=self._hands.clock.now()))

    async def _left(self) -> RunnerHandedOver:
        """Begin nothing more, let what acts on hosts end in its time, and return what the next runner is told."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._leaving.hand_over.grace_s):
                await self._catch_up()
                while self._is_foreseeing or any(self._unfinished()):
                    await self._recorder.changed(None)
                    await self._catch_up()
        state = self._recorder.state
        return RunnerHandedOver(
            at=self._hands.clock.now(),
            run=self._performing.run,
            reason=self._leaving.hand_over.reason,
            unfinished=tuple(self._unfinished()),
            writing=tuple(ledger.name for ledger in self._plan.ledgers if state.streams[ledger.name].is_running),
        )

    def _unfinished(self) -> Iterator[str]:
        """Yield what was begun in this run and could do harm twice, while nobody knows how it ends."""
        state = self._recorder.state
        for act in state.under_way.values():
            if has_effect(act.step) and not act.in_doubt:
                yield act.name
        yield from (f"undo of {state.faults[key].name}" for key in sorted(state.undoing))

    async def _turn(self) -> Close | None:
        """Decide once, write what was decided, begin it, and wait for news where there was nothing to write.

        Nothing is decided while intents are on their way that the state does not tell of yet: the room that the plan
        leaves would be given twice.
        """
        while self._is_foreseeing:
            await self._recorder.changed(None)
        if self._due:
            await self._catch_up()
            return await self._recorder.changed(_BREATH_S)
        actions = decide_from(self._plan, self._recorder.state, self._hands.clock.now())
        if isinstance(actions[0], Close):
            return actions[0]
        events = [event for action in self._affordable(actions) if (event := self._intent(action)) is not None]
        written = await self._recorder.write_intents(events, is_lawful) if events else []
        await self._start_all(actions, written)
        if not written and not self._due:
            await self._recorder.changed(self._patience(actions))
        return None

    def decide(self) -> Sequence[Event]:
        """Return the intents that follow from news which are about to be written, to be written with them."""
        self._foreseen = []
        if self._leaving.hand_over.is_asked:
            return []
        actions = decide_from(self._plan, self._recorder.state, self._hands.clock.now())
        self._foreseen = [] if isinstance(actions[0], Close) else list(self._affordable(actions))
        events = [event for action in self._foreseen if (event := self._intent(action)) is not None]
        self._is_foreseeing = bool(events)
        return events

    def written(self, intents: Sequence[Event]) -> None:
        """Begin, at the next turn, what `decide` returned and what is durable now."""
        self._is_foreseeing = False
        self._due.append((self._foreseen, intents))

    async def _catch_up(self) -> None:
        """Begin what was written together with news."""
        while self._due:
            await self._start_all(*self._due.pop(0))

    async def _start_all(self, actions: Sequence[Action], written: Sequence[Event]) -> None:
        begun = {(event.step, event.host) for event in written if isinstance(event, StepInvoked | UndoInvoked)}
        for action in actions:
            await self._start(action, begun)

    def _affordable(self, actions: Sequence[Action]) -> Iterator[Action]:
        """Yield the actions without those steps for which too much is under way already."""
        room = _MOST_AT_ONCE - self._acting
        for action in actions:
            if isinstance(action, Invoke):
                room -= 1
            if not isinstance(action, Invoke) or room >= 0:
                yield action

    def _intent(self, action: Action) -> Event | None:
        if isinstance(action, Settle) and self._performing.under_way.let_go(action):
            return None  # whoever does it writes its outcome
        return self._event(action)

    def _event(self, action: Action) -> Event | None:
        return event_of(action, self._steps, self._performing.run, self._hands.clock.now())

    async def _start(self, action: Action, begun: AbstractSet[tuple[str, str]]) -> None:
        """Begin what an action is about, if its intent is written, or needs none and is not being done."""
        match action:
            case Invoke(step=step, host=host) if (step, host) in begun:
                self._begin(self._steps[step].step, host, action.attempt)
            case UndoFault(step=step, host=host) if (step, host) in begun:
                self._spawn(self._performing.undo(action))
            case Look() | Verify() | Prove():
                self._look(action)
            case AskApproval() | AskManual() | AskInterruption() if action not in self._asked:
                self._asked.add(action)
                await self._hands.approvals.ask(action)
            case _:
                pass

    def _begin(self, step: PlannedStep, host: str, attempt: int) -> None:
        if not has_effect(step):
            return
        self._performing.under_way.enter(step.id, host)
        self._spawn(self._act(step, host))
        if isinstance(step.action, Inject) and attempt == 1:
            self._beside.start(keep_lease(self._performing, step, host, at_once=False))

    async def _act(self, step: PlannedStep, host: str) -> None:
        is_timed = bool(host) and step.phase in _TIMED
        if is_timed:
            self._beside.start(exchange_clocks(host, self._hands, self._recorder))
        await self._performing.act(step, host)
        if is_timed:
            self._beside.start(exchange_clocks(host, self._hands, self._recorder))

    def _look(self, action: Look | Verify | Prove) -> None:
        key = (type(action), action.step, action.host)
        if key not in self._looking and self._acting < _MOST_AT_ONCE:
            self._looking.add(key)
            self._spawn(self._looked(key, action))

    async def _looked(self, key: tuple[type[Action], str, str], action: Look | Verify | Prove) -> None:
        try:
            match action:
                case Look():
                    await self._performing.look(action)
                case Verify():
                    await self._performing.verify(action)
                case Prove():
                    await self._performing.prove(action)
        finally:
            self._looking.discard(key)
            self._recorder.nudge()  # what was seen may have been too late to be written, and is looked for again

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._acting += 1
        self._beside.start(self._counted(work))

    async def _counted(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            was_full = self._acting >= _MOST_AT_ONCE
            self._acting -= 1
            if was_full:  # something may wait for this room; else its outcome, written by now, is the news
                self._recorder.nudge()

    def _start_beside(self) -> None:
        """Start what runs from the beginning to the end of this run."""
        self._beside.start(keep_reading(self._hands.clock, self._recorder))
        self._beside.start(self._beside.hear())
        self._beside.start(self._beside.leave_when(self._leaving))
        self._beside.start(self._woken())
        for host in self._plan.hosts:
            self._beside.start(exchange_clocks(host.name, self._hands, self._recorder))
        for act in self._recorder.state.faults.values():
            if not act.is_gone:
                self._beside.start(keep_lease(self._performing, act.step, act.host, at_once=True))

    async def _woken(self) -> None:
        """Look up from waiting for news once the drill is to be handed over."""
        await self._leaving.hand_over.asked()
        self._recorder.nudge()

    def _patience(self, actions: Sequence[Action]) -> float | None:
        """Return for how many seconds there is nothing to do but to wait for news."""
        ends = [action.until for action in actions if isinstance(action, Wait) and action.until is not None]
        if not ends:
            return None
        return max(_SHORTEST_WAIT_S, (min(ends) - self._hands.clock.now()) / SECOND)
