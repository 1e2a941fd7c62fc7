"""What must hold after a campaign, judged from what was done to the hosts and from what the journals tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sqlmodel import Session, select

from measurements.events import Outcome, RunnerStarted, StepCompleted, StepInvoked, UndoInvoked, UndoProved
from measurements.history import History
from runners.journal import Journal, history_of
from scenarios.plan import Inject, Phase, Run, plan_from_json
from service.book import Book
from service.guard.claims import ClaimRow
from service.running.tables import RunRow
from tests.support.campaign.driver import Flight
from tests.support.campaign.moves import Move, passage
from tests.support.campaign.processes import Blow
from tests.support.fake_hosts import Done, FakeHosts

_EFFECTS = frozenset(("act", "begin", "undo"))
_DATABASE = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """A drill that another runner took up after a blow: `seconds` from the blow to its first record.

    `in_reach` tells whether another worker was up, and the database there, for all of that time. `freed_s` and `held_s`
    are from the blow until the drill waited again and until it was held again, where the database told; for
    `roomless_s` of the time between nobody who was there had room.
    """

    ticket: int
    blow: Blow
    seconds: float
    to_act_s: float | None
    in_reach: bool = True
    freed_s: float | None = None
    held_s: float | None = None
    roomless_s: float = 0.0

    @property
    def had_room(self) -> bool:
        """Tell whether at every moment at which the drill waited somebody was there who had room for it."""
        return self.in_reach and self.roomless_s == 0.0

    @property
    def own_s(self) -> float:
        """Return how long it took beside waiting for room."""
        return self.seconds - self.roomless_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Which workers were up at one moment, each with how many drills it takes; None where the database did not say."""

    at: int
    room: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a campaign from outside: blows, who was up when, and how the runs moved."""

    blows: Sequence[Blow] = ()
    looks: Sequence[Presence] = ()
    moves: Sequence[Move] = ()

    def always(self, since: int, until: int, but: str) -> dict[str, int]:
        """Return the workers that were up all the time between, each with how many it takes; none without database."""
        if any(blow.name == _DATABASE and blow.at <= until and since <= blow.until for blow in self.blows):
            return {}
        told = [one.room for one in self.looks if since <= one.at <= until]
        if not told or any(room is None for room in told):
            return {}
        rooms = [room for room in told if room is not None]
        names = set(rooms[0]).intersection(*rooms[1:]) - {but}
        return {name: rooms[0][name] for name in names}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One drill: what the campaign knows of it, what its journal tells, and what was done to its hosts."""

    flight: Flight
    history: History
    truth: Sequence[Done]

    @cached_property
    def runners(self) -> list[RunnerStarted]:
        """Return who had it, in order."""
        return list(self.history.of(RunnerStarted))

    def wrongs(self) -> Iterator[str]:
        """Yield everything that must not be."""
        for wrong in (
            *self._ending(),
            *self._twice(),
            *self._healed(),
            *self._intended(),
            *self._invented(),
            *self._late(),
        ):
            yield f"drill {self.flight.ticket} ({self.flight.drill}): {wrong}"

    def _ending(self) -> Iterator[str]:
        closed = self.history.closed
        if closed is None:
            yield "it is not closed"
        elif closed.residue or not (closed.restored or self._was_cut()):
            yield f"it closed {closed.ending} with residue {closed.residue}: {closed.reason}"
        if not self.flight.card.get("verdict"):
            yield "it has no verdict"

    def _was_cut(self) -> bool:
        """Tell whether a runner died in an act of restoring: nobody knows how it ended, which the drill's end says."""
        opened = self.history.opened
        plan = None if opened is None else plan_from_json(opened.plan)
        steps = {step.id for step in plan.steps if step.phase is Phase.RESTORE} if plan else set[str]()
        return any(one.step in steps and one.outcome is Outcome.UNKNOWN for one in self.history.of(StepCompleted))

    def _twice(self) -> Iterator[str]:
        """No act sent twice, no fault begun twice, no intent written twice, no undo that took effect twice."""
        sent = Counter((one.host, one.step) for one in self.truth if one.verb == "act" and one.side == "sent")
        begun = Counter((one.host, one.step, one.verb) for one in self.truth if one.effect and one.verb in _EFFECTS)
        told = Counter((event.host, event.step) for event in self.history.of(StepInvoked))
        for what, times in [*sent.items(), *begun.items(), *told.items()]:
            if times > 1:
                yield f"{what} was done {times} times"

    def _healed(self) -> Iterator[str]:
        gone = {(one.host, one.step) for one in self.truth if one.effect and one.verb in {"undo", "expired"}}
        proved = {(one.host, one.step) for one in self.history.of(UndoProved) if one.proved is Outcome.OK}
        for one in self.truth:
            if one.verb == "begin" and one.effect and (one.host, one.step) not in gone & proved:
                yield f"{one.step} on {one.host} was begun and not undone and proved"

    def _intended(self) -> Iterator[str]:
        """Nothing is done to a host before its intent stands in the journal."""
        intents: dict[tuple[str, str], int] = {}
        for event in self.history.of(StepInvoked):
            intents.setdefault((event.host, event.step), event.at)
        for event in self.history.of(UndoInvoked):
            intents.setdefault((event.host, f"undo {event.step}"), event.at)
        for one in self.truth:
            if one.verb not in _EFFECTS or one.side != "sent":
                continue
            at = intents.get((one.host, f"undo {one.step}" if one.verb == "undo" else one.step))
            if at is None or at > one.at:
                yield f"{one.verb} {one.step} on {one.host} was sent without an intent"

    def _invented(self) -> Iterator[str]:
        """What the journal calls done was done."""
        over = {(one.host, one.step) for one in self.truth if one.side == "over" and one.verb in {"act", "begin"}}
        opened = self.history.opened
        if opened is None:
            return
        plan = plan_from_json(opened.plan)
        for event in self.history.of(StepCompleted):
            does = isinstance(plan.step(event.step).action, Run | Inject)
            if does and event.outcome is Outcome.OK and (event.host, event.step) not in over:
                yield f"{event.step} on {event.host} is told to be done, and was not"

    def _late(self) -> Iterator[str]:
        """Who has lost the drill does nothing any more until it is given to him again."""
        pids = {runner.pid for runner in self.runners}
        for one in self.truth:
            has = next((runner for runner in reversed(self.runners) if runner.at < one.at), None)
            if has is None or one.side != "sent" or one.verb not in _EFFECTS or one.pid not in pids - {has.pid}:
                continue
            ms = (one.at - has.at) / 1e6
            yield f"{one.verb} {one.step} on {one.host} came {ms:.0f} ms after the takeover, by the old runner"

    def story(self) -> str:
        """Tell who had it when, in one line: seconds since it was opened, and the process."""
        opened = self.history.opened
        zero = 0 if opened is None else opened.at
        told = [f"{(runner.at - zero) / 1e9:.1f} s {runner.pid}" for runner in self.runners]
        closed = self.history.closed
        end = "" if closed is None else f"; {closed.ending} at {(closed.at - zero) / 1e9:.1f} s: {closed.reason}"
        return f"drill {self.flight.ticket}: {', '.join(told)}{end}"

    def takeovers(self, seen: Seen) -> Iterator[Takeover]:
        """Yield who took it up after which blow."""
        for earlier, later in pairwise(self.runners):
            near = [blow for blow in seen.blows if blow.pid == earlier.pid and earlier.at < blow.at < later.at]
            if near and earlier.pid != later.pid:
                yield self._taken(near[-1], earlier, later, seen)

    def _taken(self, blow: Blow, earlier: RunnerStarted, later: RunnerStarted, seen: Seen) -> Takeover:
        acts = [one.at for one in self.truth if one.pid == later.pid and one.at > later.at]
        there = seen.always(blow.at, later.at, earlier.runner)
        way = passage(seen.moves, self.flight.drill, blow.at, later.runner, there)
        return Takeover(
            ticket=self.flight.ticket,
            blow=blow,
            seconds=(later.at - blow.at) / 1e9,
            to_act_s=(min(acts) - blow.at) / 1e9 if acts else None,
            in_reach=bool(there),
            freed_s=None if way is None else (way.freed - blow.at) / 1e9,
            held_s=None if way is None else (way.held - blow.at) / 1e9,
            roomless_s=0.0 if way is None or not there else way.roomless / 1e9,
        )


