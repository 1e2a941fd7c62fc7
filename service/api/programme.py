"""Programme, schedules, what is due, and changes over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Response

from scenarios.frequencies import rules_of, shipped_frequencies
from service.access import Right
from service.api import programme_models as m
from service.api.asking import Approver, Changer, Preparer, Reader, Scheduler, TheFirm
from service.api.paging import Cursor, IfMatch, Limit, PageOf, expected, mark, shown
from service.api.refusing import REFUSALS
from service.book import Query as Wanted
from service.book import listed
from service.firm import Firm
from service.programme.annual import YearSpec
from service.programme.run import Status
from service.programme.run import shown as run_shown
from service.programme.saying import read_saying
from service.programme.schedule import Schedule, ScheduleSpec
from service.programme.services import ToldChange
from service.programme.timing import occurrences

router = APIRouter(prefix="/api/v1", tags=["programme"], responses=REFUSALS)

Id: TypeAlias = Annotated[str, Path(min_length=1, max_length=200)]
YearId: TypeAlias = Annotated[str, Path(pattern="^20[0-9][0-9]$", examples=["2026"])]
ByService: TypeAlias = Annotated[str | None, Query(max_length=100, description="of this service only")]
_TWO_YEARS: Final = 731 * 86_400 * 10**9
_DAY: Final = 86_400 * 10**9


@router.get("/schedules")
async def list_schedules(
    firm: TheFirm,
    caller: Reader,
    cursor: Cursor = None,
    limit: Limit = 50,
    status: Annotated[Literal["active", "paused", "ended"] | None, Query()] = None,
    service: ByService = None,
) -> PageOf[m.ScheduleShown]:
    """List schedules, the newest first."""
    query = _wanted("schedule", caller.seen_services(), status, service, (cursor, limit))
    return PageOf[m.ScheduleShown].model_validate(shown(await firm.programme.schedules.page(query)))


@router.post("/schedules", status_code=201)
async def add_schedule(firm: TheFirm, caller: Scheduler, spec: ScheduleSpec, response: Response) -> m.ScheduleShown:
    """Make a schedule. Its drills start in the caller's name, so the caller approves none of them."""
    found, seq = await firm.programme.schedules.add(caller, spec)
    mark(response, seq)
    return await _whole(firm, found)


@router.post("/schedule-times")
async def read_words(firm: TheFirm, caller: Reader, asked: m.SayingAsked) -> m.SayingRead:  # noqa: ARG001  the right is asked
    """Read a schedule's time as people say it, and tell when it would run; nothing is made."""
    timing, now = read_saying(asked.said), firm.book.utc_ns()
    found = occurrences(timing, now, now + _TWO_YEARS, firm.programme.schedules.calendars)
    return m.SayingRead(timing=timing, coming=m.coming(found))


@router.get("/schedules/{schedule}")
async def one_schedule(firm: TheFirm, caller: Reader, schedule: Id, response: Response) -> m.ScheduleShown:
    """Return one schedule."""
    found, seq = await firm.programme.schedules.one(caller, schedule)
    mark(response, seq)
    return await _whole(firm, found)


@router.put("/schedules/{schedule}")
async def edit_schedule(
    firm: TheFirm, caller: Scheduler, schedule: Id, spec: ScheduleSpec, response: Response, if_match: IfMatch = None
) -> m.ScheduleShown:
    """Write a schedule anew; it is the caller's from now on, and runs that it no longer has are withdrawn."""
    wanted = expected(if_match, required=True)
    found, seq = await firm.programme.schedules.edit(caller, schedule, spec, wanted)
    mark(response, seq)
    return await _whole(firm, found)


async def _whole(firm: Firm, found: Schedule) -> m.ScheduleShown:
    remark = await asyncio.to_thread(firm.programme.schedules.remark, found.spec)
    return m.ScheduleShown.model_validate(m.schedule(found, remark))


@router.post("/schedules/{schedule}/pause")
async def pause_schedule(firm: TheFirm, caller: Scheduler, schedule: Id, asked: m.ReasonAsked) -> m.ScheduleShown:
    """Let nothing start by a schedule until it is resumed; what falls into the pause is not made up for."""
    found, _ = await firm.programme.schedules.turn(caller, schedule, "pause", asked.reason)
    return m.ScheduleShown.model_validate(m.schedule(found))


