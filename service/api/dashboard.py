"""The whole at a glance, over HTTP."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from measurements.report import VerdictName
from service.api.asking import Reader, TheFirm
from service.api.refusing import REFUSALS
from service.cards import Card
from service.index.counting import Count
from service.index.dashboard import dashboard
from service.index.listing import Line

router = APIRouter(prefix="/api/v1/dashboard", tags=["dashboard"], responses=REFUSALS)


class Figure(BaseModel):
    """An achieved figure against its target, in seconds; null where nothing bounds that side."""

    target_s: float
    lower_s: float | None
    upper_s: float | None
    verdict: VerdictName


class Proof(BaseModel):
    """The newest closed drill that measured a service."""

    service: str
    drill: str
    status: str
    ended_at: str | None
    verdict: VerdictName | None
    restored: bool | None
    rto: Figure
    rpo: Figure


class UnderWay(BaseModel):
    """A drill without an end, and who has it."""

    drill: str
    runner: str = Field(description="who took it last")
    why: Literal["opened", "resumed", "taken_over", "handed_over"] = Field(description="why that runner came")
    runners: int = Field(description="how many it has had; more than one: it was interrupted or handed over")
    restoring: bool
    undecided: bool = Field(description="interrupted, and somebody has to decide whether it goes on")


class DashboardOut(BaseModel):
    """What is shown first, of the services that the caller may see."""

    drills: dict[str, int] = Field(
        description="how many in which status; `open`: without an end", examples=[{"open": 1}]
    )
    verdicts: dict[str, int] = Field(description="how many closed drills have which verdict", examples=[{"met": 12}])
    newest: list[Proof]
    improvements: dict[str, int] = Field(description="how many items in which status", examples=[{"open": 3}])
    overdue_improvements: int
    services: dict[str, int] = Field(
        description="how many services stand how in the programme", examples=[{"ok": 7, "overdue": 1}]
    )
    emergency_stops: list[str] = Field(description="those in force; nothing starts meanwhile")
    under_way: list[UnderWay]


@router.get("")
async def overview(firm: TheFirm, caller: Reader) -> DashboardOut:
    """Tell how many drills, findings and services stand how, and what was proved last of each service."""
    found = await dashboard(firm, caller.seen_services())
    return DashboardOut(
        drills=_counts(found.drills),
        verdicts=_counts(found.verdicts),
        newest=[_proof(service, line) for service, line in found.newest],
        improvements=_counts(found.improvements),
        overdue_improvements=found.overdue_improvements,
        services=_counts(found.services),
        emergency_stops=[stop.stop for stop in found.stops],
        under_way=[_under_way(card) for card in found.under_way if card.runs],
    )


def _under_way(card: Card) -> UnderWay:
    last = card.runs[-1]
    return UnderWay(
        drill=card.id,
        runner=last.runner,
        why=last.why,
        runners=len(card.runs),
        restoring=card.restoring,
        undecided=card.undecided,
    )


def _counts(counted: tuple[Count, ...]) -> dict[str, int]:
    return {one.name: one.count for one in counted}


def _proof(service: str, line: Line) -> Proof:
    figures = next(one for one in line.figures if one["service"] == service)
    card = line.card
    return Proof(
        service=service,
        drill=card.id,
        status=card.status,
        ended_at=card.ended_at,
        verdict=card.verdict,
        restored=card.restored,
        rto=Figure.model_validate(figures["rto"]),
        rpo=Figure.model_validate(figures["rpo"]),
    )
