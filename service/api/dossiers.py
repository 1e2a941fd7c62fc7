"""Dossiers over HTTP: prepare, approve, sum up, use the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Response

from measurements.utc import utc_text
from service.access import Caller
from service.api import dossier_after as after
from service.api.asking import Approver, Preparer, Reader, TheFirm
from service.api.dossier_models import (
    AnswerIn,
    ArchiveIn,
    AssessmentIn,
    CloseIn,
    DecisionIn,
    DossierCard,
    DossierOut,
    EntryOut,
    EvaluationIn,
    OverrideDecisionIn,
    OverrideIn,
    ParticipantIn,
    ReasonIn,
    RecordIn,
    ResultIn,
    SignatureIn,
    StandingOut,
)
from service.api.dossier_views import dossier_out, standing_out
from service.api.paging import Cursor, IfMatch, Limit, PageOf, expected, mark, shown
from service.api.refusing import REFUSALS
from service.book import Query as Wanted
from service.dossiers import Wish
from service.dossiers.events import ParticipantNamed, Record, RecordFiled, ReportSigned, Use
from service.firm import Firm

router = APIRouter(prefix="/api/v1/dossiers", tags=["dossiers"], responses=REFUSALS)

Name: TypeAlias = Annotated[str, Path(max_length=200, description="the dossier")]
Filter: TypeAlias = Annotated[str | None, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class _Door:
    """What every change needs: the parts of the service, what was read before, and the answer."""

    firm: Firm
    response: Response
    if_match: str | None

    def seq(self, *, required: bool = False) -> int | None:
        """Return the seq that the caller has read, None for whatever it is; raises UnfitError."""
        return expected(self.if_match, required=required)

    async def shown(self, caller: Caller, name: str) -> DossierOut:
        """Return the dossier as it is now, with its ETag."""
        dossier, seq = await self.firm.dossiers.read(caller, name)
        mark(self.response, seq)
        return dossier_out(dossier, self.firm.policy)


def _door(firm: TheFirm, response: Response, if_match: IfMatch = None) -> _Door:
    return _Door(firm, response, if_match)


Editing: TypeAlias = Annotated[_Door, Depends(_door)]


def _wanted(
    status: Annotated[list[str] | None, Query(max_length=20, description="any of these")] = None,
    service: Filter = None,
    year: Annotated[int | None, Query(ge=2000, le=2200, description="of the window, UTC")] = None,
    scenario: Filter = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Wanted:
    named = {"service": service, "year": year, "scenario": scenario}
    tags = tuple(f"{kind}:{value}" for kind, value in named.items() if value is not None)
    return Wanted(family="dossier", status=tuple(status or ()), tags=tags, cursor=cursor, limit=limit)


@router.post("", status_code=201)
async def open_dossier(wish: Wish, door: Editing, caller: Preparer) -> DossierOut:
    """Open a dossier for a drill that is wished; everything that is wrong in its files comes at once."""
    dossier = await door.firm.dossiers.open(caller, wish)
    door.response.headers["Location"] = f"/api/v1/dossiers/{dossier.id}"
    return await door.shown(caller, dossier.id)


@router.get("")
async def every(firm: TheFirm, caller: Reader, wanted: Annotated[Wanted, Depends(_wanted)]) -> PageOf[DossierCard]:
    """List the dossiers of the services that the caller may see, the newest first."""
    return PageOf[DossierCard].model_validate(shown(await firm.dossiers.page(caller, wanted)))


@router.get("/{dossier}")
async def one(dossier: Name, door: Editing, caller: Reader) -> DossierOut:
    """Give a whole dossier."""
    return await door.shown(caller, dossier)


@router.get("/{dossier}/standing")
async def stand(dossier: Name, firm: TheFirm, caller: Reader) -> StandingOut:
    """Tell how the dossier would stand for a start by the caller now: every reason against it at once.

    The files are read again: what was approved is void from here on where they have changed.
    """
    await firm.dossiers.read(caller, dossier)
    looked = await firm.dossiers.look(dossier)
    return standing_out(firm.dossiers.stand(looked.dossier, looked.digest, caller.user))


@router.get("/{dossier}/history")
async def history(dossier: Name, firm: TheFirm, caller: Reader) -> list[EntryOut]:
    """List everything that happened to the dossier, by whom and when."""
    await firm.dossiers.read(caller, dossier)
    told = await firm.dossiers.told(dossier)
    return [
        EntryOut(
            number=one.number,
            seq=one.seq,
            at=utc_text(one.utc_ns),
            user=one.author.user,
            via=one.author.via,
            kind=one.event.kind,
        )
        for one in told
    ]


@router.put("/{dossier}/wish")
async def change(dossier: Name, wish: Wish, door: Editing, caller: Preparer) -> DossierOut:
    """Change what is wished. Every approval is void then."""
    await door.firm.dossiers.change_wish(caller, dossier, wish, door.seq(required=True))
    return await door.shown(caller, dossier)


@router.put("/{dossier}/records/{record}")
async def file_record(
    dossier: Name,
    record: Record,
    given: RecordIn,
    door: Editing,
    caller: Preparer,
) -> DossierOut:
    """File one of the five preparation records. Every approval of what was there before is void then."""
    held_on = "" if given.held_on is None else given.held_on.isoformat()
    filed = RecordFiled(record=record, text=given.text, held_on=held_on, attachments=after.attached(given.attachments))
    await door.firm.dossiers.file_record(caller, dossier, filed, door.seq())
    return await door.shown(caller, dossier)


@router.post("/{dossier}/participants")
async def name_participant(dossier: Name, given: ParticipantIn, door: Editing, caller: Preparer) -> DossierOut:
    """Name somebody who takes part, or correct what was said of them."""
    named = ParticipantNamed(**given.model_dump())
    await door.firm.dossiers.name_participant(caller, dossier, named, door.seq())
    return await door.shown(caller, dossier)


@router.delete("/{dossier}/participants/{name}")
async def remove_participant(
    dossier: Name,
    name: Annotated[str, Path(max_length=200)],
    door: Editing,
    caller: Preparer,
) -> DossierOut:
    """Take somebody out who has not signed in."""
    await door.firm.dossiers.remove_participant(caller, dossier, name, door.seq())
    return await door.shown(caller, dossier)


@router.post("/{dossier}/sign-in")
async def sign_in(dossier: Name, door: Editing, caller: Reader) -> DossierOut:
    """Sign the caller in, who was named as a participant by this account. Nobody signs in for somebody else."""
    await door.firm.dossiers.sign_in(caller, dossier)
    return await door.shown(caller, dossier)


@router.post("/{dossier}/approval-request")
async def ask_approval(dossier: Name, door: Editing, caller: Preparer) -> DossierOut:
    """Ask for approval of what the files come to now."""
    await door.firm.dossiers.ask_approval(caller, dossier)
    return await door.shown(caller, dossier)


@router.post("/{dossier}/decisions")
async def decide(dossier: Name, given: DecisionIn, door: Editing, caller: Approver) -> DossierOut:
    """Approve or refuse. Nobody approves what they wished, asked for or start; a refusal stands until a change."""
    await door.firm.dossiers.decide(caller, dossier, given.decision, given.reason, given.digest)
    return await door.shown(caller, dossier)


@router.post("/{dossier}/overrides", status_code=201)
async def ask_override(dossier: Name, given: OverrideIn, door: Editing, caller: Preparer) -> DossierOut:
    """Ask that reasons of the guard be set aside for this start; two other people have to give it."""
    await door.firm.dossiers.ask_override(caller, dossier, tuple(dict.fromkeys(given.codes)), given.reason)
    return await door.shown(caller, dossier)


@router.post("/{dossier}/overrides/{number}/decisions")
async def decide_override(
    dossier: Name,
    number: Annotated[int, Path(ge=1, le=10_000)],
    given: OverrideDecisionIn,
    door: Editing,
    caller: Approver,
) -> DossierOut:
    """Give or refuse an override that somebody else asked for."""
    await door.firm.dossiers.decide_override(caller, dossier, number, given.decision, given.reason)
    return await door.shown(caller, dossier)


@router.post("/{dossier}/cancel")
async def cancel(dossier: Name, given: ReasonIn, door: Editing, caller: Preparer) -> DossierOut:
    """Let there be no drill. One that runs is aborted first, and then summed up."""
    await door.firm.dossiers.cancel(caller, dossier, given.reason)
    return await door.shown(caller, dossier)


@router.put("/{dossier}/summary/evaluation")
async def evaluate(dossier: Name, given: EvaluationIn, door: Editing, caller: Preparer) -> DossierOut:
    """Evaluate the drill: nine items, each 1, 3 or 5."""
    await after.evaluate(door.firm, caller, dossier, given, door.seq())
    return await door.shown(caller, dossier)


@router.put("/{dossier}/summary/archive")
async def archive(dossier: Name, given: ArchiveIn, door: Editing, caller: Preparer) -> DossierOut:
    """Say where the papers lie, and with whom they were filed."""
    await after.archive(door.firm, caller, dossier, given, door.seq())
    return await door.shown(caller, dossier)


@router.put("/{dossier}/summary/assessment")
async def assess(dossier: Name, given: AssessmentIn, door: Editing, caller: Preparer) -> DossierOut:
    """Assess those who took part, with reward and penalty where there was cause."""
    await after.assess(door.firm, caller, dossier, given, door.seq())
    return await door.shown(caller, dossier)


@router.put("/{dossier}/tasks/{task}")
async def answer(
    dossier: Name,
    task: Annotated[str, Path(max_length=100)],
    given: AnswerIn,
    door: Editing,
    caller: Preparer,
) -> DossierOut:
    """Answer one of the tasks that the drill declares; none may be left open when the dossier is closed."""
    await after.answer(door.firm, caller, dossier, task, given, door.seq())
    return await door.shown(caller, dossier)


@router.put("/{dossier}/results/{use}")
async def use_results(
    dossier: Name,
    use: Use,
    given: ResultIn,
    door: Editing,
    caller: Preparer,
) -> DossierOut:
    """Say what becomes of the results for the plan, the process or training, with the improvements that carry it."""
    await after.use_results(door.firm, caller, dossier, use, given, door.seq())
    return await door.shown(caller, dossier)


@router.put("/{dossier}/report/prepared")
async def sign_prepared(dossier: Name, given: SignatureIn, door: Editing, caller: Preparer) -> DossierOut:
    """Say that the caller prepared the report; whoever reviewed or approved an earlier one does so again."""
    await door.firm.dossiers.sign(caller, dossier, ReportSigned(duty="prepared", **given.model_dump()), door.seq())
    return await door.shown(caller, dossier)


@router.put("/{dossier}/report/{duty}")
async def sign_report(
    dossier: Name, duty: Literal["reviewed", "approved"], given: SignatureIn, door: Editing, caller: Approver
) -> DossierOut:
    """Say that the caller reviewed or approved the report; each of the three is another person."""
    await door.firm.dossiers.sign(caller, dossier, ReportSigned(duty=duty, **given.model_dump()), door.seq())
    return await door.shown(caller, dossier)


@router.post("/{dossier}/close")
async def close(dossier: Name, given: CloseIn, door: Editing, caller: Preparer) -> DossierOut:
    """Close the dossier; everything that is still open comes at once."""
    await door.firm.dossiers.close(caller, dossier, given.text)
    return await door.shown(caller, dossier)