@router.post("/schedules/{schedule}/resume")
async def resume_schedule(firm: TheFirm, caller: Scheduler, schedule: Id, asked: m.ReasonAsked) -> m.ScheduleShown:
    """Let a paused schedule run again."""
    found, _ = await firm.programme.schedules.turn(caller, schedule, "resume", asked.reason)
    return m.ScheduleShown.model_validate(m.schedule(found))


@router.post("/schedules/{schedule}/end")
async def end_schedule(firm: TheFirm, caller: Scheduler, schedule: Id, asked: m.ReasonAsked) -> m.ScheduleShown:
    """End a schedule for good; it stays in the list."""
    found, _ = await firm.programme.schedules.turn(caller, schedule, "end", asked.reason)
    return m.ScheduleShown.model_validate(m.schedule(found))


@router.get("/schedules/{schedule}/coming")
async def coming_runs(
    firm: TheFirm, caller: Reader, schedule: Id, days: Annotated[int, Query(ge=1, le=731)] = 366
) -> list[m.Coming]:
    """Tell when a schedule will run; days that no trading calendar knows yet have none of its runs."""
    found, _ = await firm.programme.schedules.one(caller, schedule)
    return m.coming(firm.programme.schedules.coming(found, firm.book.utc_ns() + days * _DAY))


@router.get("/runs")
async def list_runs(
    firm: TheFirm,
    caller: Reader,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
    status: Annotated[Status | None, Query()] = None,
    service: ByService = None,
    schedule: Annotated[str | None, Query(max_length=200)] = None,
    missed: Annotated[bool, Query(description="only those that were missed")] = False,
) -> PageOf[m.RunShown]:
    """List runs of schedules, the latest due first; missed ones stay in the list, whatever became of them."""
    tags = [*([f"schedule:{schedule}"] if schedule else []), *(["missed:yes"] if missed else [])]
    query = _wanted("run", caller.seen_services(), status, service, (cursor, limit), tags)
    return PageOf[m.RunShown].model_validate(shown(await firm.programme.schedules.page(query)))


@router.get("/runs/{run}")
async def one_run(firm: TheFirm, caller: Reader, run: Id) -> m.RunShown:
    """Return one run."""
    found = await firm.programme.schedules.run(caller, run)
    return m.RunShown.model_validate({"id": found.id, "status": found.status, **run_shown(found)})


@router.post("/runs/{run}/decision")
async def decide_run(firm: TheFirm, caller: Scheduler, run: Id, asked: m.DecisionAsked) -> m.RunShown:
    """Decide on a run that was missed."""
    found = await firm.programme.schedules.decide(caller, run, asked.decision, asked.reason)
    return m.RunShown.model_validate({"id": found.id, "status": found.status, **run_shown(found)})


@router.get("/due")
async def list_due(
    firm: TheFirm,
    caller: Reader,
    cursor: Cursor = None,
    limit: Limit = 50,
    status: Annotated[m.Standing | None, Query()] = None,
    service: ByService = None,
) -> PageOf[m.ServiceShown]:
    """Tell of every service whether it is due, overdue or stale, and by which rule; in the order of their names."""
    found = await firm.programme.services.due(caller.seen_services())
    fitting = [one for one in found if status in {None, one.status} and service in {None, one.service}]
    rest = [m.service(one) for one in fitting if cursor is None or one.service > cursor]
    following = rest[limit - 1].service if len(rest) > limit else None
    return PageOf(items=rest[:limit], next=following)


@router.get("/due/{service}")
async def one_due(firm: TheFirm, caller: Reader, service: Id) -> m.ServiceShown:
    """Tell whether one service is due, overdue or stale."""
    caller.require(Right.READ, (service,))
    return m.service(await firm.programme.services.one(service))


@router.post("/changes", status_code=201)
async def tell_change(firm: TheFirm, caller: Changer, asked: m.ChangeAsked) -> m.ChangeTaken:
    """Tell that services were changed: they are due now, and what was proved of them is stale."""
    services = await firm.programme.services.change(caller, _change(firm, asked))
    return m.ChangeTaken(reference=asked.reference, services=list(services))


