"""The door of the dossiers: each method is one thing that somebody may do, with the right that it takes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from measurements.events.governed import Governance
from scenarios.plan import Plan
from service.access import Caller, Right
from service.book import Book, HeadPage, Query, Shelf, Told, seen_tags
from service.book.entry import SYSTEM
from service.denial import UnfitError, deny_any
from service.dossiers import approving, executing, noting, preparing, summing
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import (
    DecisionGiven,
    DossierEvent,
    DossierOpened,
    DrillDone,
    NoteTaken,
    OverrideAsked,
    OverrideDecided,
    ParticipantNamed,
    RecordFiled,
    ReportSigned,
    Verdict,
)
from service.dossiers.heading import NAME, family
from service.dossiers.standing import Standing, needed, standing
from service.dossiers.wish import Wish, facts_of
from service.happenings import DrillEnded, Happening
from service.notices import Teller
from service.policy import Policy

Decide = Callable[[Dossier], Sequence[DossierEvent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A dossier as it is now, and the plan that its files come to now."""

    dossier: Dossier
    plan: Plan
    digest: str
    """SHA-256 of the plan."""


class Planner(Protocol):
    """Makes a plan of a wish (`service.dossiers.files.Files` does, out of files)."""

    async def plan(self, wish: Wish) -> Plan:
        """Return the plan; raises UnfitError with everything that is wrong."""
        ...


