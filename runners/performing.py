"""How each thing that policy asks for is done, and its outcome written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from measurements.events import CONTROLLER, Event, FaultVerified, Outcome, StepCompleted, UndoCompleted, UndoProved
from runners.actions import Look, Prove, UndoFault, Verify
from runners.capturing import NotCapturedError, captured
from runners.errand import Errand, Script, parameters
from runners.expecting import expected
from runners.faults import HERE, acted, elsewhere, narrowed, on_controller, seen
from runners.faults.late import WAY_IN, later_ns, outlasted
from runners.hands import Hands
from runners.measuring import measure
from runners.ready import make_sure
from runners.reconciling import read_back, reconcile
from runners.recorder import Recorder
from runners.redaction import Mask
from runners.remote import Answer
from runners.state import DrillState
from runners.telling import tell
from runners.underway import UnderWay
from runners.watch import WatchError
from scenarios.plan import (
    SECOND,
    CheckCommand,
    Inject,
    LedgerAct,
    Measure,
    Notify,
    Plan,
    PlannedStep,
    Ready,
    Reconcile,
    Run,
)

_GRACE_NS: Final = 5 * SECOND
"""How much longer than its own deadline a transport may take to say that it is over."""
_LOOKS: Final = 3
_BETWEEN_LOOKS_NS: Final = SECOND // 5
_CUT_LOOK_NS: Final = 3 * SECOND
"""For how long a host is asked that said it would be cut off."""


Verb: TypeAlias = Literal["begin", "verify", "renew", "undo", "prove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performing:
    """The doing of one drill's actions in one run of the runner."""

    plan: Plan
    drill: str
    run: str
    hands: Hands
    recorder: Recorder
    under_way: UnderWay

    async def act(self, step: PlannedStep, host: str) -> None:
        """Do a step whose intent is written, and write its outcome."""
        patience = step.within_ns + _GRACE_NS
        answer = await self.under_way.wait(step.id, host, patience, self._done(step, host))
        await self._complete(step, host, answer, _ended(step, answer, self.hands.mask))

    async def look(self, action: Look) -> None:
        """Ask a check's command until it is true or its time is up, and write the outcome."""
        step = self.plan.step(action.step)
        patience = action.until - self.hands.clock.now() + 2 * _GRACE_NS
        answer = await self.under_way.wait(step.id, action.host, patience, self._asked(step, action))
        await self._complete(step, action.host, answer, _Ended(outcome=answer.outcome, reason=answer.reason))

    async def verify(self, action: Verify) -> None:
        """Look whether the fault took, and write what was seen, unless it is being undone by now."""
        step = self.plan.step(action.step)
        is_cut = WAY_IN in self.recorder.state.faults[step.id, action.host].captured.items()
        until = self.hands.clock.now() + (min(step.within_ns, _CUT_LOOK_NS) if is_cut else step.within_ns)
        answer = await self._looked(action, until, "verify")
        took, detail = seen(answer), _said(answer)
        if is_cut and answer.outcome is not Outcome.OK:
            took, detail = Outcome.OK, f"it said that it would cut this way in, and is silent since: {detail}"
        event = FaultVerified(at=self.hands.clock.now(), step=step.id, host=action.host, took=took, detail=detail)
        await self.recorder.write_lawful([event], _is_not_being_undone)

    async def undo(self, action: UndoFault) -> None:
        """Undo a fault, the intent being written, and write how that ended."""
        left = max(1, action.until - self.hands.clock.now())
        answer = await self.send(self.plan.step(action.step), action.host, "undo", left)
        await self.recorder.write(
            UndoCompleted(
                at=self.hands.clock.now(),
                step=action.step,
                host=action.host,
                outcome=acted(answer),
                reason=answer.reason,
                stdout=answer.stdout,
                stderr=answer.stderr,
                stamps=answer.stamps,
            )
        )

    async def prove(self, action: Prove) -> None:
        """Look whether the fault is gone, and write what was seen."""
        answer = await self._looked(action, action.until, "prove")
        await self.recorder.write(
            UndoProved(
                at=self.hands.clock.now(),
                step=action.step,
                host=action.host,
                proved=seen(answer),
                detail=_said(answer),
            )
        )

    async def send(self, step: PlannedStep, host: str, verb: Verb, timeout_ns: int) -> Answer:
        """Return the answer to a command about a fault; unlike a step's, it is never let go, and it never raises."""
        patience = timeout_ns + _GRACE_NS
        return await UnderWay().wait(step.id, host, patience, self._fault(step, host, verb, timeout_ns))

    async def _fault(self, step: PlannedStep, host: str, verb: Verb, timeout_ns: int) -> Answer:
        within = self.plan.safeguards.undo_within_ns
        target, env = HERE if host == CONTROLLER else self.plan.host(host), parameters(self.plan, step.id)
        commands = self.hands.faults(step, target, self.drill, self.run, within, env=env)
        command = {
            "begin": commands.begin,
            "verify": commands.verify,
            "renew": commands.renew,
            "undo": commands.undo,
            "prove": commands.prove,
        }[verb]
        where = CONTROLLER if on_controller(step) else host
        answer = await self.hands.remote.run(where, replace(command, timeout_ns=timeout_ns, harmless=verb == "renew"))
        answer = narrowed(answer) if verb == "begin" else answer
        return elsewhere(answer, await self.hands.remote.exchange_clocks(where, 1)) if where != host else answer

    async def _harmed(self, step: PlannedStep, host: str) -> Answer:
        """Begin a fault; what is to come after the answer is waited for, so that its stamps hold it."""
        answer = await self._fault(step, host, "begin", step.within_ns)
        if later := later_ns(answer):
            await asyncio.sleep(later / SECOND)
            return outlasted(answer, self.hands.clock.now())
        return answer

    async def _done(self, step: PlannedStep, host: str) -> Answer:
        errand = self._errand(step, host, step.within_ns)
        match step.action:
            case Run() as action:
                return await errand.send(Script.of(action))
            case Inject():
                return await self._harmed(step, host)
            case LedgerAct() as action:
                return await self._ledger(errand, action)
            case Reconcile() as action:
                return await reconcile(errand, action)
            case Notify() as action:
                return await tell(errand, action)
            case Measure() as action:
                return await measure(errand, action)
            case Ready() as action:
                return await make_sure(errand, action.check)
            case _:
                return Answer(outcome=Outcome.OK)

    def _errand(self, step: PlannedStep, host: str, timeout_ns: int) -> Errand:
        return Errand(
            plan=self.plan,
            drill=self.drill,
            run=self.run,
            hands=self.hands,
            recorder=self.recorder,
            step=step,
            host=host,
            timeout_ns=timeout_ns,
        )

    async def _ledger(self, errand: Errand, action: LedgerAct) -> Answer:
        try:
            match action.act:
                case "open":
                    return Answer(outcome=Outcome.OK, stdout=await self.hands.watch.open_ledger(action.ledger))
                case "drop":
                    return Answer(outcome=Outcome.OK, stdout=await self.hands.watch.drop_ledger(action.ledger))
                case "read":
                    return Answer(outcome=Outcome.OK, stdout=f"{len(await read_back(errand, action.ledger))} rows")
        except WatchError as error:
            return Answer(outcome=Outcome.FAILED, reason=str(error))

    async def _asked(self, step: PlannedStep, action: Look) -> Answer:
        """Return the last answer, its outcome being the check's."""
        check = step.action
        if not isinstance(check, CheckCommand):
            return Answer(outcome=Outcome.FAILED, reason=f"step {step.id} asks no command")
        while True:
            left = max(SECOND, action.until - self.hands.clock.now())
            answer = await self._errand(step, action.host, left).send(Script.of(check))
            outcome, reason = expected(check, answer)
            is_late = self.hands.clock.now() + check.every_ns >= action.until
            if outcome is Outcome.OK or is_late:
                return replace(answer, outcome=outcome, reason=reason)
            await asyncio.sleep(check.every_ns / SECOND)

    async def _looked(self, action: Verify | Prove, until: int, verb: Verb) -> Answer:
        """Return the first answer that says yes, or the last of a few."""
        step = self.plan.step(action.step)
        for look in range(_LOOKS):
            left = max(SECOND, until - self.hands.clock.now())
            answer = await self.send(step, action.host, verb, left)
            is_last = look == _LOOKS - 1 or self.hands.clock.now() + _BETWEEN_LOOKS_NS >= until
            if seen(answer) is Outcome.OK or is_last:
                return answer
            await asyncio.sleep(_BETWEEN_LOOKS_NS / SECOND)
        return Answer(outcome=Outcome.UNKNOWN, reason="nobody looked")

    async def _complete(self, step: PlannedStep, host: str, answer: Answer, ended: _Ended) -> None:
        await self.recorder.write(
            StepCompleted(
                at=self.hands.clock.now(),
                step=step.id,
                host=host,
                outcome=ended.outcome,
                reason=ended.reason,
                exit_status=answer.exit_status,
                stdout=answer.stdout,
                stderr=answer.stderr,
                truncated=answer.truncated,
                stamps=answer.stamps,
                captured=ended.captured,
            )
        )
        self.under_way.leave(step.id, host)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    outcome: Outcome
    reason: str
    captured: tuple[tuple[str, str], ...] = ()


def _ended(step: PlannedStep, answer: Answer, mask: Mask) -> _Ended:
    match step.action:
        case Run() as action:
            return _ran(action, answer, mask)
        case Inject():
            captured = (WAY_IN,) if later_ns(answer) else ()
            return _Ended(outcome=acted(answer), reason=answer.reason or _said(answer), captured=captured)
        case _:
            return _Ended(outcome=answer.outcome, reason=answer.reason)


def _ran(action: Run, answer: Answer, mask: Mask) -> _Ended:
    outcome, reason = expected(action, answer)
    if outcome is not Outcome.OK:
        return _Ended(outcome=outcome, reason=reason)
    try:
        return _Ended(outcome=outcome, reason=reason, captured=captured(action.captures, answer, mask))
    except NotCapturedError as error:
        return _Ended(outcome=Outcome.FAILED, reason=str(error))


def _said(answer: Answer) -> str:
    """Return the shortest telling text of an answer: the reason, else what the script printed."""
    return answer.reason or answer.stdout.strip() or answer.stderr.strip()


def _is_not_being_undone(event: Event, state: DrillState) -> bool:
    if not isinstance(event, FaultVerified):
        return True
    act = state.faults[event.step, event.host]
    return not act.tries.count and not act.last_tries.count