@router.get("/report-duties")
async def list_duties(
    firm: TheFirm,
    caller: Reader,
    cursor: Cursor = None,
    limit: Limit = 50,
    status: Annotated[Literal["open", "overdue", "sent", "sent_late"] | None, Query()] = None,
    service: ByService = None,
) -> PageOf[m.DutyShown]:
    """List the reports that drills owe, with their deadlines in working days."""
    query = _wanted("duty", caller.seen_services(), status, service, (cursor, limit))
    return PageOf[m.DutyShown].model_validate(shown(await firm.programme.duties.page(query)))


@router.post("/report-duties/{duty}/sent")
async def sent_report(firm: TheFirm, caller: Preparer, duty: Id, asked: m.SentAsked) -> m.DutyShown:
    """Say that a report was sent, and what proves it."""
    found = await firm.programme.duties.sent(caller, duty, asked.reference)
    return m.DutyShown.model_validate(m.duty(found))


@router.get("/frequency-rules")
async def list_rules(firm: TheFirm, caller: Reader) -> list[m.RuleShown]:  # noqa: ARG001  the right is asked
    """List the frequency rules that ship and those that the policy counts, each with its source and certainty."""
    active = {one.id: one for one in firm.programme.services.rules}
    every = {one.id: one for one in rules_of(list(shipped_frequencies()))} | active
    return [m.rule(one, active=name in active) for name, one in every.items()]


@router.get("/programme")
async def list_programmes(
    firm: TheFirm, caller: Reader, cursor: Cursor = None, limit: Limit = 50
) -> PageOf[m.YearLine]:
    """List the annual programmes, the latest year first."""
    query = _wanted("programme", caller.seen_services(), None, None, (cursor, limit))
    return PageOf[m.YearLine].model_validate(shown(await firm.programme.years.page(query)))


@router.get("/programme/{year}")
async def one_programme(firm: TheFirm, caller: Reader, year: YearId, response: Response) -> m.YearShown:
    """Return a year's programme."""
    found, seq = await firm.programme.years.one(caller, year)
    mark(response, seq)
    return m.YearShown.model_validate(m.year(found))


@router.put("/programme/{year}")
async def write_programme(
    firm: TheFirm, caller: Scheduler, year: YearId, spec: YearSpec, response: Response, if_match: IfMatch = None
) -> m.YearShown:
    """Write a year's programme; one that is there already needs If-Match, and has to be approved anew."""
    found, seq = await firm.programme.years.write(caller, year, spec, expected(if_match))
    mark(response, seq)
    return m.YearShown.model_validate(m.year(found))


@router.post("/programme/{year}/submit")
async def submit_programme(firm: TheFirm, caller: Scheduler, year: YearId) -> m.YearShown:
    """Submit a programme for approval."""
    return m.YearShown.model_validate(m.year(await firm.programme.years.submit(caller, year)))


@router.post("/programme/{year}/decision")
async def decide_programme(
    firm: TheFirm, caller: Approver, year: YearId, asked: m.YearDecisionAsked, if_match: IfMatch = None
) -> m.YearShown:
    """Approve a submitted programme, or return it; nobody who wrote part of it approves it."""
    wanted = expected(if_match)
    found = await firm.programme.years.decide(caller, year, asked.decision, asked.reason, wanted)
    return m.YearShown.model_validate(m.year(found))


@router.get("/programme/{year}/deviations")
async def list_deviations(firm: TheFirm, caller: Reader, year: YearId) -> list[m.DeviationShown]:
    """Tell how the year goes against its approved programme: done, missed, moved, unplanned, changed since."""
    return [m.deviation(one) for one in await firm.programme.years.course(caller, year)]


def _wanted(
    family: str,
    seen: tuple[str, ...] | None,
    status: str | None,
    service: str | None,
    page: tuple[str | None, int],
    tags: Sequence[str] = (),
) -> Wanted:
    asked = (*tags, *(() if service is None else (f"service:{service}",)))
    return listed(family, seen, status=status, tags=asked, cursor=page[0], limit=page[1])


def _change(firm: Firm, asked: m.ChangeAsked) -> ToldChange:
    told: dict[str, Any] = asked.model_dump(exclude={"at"})
    at_ns = firm.book.utc_ns() if asked.at is None else int(asked.at.timestamp()) * 10**9
    return ToldChange(**told, at_ns=at_ns)