class Dossiers:
    """All dossiers of one service. Every change is an entry of the book; every refusal names all reasons."""

    def __init__(self, book: Book, policy: Policy, files: Planner, teller: Teller) -> None:
        self.shelf: Shelf[DossierEvent, Dossier] = Shelf(book, family(policy))
        self.policy, self.files = policy, files
        self._book, self._teller = book, teller

    # reading

    async def read(self, caller: Caller, name: str) -> tuple[Dossier, int]:
        """Return a dossier and the seq of its last entry; raises NoSuchError, ForbiddenError."""
        dossier, seq = await self.shelf.read(name)
        caller.require(Right.READ, dossier.services)
        return dossier, seq

    async def told(self, name: str) -> list[Told[DossierEvent]]:
        """Return everything that was told of a dossier, in order."""
        return await asyncio.to_thread(self.shelf.told, name)

    async def page(self, caller: Caller, query: Query) -> HeadPage:
        """Return one page of those that the caller may see."""
        wanted = Query(
            family=NAME,
            status=query.status,
            tags=query.tags,
            any_tags=seen_tags(caller.seen_services()),
            due_before_ns=query.due_before_ns,
            cursor=query.cursor,
            limit=query.limit,
        )
        return await self.shelf.page(wanted)

    # preparing

    async def open(self, caller: Caller, wish: Wish) -> Dossier:
        """Open a dossier; raises UnfitError with everything wrong in its files, ForbiddenError."""
        facts = facts_of(await self.files.plan(wish))
        caller.require(Right.PREPARE, facts.services, facts.sites)
        deny_any(tuple(preparing.unfit(wish, facts)), UnfitError)
        day = datetime.fromtimestamp(self._book.utc_ns() // 10**9, UTC)
        name = f"{facts.scenario}-{day:%Y%m%d}-{secrets.token_hex(4)}"
        return await self.shelf.open(name, caller.author, [DossierOpened(wish=wish, facts=facts)])

    async def change_wish(self, caller: Caller, name: str, wish: Wish, expected: int | None = None) -> Dossier:
        """Change what is wished; whatever was approved is void then."""
        facts = facts_of(await self.files.plan(wish))
        caller.require(Right.PREPARE, facts.services, facts.sites)
        return await self._change(
            caller, Right.PREPARE, name, lambda now: preparing.change_wish(now, wish, facts), expected
        )

    async def file_record(self, caller: Caller, name: str, filed: RecordFiled, expected: int | None = None) -> Dossier:
        """File a preparation record; whatever was approved is void then."""
        return await self._change(caller, Right.PREPARE, name, lambda now: preparing.file_record(now, filed), expected)

    async def name_participant(
        self, caller: Caller, name: str, named: ParticipantNamed, expected: int | None = None
    ) -> Dossier:
        """Name somebody who takes part, or correct what was said of them."""
        return await self._change(
            caller, Right.PREPARE, name, lambda now: preparing.name_participant(now, named), expected
        )

    async def remove_participant(self, caller: Caller, name: str, who: str, expected: int | None = None) -> Dossier:
        """Take somebody out who has not signed in."""
        return await self._change(
            caller, Right.PREPARE, name, lambda now: preparing.remove_participant(now, who), expected
        )

    async def sign_in(self, caller: Caller, name: str) -> Dossier:
        """Sign the caller in; nobody signs in for somebody else."""
        return await self._change(caller, Right.READ, name, lambda now: preparing.sign_in(now, caller.user))

    async def cancel(self, caller: Caller, name: str, reason: str) -> Dossier:
        """Let there be no drill."""
        return await self._change(caller, Right.PREPARE, name, lambda now: preparing.cancel(now, reason))

    # approving

    async def ask_approval(self, caller: Caller, name: str) -> Dossier:
        """Ask for approval of what the files come to now; whoever may approve is told."""
        await self._require(caller, Right.PREPARE, name)
        await self.look(name)
        dossier = await self._change(
            caller,
            Right.PREPARE,
            name,
            lambda now: approving.ask_approval(now, self._book.utc_ns(), self.policy),
        )
        await self._tell("approval_asked", dossier, caller.user)
        return dossier

    async def decide(self, caller: Caller, name: str, decision: Verdict, reason: str, digest: str) -> Dossier:
        """Approve or refuse what has this digest; void where the files are no longer those that were asked about."""
        await self._require(caller, Right.APPROVE, name)
        await self.look(name)
        given = DecisionGiven(digest=digest, decision=decision, reason=reason)
        return await self._change(
            caller, Right.APPROVE, name, lambda now: approving.decide(now, caller.user, given, self.policy)
        )

    async def ask_override(self, caller: Caller, name: str, codes: tuple[str, ...], reason: str) -> Dossier:
        """Ask that reasons of the guard be set aside for exactly the plan and window of now."""
        await self._require(caller, Right.PREPARE, name)
        await self.look(name)

        def decide(now: Dossier) -> Sequence[DossierEvent]:
            digest = approving.digest_now(now)
            return approving.ask_override(now, OverrideAsked(codes=codes, reason=reason, digest=digest))

        dossier = await self._change(caller, Right.PREPARE, name, decide)
        await self._tell("override_asked", dossier, caller.user)
        return dossier

    async def decide_override(self, caller: Caller, name: str, number: int, decision: Verdict, reason: str) -> Dossier:
        """Give or refuse an override that somebody else asked for."""
        await self._require(caller, Right.APPROVE, name)
        await self.look(name)

        def decide(now: Dossier) -> Sequence[DossierEvent]:
            given = OverrideDecided(number=number, decision=decision, reason=reason, digest=approving.digest_now(now))
            return approving.decide_override(now, caller.user, given, self.policy)

        return await self._change(caller, Right.APPROVE, name, decide)

    # executing

    async def look(self, name: str) -> Looked:
        """Return a dossier with the plan of now; where its files have changed, its approvals are void from here on."""
        dossier = await self.shelf.get(name)
        plan = await self.files.plan(dossier.wish)
        facts = facts_of(plan)
        if dossier.stage is Stage.PREPARING and facts.plan_sha256 != dossier.facts.plan_sha256:
            dossier = await self.shelf.change(name, SYSTEM, lambda now: preparing.notice_files(now, facts))
        return Looked(dossier=dossier, plan=plan, digest=facts.plan_sha256)

    def stand(self, dossier: Dossier, plan_digest: str, starter: str) -> Standing:
        """Return how a dossier stands for a start now."""
        now = self._book.utc_ns()
        return standing(dossier, plan_digest=plan_digest, starter=starter, utc_ns=now, policy=self.policy)

    async def begin(self, caller: Caller, name: str, drill: str, plan_digest: str) -> Governance:
        """Let the dossier's drill begin, and return what its journal has to tell.

        Only the guard calls this, last before the drill is opened. Raises ConflictError with every reason against it:
        of two who start at once, one is told that it has begun.
        """
        stood: list[Standing] = []

        def decide(now: Dossier) -> Sequence[DossierEvent]:
            stood.append(self.stand(now, plan_digest, caller.user))
            return executing.begin(stood[-1], drill)

        await self._change(caller, Right.START, name, decide)
        return stood[-1].governance

    async def fail(self, name: str, drill: str, reason: str) -> Dossier:
        """Take note that a begun drill never got a first record, so that it may be started again."""
        return await self.shelf.change(name, SYSTEM, lambda now: executing.fail(now, drill, reason[:2000]))

    async def finish(self, name: str, done: DrillDone) -> Dossier:
        """Take note of a drill's end; whoever prepared it is to sum it up now."""
        return await self.shelf.change(name, SYSTEM, lambda now: executing.finish(now, done))

    async def hear(self, what: Happening) -> None:
        """Take note of the end of a dossier's drill (a `Listener`)."""
        if isinstance(what, DrillEnded) and what.dossier is not None:
            report = what.report
            done = DrillDone(
                drill=what.drill,
                verdict=report.verdict,
                ending=report.drill.ending or "",
                restored=report.restored,
                head=report.drill.head,
                stages=report.stages,
            )
            await self.finish(what.dossier, done)

    async def note(self, caller: Caller, name: str, taken: NoteTaken) -> Dossier:
        """Enter what somebody noted of the drill; it goes into the records with everything else."""
        return await self._change(caller, Right.SPEAK, name, lambda now: noting.take_note(now, taken))

    # summing up

    async def sum_up(self, caller: Caller, name: str, decide: Decide, expected: int | None = None) -> Dossier:
        """Write one of the records after the drill; `decide` is one of `service.dossiers.summing`."""
        return await self._change(caller, Right.PREPARE, name, decide, expected)

    async def sign(self, caller: Caller, name: str, signed: ReportSigned, expected: int | None = None) -> Dossier:
        """Put the caller's name to the report: who prepares drills prepared it, who approves reviews and approves."""
        right = Right.PREPARE if signed.duty == "prepared" else Right.APPROVE
        return await self._change(caller, right, name, lambda now: summing.sign(now, caller.user, signed), expected)

    async def close(self, caller: Caller, name: str, text: str) -> Dossier:
        """Close the dossier; raises ConflictError with everything that is still open."""
        return await self._change(caller, Right.PREPARE, name, lambda now: summing.close(now, text))

    # inside

    async def _require(self, caller: Caller, right: Right, name: str) -> None:
        dossier = await self.shelf.get(name)
        caller.require(right, dossier.services, dossier.facts.sites)

    async def _change(
        self, caller: Caller, right: Right, name: str, decide: Decide, expected: int | None = None
    ) -> Dossier:
        """Change a dossier for whoever has the right for all its services and sites, as they are when it is written."""

        def permitted(now: Dossier) -> Sequence[DossierEvent]:
            caller.require(right, now.services, now.facts.sites)
            return decide(now)

        return await self.shelf.change(name, caller.author, permitted, expected)

    async def _tell(self, kind: str, dossier: Dossier, person: str) -> None:
        people, _ = needed(dossier, self.policy)
        digest = approving.digest_now(dossier)
        facts = {"dossier": dossier.id, "person": person, "digest": digest[:12], "needed": str(people)}
        key = f"{kind}:{dossier.id}:{digest}:{len(dossier.overrides)}" if kind == "override_asked" else ""
        await self._teller.tell(kind, f"{NAME}/{dossier.id}", facts, dossier.services, key=key)