def cases(flights: Sequence[Flight], journal: Journal, hosts: FakeHosts) -> list[Case]:
    """Return every drill; raises ChainBrokenError where a journal was broken."""
    by_ticket: defaultdict[str, list[Done]] = defaultdict(list)
    for done in hosts.truth():
        by_ticket[done.ticket].append(done)
    return [
        Case(
            flight=flight,
            history=history_of(flight.drill, journal.records(flight.drill)),
            truth=by_ticket[str(flight.ticket)],
        )
        for flight in flights
        if flight.drill
    ]


def wrongs(found: Sequence[Case], journal: Journal, hosts: FakeHosts) -> list[str]:
    """Return everything that must not be after a campaign; an empty list is a passed one."""
    told = [wrong for case in found for wrong in case.wrongs()]
    told += [f"the fault {fault} still stands" for fault in sorted(hosts.standing())]
    known = {case.flight.drill for case in found}
    told += [f"nobody started the drill {drill}" for drill in journal.drills_now() if drill not in known]
    tickets = {str(case.flight.ticket) for case in found}
    strange = {one.ticket for one in hosts.truth()} - tickets - {""}
    return [*told, *(f"something was done for ticket {ticket}, which was never given" for ticket in sorted(strange))]


def queue_wrongs(journal: Journal) -> list[str]:
    """Return what must not be in the tables of a service whose drills are all over."""
    told: list[str] = []
    with Session(journal.engine) as session:
        told += [
            f"the run of {run.drill} is {run.status}, held by {run.worker}, filed at {run.filed_ns}"
            for run in session.exec(select(RunRow))
            if run.status not in {"ended", "refused"} or run.filed_ns is None or run.worker is not None
        ]
        told += [f"{claim.what} is still claimed by {claim.drill}" for claim in session.exec(select(ClaimRow))]
    Book(journal.engine).check()
    return told
