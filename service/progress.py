"""What a person follows while a drill runs: each event as one short line, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from measurements.events import (
    CONTROLLER,
    AbortAsked,
    ApprovalGiven,
    DrillClosed,
    DrillOpened,
    Event,
    FaultVerified,
    InterruptionDecided,
    JournalReturned,
    LedgerRead,
    LedgerReplayed,
    ManualReported,
    MarkerRead,
    NoticeSent,
    Outcome,
    RunnerHandedOver,
    RunnerStarted,
    SafeguardTripped,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
    WatchReported,
)
from scenarios.plan import Approve, Manual, Plan, plan_from_json
from service.tenures import Standing

Mark: TypeAlias = Literal["begin", "ok", "failed", "unknown", "skipped", "waiting", "note", "end"]

_MARKS: dict[Outcome, Mark] = {Outcome.OK: "ok", Outcome.FAILED: "failed", Outcome.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the progress view. `word` keys the catalogue; `note` is data (masked already)."""

    elapsed_ns: int
    mark: Mark
    word: str
    phase: str = ""
    step: str = ""
    host: str = ""
    note: str = ""
    took_ns: int | None = None


@dataclass(slots=True)
class Progress:
    """Turns events into lines; remembers only the plan, the opening, when each step began, and who has the drill."""

    opened_at: int = 0
    plan: Plan | None = None
    begun: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    standing: Standing = field(default_factory=Standing)

    def line(self, event: Event) -> Line | None:
        """Return the line for `event`, or None where a person need not see it."""
        self.standing.take(event)
        match event:
            case DrillOpened():
                self.opened_at, self.plan = event.at, plan_from_json(event.plan)
                return self._note(event.at, "opened", event.drill)
            case StepInvoked() | StepCompleted() | StepSkipped() | StepSettled() | FaultVerified():
                return self._step(event)
            case UndoInvoked() | UndoCompleted() | UndoProved():
                return self._undo(event)
            case DrillClosed():
                return self._line(event.at, "end", "closed", note=event.reason)
            case _:
                return self._news(event)

    def _step(self, event: StepInvoked | StepCompleted | StepSkipped | StepSettled | FaultVerified) -> Line:
        match event:
            case StepInvoked():
                self.begun[event.step, event.host] = event.at
                mark: Mark = "waiting" if self._is_gate(event.step) else "begin"
                note = event.detail if event.attempt == 1 else f"attempt {event.attempt}"
                return self._line(event.at, mark, "step", event.step, event.host, note)
            case StepCompleted():
                began = self.begun.get((event.step, event.host))
                took = None if began is None else event.at - began
                return self._line(
                    event.at, _MARKS[event.outcome], "step", event.step, event.host, event.reason, took_ns=took
                )
            case StepSkipped():
                return self._line(event.at, "skipped", "step", event.step, CONTROLLER, event.reason)
            case StepSettled():
                note = f"{event.by}: {event.reason}"
                return self._line(event.at, _MARKS[event.outcome], "settled", event.step, event.host, note)
            case FaultVerified():
                return self._line(event.at, _MARKS[event.took], "took", event.step, event.host, event.detail)

    def _undo(self, event: UndoInvoked | UndoCompleted | UndoProved) -> Line:
        match event:
            case UndoInvoked():
                return self._line(event.at, "begin", "undo", event.step, event.host, event.because)
            case UndoCompleted():
                return self._line(event.at, _MARKS[event.outcome], "undo", event.step, event.host, event.reason)
            case UndoProved():
                return self._line(event.at, _MARKS[event.proved], "proved", event.step, event.host, event.detail)

    def _news(self, event: Event) -> Line | None:
        match event:
            case ApprovalGiven() | ManualReported() | NoticeSent() | LedgerReplayed() | MarkerRead():
                return self._said(event)
            case AbortAsked():
                return self._note(event.at, "abort", f"{event.by}: {event.reason}")
            case SafeguardTripped():
                return self._note(event.at, "safeguard", f"{event.safeguard}: {event.detail}")
            case RunnerStarted() if event.resumed:
                return self._note(event.at, "resumed", event.runner or f"pid {event.pid}")
            case RunnerHandedOver():
                return self._note(event.at, "handed_over", "; ".join((event.reason, *event.unfinished)))
            case InterruptionDecided():
                word = event.decision if event.holds_for(self.standing.run) else "passed_over"
                return self._note(event.at, word, f"{event.by}: {event.reason}")
            case WatchReported() if event.what in {"lost", "stalled", "adopted"}:
                return self._note(event.at, f"watch_{event.what}", f"{event.stream} {event.detail}".strip())
            case JournalReturned():
                return self._note(
                    event.at, "journal_returned", f"{(event.until - event.since) // 10**9} s: {event.why}"
                )
            case LedgerRead() if event.last:
                return self._note(event.at, "read_back", event.ledger)
            case _:
                return None

    def _said(self, event: ApprovalGiven | ManualReported | NoticeSent | LedgerReplayed | MarkerRead) -> Line:
        match event:
            case ApprovalGiven():
                word = "waived" if event.waived else event.decision
                return self._line(event.at, "note", word, event.step, note=f"{event.person}: {event.reason}")
            case ManualReported():
                word = "manual_waived" if event.waived else event.what
                return self._line(event.at, "note", word, event.step, note=f"{event.person}: {event.note}")
            case NoticeSent():
                told = f"{event.group} / {event.channel}: {event.detail}"
                return self._line(event.at, _MARKS[event.outcome], "notice", event.step, note=told)
            case LedgerReplayed():
                return self._line(event.at, "note", "replayed", event.step, note=f"{event.ledger}: {len(event.number)}")
            case MarkerRead():
                told = f"{event.marker} {event.side}: {event.value}"
                return self._line(event.at, "note", "marker", event.step, event.host, told)

    def _note(self, at: int, word: str, note: str) -> Line:
        return self._line(at, "note", word, note=note)

    def _is_gate(self, step: str) -> bool:
        return self.plan is not None and isinstance(self.plan.step(step).action, Approve | Manual)

    def _line(
        self,
        at: int,
        mark: Mark,
        word: str,
        step: str = "",
        host: str = "",
        note: str = "",
        *,
        took_ns: int | None = None,
    ) -> Line:
        phase = str(self.plan.step(step).phase) if self.plan is not None and step else ""
        return Line(
            elapsed_ns=at - self.opened_at,
            mark=mark,
            word=word,
            phase=phase,
            step=step,
            host=host,
            note=note,
            took_ns=took_ns,
        )
