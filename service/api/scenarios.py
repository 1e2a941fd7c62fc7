"""Scenarios over HTTP: the library and the firm's files, checked, planned and completed while written, kept."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request

from scenarios.describe import describe
from scenarios.plan import SECOND
from scenarios.planner import plan_digest
from scenarios.problems import Problems, errors_in
from service.api import scenario_models as m
from service.api.asking import Preparer, Reader, TheFirm
from service.api.drills import TheDesk
from service.api.paging import Cursor, Limit, PageOf
from service.api.refusing import REFUSALS
from service.authoring.authoring import Authoring
from service.authoring.completing import complete
from service.authoring.keeping import own_name
from service.authoring.places import Filed
from service.authoring.reading import Kind

router = APIRouter(prefix="/api/v1", tags=["scenarios"], responses=REFUSALS)
Name: TypeAlias = Annotated[str, Path(max_length=400, examples=["library:pg-crash-async.yaml"])]
Word: TypeAlias = Annotated[str | None, Query(max_length=100, description="in the name, title or services")]


def authoring_of(request: Request, firm: TheFirm) -> Authoring:
    """Return the scenarios of the service, opened when they are first asked for."""
    found = getattr(request.app.state, "authoring", None)
    if not isinstance(found, Authoring) or found.firm is not firm:
        found = request.app.state.authoring = Authoring(firm)
    return found


TheAuthoring: TypeAlias = Annotated[Authoring, Depends(authoring_of)]


@router.get("/files")
async def files(
    authoring: TheAuthoring, caller: Reader, kind: Kind | None = None, cursor: Cursor = None, limit: Limit = 200
) -> PageOf[m.FileCard]:
    """List the files that a dossier may name, by place and name."""
    found = [one for one in await authoring.files(caller, kind) if cursor is None or one.id > cursor]
    found.sort(key=lambda one: one.id)
    return PageOf(items=[m.file_card(one) for one in found[:limit]], next=_next(found, limit))


@router.get("/scenarios")
async def scenarios(
    authoring: TheAuthoring,
    desk: TheDesk,
    caller: Reader,
    containing: Word = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PageOf[m.ScenarioCard]:
    """List the scenarios of the library and of the firm, each with its last run."""
    found = [one for one in await authoring.files(caller, "scenario") if contains(one, containing)]
    found = sorted((one for one in found if cursor is None or one.id > cursor), key=lambda one: one.id)
    proofs = await authoring.proofs(caller, found[:limit], desk.card)
    cards = [m.scenario_card(one, proof) for one, proof in zip(found[:limit], proofs, strict=True)]
    return PageOf(items=cards, next=_next(found, limit))


@router.post("/scenarios/check")
async def check(asked: m.CheckAsked, authoring: TheAuthoring, caller: Preparer) -> m.Checked:
    """Tell everything that is wrong in a text, half written or whole; nothing is kept."""
    found = await authoring.problems(caller, asked.text, asked.scenario, asked.inventory, asked.bia)
    return m.Checked(problems=[m.problem_out(one) for one in found], errors=len(errors_in(found)))


@router.post("/scenarios/plan")
async def plan(asked: m.PlanAsked, authoring: TheAuthoring, caller: Preparer) -> m.Planned:
    """Tell what a drill of a text would do, as `drillproof plan` does; no host is touched and nothing is kept."""
    try:
        made = await authoring.plan(caller, asked.text, asked.scenario, asked.inventory, asked.bia, asked.parameters)
    except Problems as wrong:
        return m.Planned(
            sha256=None, longest_s=None, lines=None, problems=[m.problem_out(one) for one in wrong.problems]
        )
    return m.Planned(
        sha256=plan_digest(made),
        longest_s=made.safeguards.longest_ns / SECOND,
        lines={"zh": describe(made, "zh"), "en": describe(made, "en")},
        problems=[],
    )


@router.post("/scenarios/complete")
async def completed(asked: m.CompleteAsked, caller: Preparer) -> m.Completed:  # noqa: ARG001  the right is asked
    """Tell what may be written at a place of a text: keys and values of the language, names of the text itself."""
    found = await asyncio.to_thread(complete, asked.text, asked.line, asked.column)
    return m.Completed(begun=found.begun, candidates=[m.candidate_out(one) for one in found.candidates])


@router.get("/scenarios/{scenario}")
async def one(scenario: Name, authoring: TheAuthoring, desk: TheDesk, caller: Reader) -> m.ScenarioRead:
    """Give a scenario with its text."""
    reading = await authoring.read(caller, scenario)
    return m.scenario_read(reading, await authoring.proof(caller, reading.filed, desk.card))


@router.put("/scenarios/own/{file}")
async def save(
    file: Annotated[str, Path(max_length=100, examples=["trading-failover.yaml"])],
    asked: m.SaveAsked,
    authoring: TheAuthoring,
    caller: Preparer,
) -> m.Saved:
    """Keep a text as the newest version of a scenario in the folder that this service keeps; the book has every one."""
    kept = await authoring.save(caller, file, asked.text, asked.base)
    return m.Saved(id=own_name(file), sha256=kept.sha256, errors=kept.problems)


@router.get("/scenarios/{scenario}/versions")
async def versions(scenario: Name, authoring: TheAuthoring, desk: TheDesk, caller: Reader) -> list[m.VersionOut]:
    """List the versions of a scenario: commits of its repository or what was kept here, and those of earlier drills."""
    return [m.version_out(each) for each in await authoring.versions(caller, scenario, desk.card)]


@router.get("/scenarios/{scenario}/versions/{version}")
async def version(
    scenario: Name,
    version: Annotated[str, Path(max_length=250)],
    authoring: TheAuthoring,
    desk: TheDesk,
    caller: Reader,
) -> m.VersionRead:
    """Give the text of a version."""
    return m.VersionRead(id=version, text=await authoring.version(caller, scenario, version, desk.card))


def contains(filed: Filed, word: str | None) -> bool:
    """Tell whether a word stands in the name, title or services of a file."""
    heading = filed.heading
    told = " ".join((filed.id, heading.name, heading.title.zh, heading.title.en, *heading.services)).casefold()
    return not word or word.strip().casefold() in told


def _next(found: list[Filed], limit: int) -> str | None:
    return found[limit - 1].id if len(found) > limit else None
