"""A drill in one line: read off its journal, and its verdict off its filed report; and what it asks of people now."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from measurements.codec import Record, decode
from measurements.counting import GateWords, ManualWords
from measurements.course import Act, follow
from measurements.events import DrillClosed, DrillOpened, Event, StepCompleted, StepInvoked
from measurements.history import History
from measurements.people import hear_people
from measurements.report import VerdictName
from runners.journal import Journal
from scenarios.plan import Approve, Manual, Plan, Text, plan_from_json
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
_KEPT: Final = 200
_STEP: Final = '"step":"'
_INVOKED: Final = '"kind":"step_invoked"'
_COMPLETED: Final = '"kind":"step_completed"'
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


@dataclass(slots=True)
class _Told:
    """What a drill's journal tells of it up to record `seq`, without the commands on hosts one by one."""

    opened: DrillOpened
    plan: Plan
    people: frozenset[str]
    """The steps that people decide or do: of these everything is kept."""
    seq: int = 0
    events: list[Event] = field(default_factory=list[Event])
    begun: set[str] = field(default_factory=set[str])
    cards: dict[bool, Card] = field(default_factory=dict[bool, Card])

    def hear(self, seq: int, records: Sequence[Record]) -> None:
        """Take in what came since."""
        if seq != self.seq:
            self.cards.clear()
        telling = (record for record in records if not passes_over(record.text, self.people, self.begun))
        self.events.extend(event for event in map(_decoded, telling) if self._tells(event))
        self.seq = seq

    def _tells(self, event: Event) -> bool:
        """Tell whether a card depends on it: of a step that runs on two hundred hosts, on its beginning alone."""
        if isinstance(event, StepInvoked) and event.step not in self.begun:
            self.begun.add(event.step)
            return True
        return not isinstance(event, StepInvoked | StepCompleted) or event.step in self.people


class Cards:
    """The cards of one service's drills. Of a drill that is open it keeps what it read, and reads only what is new."""

    def __init__(self, journal: Journal, home: Path) -> None:
        self._journal, self._home = journal, home
        self._told: dict[str, _Told] = {}
        self._closed: OrderedDict[str, tuple[int, Card]] = OrderedDict()
        """The cards of closed drills that were looked at last, with the record that each tells of: none comes after."""
        self._turn = threading.Lock()

    def of(self, drill: str, *, is_live: bool) -> Card | None:
        """Return the card of a drill, None where the journal has none of that name; blocking."""
        with self._turn:  # of several who ask at once, one reads
            kept = self._closed.get(drill)
            if kept is not None and self._is_newest(drill, kept[0]):
                return replace(kept[1], verdict=_filed_verdict(self._home / drill))
            told = self._heard(drill)
            if told is None:
                return None
            card = told.cards.get(is_live)
            if card is None:
                card = told.cards[is_live] = _card(drill, told, self._home / drill, is_live=is_live)
            if card.ended_at is not None:
                self._told.pop(drill, None)
                self._keep(drill, told.seq, card)
            return card

    def _is_newest(self, drill: str, seq: int) -> bool:
        last = self._journal.last(drill)
        return last is not None and last.seq == seq

    def _keep(self, drill: str, seq: int, card: Card) -> None:
        self._closed[drill] = (seq, card)
        self._closed.move_to_end(drill)
        while len(self._closed) > _KEPT:
            self._closed.popitem(last=False)

    def services(self, drill: str) -> tuple[str, ...] | None:
        """Return the services that a drill was opened for, None where the journal has none of that name; blocking."""
        with self._turn:
            told = self._heard(drill)
        return None if told is None else tuple(objective.service for objective in told.plan.objectives)

    def _heard(self, drill: str) -> _Told | None:
        last, told = self._journal.last(drill), self._told.get(drill)
        if last is None:
            self._told.pop(drill, None)
            return None
        if told is not None and told.seq == last.seq:
            return told
        records = self._journal.records(drill, 0 if told is None else told.seq, kinds=_TELLING)
        told = told or _opened(records)
        if told is not None:
            told.hear(max(last.seq, *(record.seq for record in records), 0), records)
            self._told[drill] = told
        return told


def passes_over(text: str, people: Container[str], begun: Container[str]) -> bool:
    """Tell, without reading it whole, whether a record is of a command on a host that no card depends on.

    Of the steps of `people` everything is kept, of the others the first intent: they are `begun` then.
    """
    step = text[text.rfind(_STEP) + len(_STEP) :].partition('"')[0]  # in both kinds it is the last key with a text
    if step in people:
        return False
    return _COMPLETED in text or (_INVOKED in text and step in begun)


def card_of(journal: Journal, drill: str, directory: Path, *, is_live: bool) -> Card | None:
    """Return the card of a drill, None where the journal has none of that name; blocking."""
    return Cards(journal, directory.parent).of(drill, is_live=is_live)


def _opened(records: Sequence[Record]) -> _Told | None:
    opened = next((event for event in map(_decoded, records[:1]) if isinstance(event, DrillOpened)), None)
    if opened is None:
        return None
    plan = plan_from_json(opened.plan)
    people = frozenset(step.id for step in plan.steps if isinstance(step.action, Approve | Manual))
    return _Told(opened=opened, plan=plan, people=people)


def _decoded(record: Record) -> Event:
    return decode(record.text)


def _card(drill: str, heard: _Told, directory: Path, *, is_live: bool) -> Card:
    opened, told = heard.opened, heard.events
    closed = next((event for event in told if isinstance(event, DrillClosed)), None)
    questions = () if closed or not is_live or not heard.people else _questions(heard)
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
        events=heard.seq,
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


def _questions(told: _Told) -> tuple[Asked, ...]:
    heard = hear_people(follow(History(told.events), told.plan))
    open_now = [(act, words) for act, words in (*heard.gates, *heard.manuals) if act.is_last and act.completed is None]
    return tuple(
        _asked(told.opened, act, words) for act, words in open_now if act.settled is None and not words.is_over
    )


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
    """Return the verdict of the report that lies there now, None where there is none that can be read."""
    path = directory / "report.json"
    try:
        stat = path.stat()
        return _verdict_in(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)
    except (OSError, ValueError, KeyError):
        return None


@lru_cache(maxsize=500)
def _verdict_in(path: Path, _mtime_ns: int, _size: int, _inode: int) -> VerdictName | None:
    """Return a report's verdict, which is the same as long as the file is that one."""
    verdict = json.loads(path.read_text("utf-8"))["verdict"]
    return next((name for name in _VERDICTS if name == verdict), None)
