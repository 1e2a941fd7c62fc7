"""The business impact analysis over HTTP: targets, what is wrong in the file, the graph of dependencies."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from service.access import Caller, Right
from service.api.asking import Reader
from service.api.models import BothLanguages
from service.api.refusing import REFUSALS
from service.api.scenario_models import ProblemOut, problem_out
from service.api.scenarios import TheAuthoring
from service.authoring.authoring import Authoring
from service.bia.graph import graph_svg
from service.bia.shown import Analysis, Target, analysis_of
from service.denial import ConflictError, ForbiddenError, because
from service.words import Lang

router = APIRouter(prefix="/api/v1/bia", tags=["business impact analysis"], responses=REFUSALS)
Name: TypeAlias = Annotated[str, Path(max_length=400, examples=["library:securities-bia.yaml"])]
_SECOND = 10**9


class TargetOut(BaseModel):
    """One service: what is promised of it."""

    service: str
    title: BothLanguages
    order: int = Field(description="in which order services are recovered, 1 first")
    rto_s: float
    rpo_s: float
    needs: list[str]
    suppliers: list[str]


class AnalysisOut(BaseModel):
    """The services of an analysis that the caller may see, in the order of recovery."""

    file: str
    services: list[TargetOut]
    problems: list[ProblemOut] = Field(description="of the whole file; only for who may see all services")


@router.get("/{file}")
async def analysis(file: Name, authoring: TheAuthoring, caller: Reader) -> AnalysisOut:
    """Give the targets of an analysis, and what is wrong in the file."""
    found = await found_in(authoring, caller, file)
    problems = found.problems if sees_all(caller) else ()
    return AnalysisOut(
        file=file,
        services=[_target(one) for one in seen_in(found, caller)],
        problems=[problem_out(one) for one in problems],
    )


@router.get("/{file}/graph", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
async def graph(file: Name, authoring: TheAuthoring, caller: Reader, lang: Lang = "zh") -> Response:
    """Give the graph of businesses, services and suppliers as SVG."""
    found = await found_in(authoring, caller, file)
    if not sees_all(caller):
        raise ForbiddenError(because("forbidden_in_part", user=caller.user, right=Right.READ.value))
    bia = found.bia
    if bia is None:
        raise ConflictError(because("analysis_unreadable", file=file))
    drawn = await asyncio.to_thread(graph_svg, bia, lang, found.problems)
    return Response(drawn, media_type="image/svg+xml")


async def found_in(authoring: Authoring, caller: Caller, file: str) -> Analysis:
    """Return an analysis by the name of its file; raises NoSuchError, ForbiddenError."""
    filed = await authoring.find(caller, file, "bia")
    return await asyncio.to_thread(analysis_of, filed.path)


def seen_in(found: Analysis, caller: Caller) -> list[Target]:
    """Return the services of an analysis that the caller may see."""
    return [one for one in found.targets if caller.may(Right.READ, (one.name,))]


def sees_all(caller: Caller) -> bool:
    """Tell whether somebody may see every service."""
    return caller.seen_services() is None


def _target(one: Target) -> TargetOut:
    return TargetOut(
        service=one.name,
        title=BothLanguages.of(one.title),
        order=one.order,
        rto_s=one.rto_ns / _SECOND,
        rpo_s=one.rpo_ns / _SECOND,
        needs=list(one.needs),
        suppliers=list(one.suppliers),
    )
