"""A drill in one line: read off its journal, and its verdict off its filed report; and what it asks of people now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from measurements.codec import decode
from measurements.counting import GateWords, ManualWords
from measurements.course import Act, follow
from measurements.events import DrillClosed, DrillOpened, Event
from measurements.history import History
from measurements.people import hear_people
from measurements.report import VerdictName
from runners.journal import Journal
from scenarios.plan import Text, plan_from_json
from service.tenures import Held, is_undecided, tenures, turns_back, utc_of

Status: TypeAlias = Literal["running", "waiting", "interrupted", "completed", "failed", "aborted"]
_TELLING: Final = (
    "drill_opened",
    "runner_started",
    "step_invoked",
    "step_completed",
    "step_settled",
    "approval_given",
    "manual_reported",
    "abort_asked",
    "safeguard_tripped",
    "interruption_decided",
    "undo_invoked",
    "runner_handed_over",
    "drill_closed",
)
_VERDICTS: Final[tuple[VerdictName, ...]] = ("met", "inconclusive", "missed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a drill asks of people at one step now.

    `role` is the role that is asked for, `but_not` who cannot give the answer (the doer, or who approved already), as
    identities. `until` is when it stops waiting, in UTC. `words` judges whether a word would count.
    """

    step: str
    what: Literal["approve", "do", "confirm"]
    role: str
    title: Text
    instruction: Text | None
    manual: str | None
    missing: int
    but_not: tuple[str, ...]
    until: str
    words: GateWords | ManualWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Which drill, and how far it is. Times are UTC in ISO 8601; None is not yet."""

    id: str
    scenario: str
    status: Status
    plan_sha256: str
    opened_by: str
    started_at: str
    ended_at: str | None
    restored: bool | None
    verdict: VerdictName | None
    questions: tuple[Asked, ...]
    events: int
    runs: tuple[Held, ...] = ()
    restoring: bool = False
    """Whether it has turned to restoring and is not closed."""
    undecided: bool = False
    """Whether it was interrupted and waits for somebody to decide whether it goes on."""

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Return the steps that wait for people."""
        return tuple(asked.step for asked in self.questions)


def card_of(journal: Journal, drill: str, directory: Path, *, is_live: bool) -> Card | None:
    """Return the card of a drill, None where the journal has none of that name."""
    last = journal.last(drill)
    told = [decode(record.text) for record in journal.records(drill, kinds=_TELLING)]
    opened = next((event for event in told if isinstance(event, DrillOpened)), None)
    if last is None or opened is None:
        return None
    closed = next((event for event in told if isinstance(event, DrillClosed)), None)
    questions = () if closed or not is_live else _questions(opened, told)
    return Card(
        id=drill,
        scenario=opened.scenario,
        status=_status(closed, questions, is_live=is_live),
        plan_sha256=opened.plan_sha256,
        opened_by=opened.opened_by,
        started_at=utc_of(opened, opened.at),
        ended_at=None if closed is None else utc_of(opened, closed.at),
        restored=None if closed is None else closed.restored,
        verdict=None if closed is None else _filed_verdict(directory),
        questions=questions,
        events=last.seq,
        runs=tenures(told),
        restoring=closed is None and any(map(turns_back, told)),
        undecided=closed is None and is_undecided(told),
    )


def _status(closed: DrillClosed | None, questions: Sequence[Asked], *, is_live: bool) -> Status:
    if closed is not None:
        return closed.ending.value
    if not is_live:
        return "interrupted"
    return "waiting" if questions else "running"


def _questions(opened: DrillOpened, told: Sequence[Event]) -> tuple[Asked, ...]:
    heard = hear_people(follow(History(told), plan_from_json(opened.plan)))
    open_now = [(act, words) for act, words in (*heard.gates, *heard.manuals) if act.is_last and act.completed is None]
    return tuple(_asked(opened, act, words) for act, words in open_now if act.settled is None and not words.is_over)


def _asked(opened: DrillOpened, act: Act, words: GateWords | ManualWords) -> Asked:
    until = utc_of(opened, act.invoked[1].at + act.step.within_ns)
    match words:
        case GateWords(gate=gate):
            asked = Asked(
                step=act.step.id,
                what="approve",
                role=gate.role,
                title=act.step.title,
                instruction=None,
                manual=None,
                missing=gate.people - len(words.approved),
                but_not=tuple(sorted(words.approved)),
                until=until,
                words=words,
            )
        case ManualWords(action=action):
            asked = Asked(
                step=act.step.id,
                what="do" if words.done_by is None else "confirm",
                role=words.asked_role,
                title=act.step.title,
                instruction=action.instruction,
                manual=action.manual,
                missing=1,
                but_not=() if words.done_by is None else (words.done_by,),
                until=until,
                words=words,
            )
    return asked


def _filed_verdict(directory: Path) -> VerdictName | None:
    try:
        verdict = json.loads((directory / "report.json").read_text("utf-8"))["verdict"]
    except (OSError, ValueError, KeyError):
        return None
    return next((name for name in _VERDICTS if name == verdict), None)
