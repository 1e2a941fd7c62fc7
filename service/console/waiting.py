"""What waits for one person: questions of drills, dossiers, runs that were missed, findings; each with where to act."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from scenarios.plan import Text
from service.access import Caller, Right
from service.book import Head, Query, seen_tags
from service.firm import Firm
from service.improvement.item import FAMILY as FINDINGS
from service.improvement.item import UNSETTLED
from service.index.listing import Line
from service.words import same

Kind: TypeAlias = Literal["answer", "decide", "approve", "run", "owned", "verify", "own", "revise", "start", "conclude"]
MOST: Final = 50
_OWN: Final[Mapping[str, Kind]] = {
    "preparing": "own",
    "refused": "revise",
    "approved": "start",
    "summarising": "conclude",
}
"""What the one whose dossier it is has to do next, by how it stands."""
_ASKED_RUNS: Final = ("asked", "uncertain")
_TO_VERIFY: Final = ("done", "proved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits: `kind` says what is to be done, `what` with what, `until_ns` until when (UTC)."""

    kind: Kind
    what: Text
    address: str
    until_ns: int | None = None
    until: str | None = None
    """The same where it is an ISO instant."""


async def waiting_for(firm: Firm, caller: Caller, lines: Sequence[Line]) -> tuple[Waiting, ...]:
    """Return what waits for `caller`, the most urgent kinds first; `lines` are the drills under way."""
    kept = await asyncio.to_thread(lambda: list(_kept(firm, caller)))
    asked = [one for line in lines for one in _asked(firm, caller, line)]
    return (*asked, *kept)


def _asked(firm: Firm, caller: Caller, line: Line) -> Iterator[Waiting]:
    """Yield what a drill that runs asks, as far as this caller may answer at all."""
    card = line.card
    if not caller.may(Right.SPEAK, firm.index.services_of(card.id) or ()):
        return
    address = f"/console/drills/{card.id}"
    if card.undecided:
        yield Waiting(kind="decide", what=line.title or same(card.scenario), address=address)
    for one in card.questions:
        if caller.user not in one.but_not:
            yield Waiting(kind="answer", what=one.title, address=address, until=one.until)


def _kept(firm: Firm, caller: Caller) -> Iterator[Waiting]:
    if caller.has(Right.APPROVE):
        yield from _to_approve(firm, caller)
    if caller.has(Right.SCHEDULE):
        yield from _to_decide(firm, caller)
    own = _heads(firm, caller, "dossier", tuple(_OWN), (f"user:{caller.user}",))
    yield from (_dossier(head, _OWN[head.status]) for head in own)
    owned = _heads(firm, caller, FINDINGS, tuple(UNSETTLED), (f"owner:{caller.user}",))
    yield from (_finding(head, "owned") for head in owned)
    if caller.has(Right.VERIFY):
        yield from _to_verify(firm, caller)


def _to_approve(firm: Firm, caller: Caller) -> Iterator[Waiting]:
    for head in _heads(firm, caller, "dossier", ("asked",)):
        if head.shown["opened_by"] != caller.user and caller.may(Right.APPROVE, head.shown["services"]):
            yield _dossier(head, "approve")


def _to_decide(firm: Firm, caller: Caller) -> Iterator[Waiting]:
    for head in _heads(firm, caller, "run", _ASKED_RUNS):
        if caller.may(Right.SCHEDULE, head.shown["services"]):
            yield Waiting(kind="run", what=same(_name(head)), address="/console/calendar", until_ns=head.due_ns)


def _to_verify(firm: Firm, caller: Caller) -> Iterator[Waiting]:
    for head in _heads(firm, caller, FINDINGS, _TO_VERIFY):
        if head.shown["owner"] != caller.user and caller.may(Right.VERIFY, head.shown["services"]):
            yield _finding(head, "verify")


def _heads(
    firm: Firm, caller: Caller, family: str, status: tuple[str, ...], tags: tuple[str, ...] = ()
) -> tuple[Head, ...]:
    seen = seen_tags(caller.seen_services())
    return tuple(firm.book.heads(Query(family=family, status=status, tags=tags, any_tags=seen, limit=MOST)).heads)


def _name(head: Head) -> str:
    return head.stream.partition("/")[2]


def _dossier(head: Head, kind: Kind) -> Waiting:
    return Waiting(kind=kind, what=_title(head.shown), address=f"/console/dossiers/{_name(head)}", until_ns=head.due_ns)


def _finding(head: Head, kind: Kind) -> Waiting:
    return Waiting(kind=kind, what=_title(head.shown), address=f"/console/findings/{_name(head)}", until_ns=head.due_ns)


def _title(shown: dict[str, Any]) -> Text:
    told = shown["title"]
    return Text(zh=told["zh"], en=told["en"])
