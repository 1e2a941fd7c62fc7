"""The family of papers over HTTP: which there are, and each in any format."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from service.access import Caller
from service.api.asking import Reader, TheFirm
from service.api.drills import TheJudging
from service.api.refusals import refusals_as_problems
from service.api.refusing import REFUSALS
from service.firm import Firm
from service.papers.asked import Asked
from service.papers.assessing import Member
from service.papers.gathering import Papers
from service.papers.kinds import KINDS, Kind, Subject
from service.report.formats.rendering import KINDS as FORMS
from service.report.formats.rendering import Form
from service.report.formats.tongues import Tongue
from service.report.paper import Paper
from service.words import say

router = APIRouter(prefix="/api/v1/papers", tags=["papers"], responses=REFUSALS)

_PLAIN = r"^[^\x00-\x1f\x7f]*$"


class PaperKind(BaseModel):
    """A kind of paper: what it is called, what it is about, the clauses that it answers."""

    kind: Kind
    title: str = Field(examples=["Continuity assessment report"])
    title_zh: str = Field(examples=["信息技术服务连续性评估报告"])
    subject: Subject = Field(description="what `subject` names")
    clauses: list[str] = Field(examples=[["JRT0251-13.3"]])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked for beside the kind."""

    subject: str
    first: date | None
    last: date | None
    dossier: str
    member: tuple[str, ...]
    blank: bool

    def asked(self, kind: Kind) -> Asked:
        """Return it as papers are asked for."""
        members = tuple(Member(name=name) for name in self.member)
        return Asked(
            kind=kind,
            subject=self.subject,
            first=self.first,
            last=self.last,
            dossier=self.dossier,
            members=members,
            blank=self.blank,
        )


def _wish(
    *,
    subject: Annotated[
        str, Query(max_length=200, pattern=_PLAIN, description="a dossier, drill, incident or year, as the kind says")
    ] = "",
    first: Annotated[date | None, Query(alias="from", description="first day of a period")] = None,
    last: Annotated[date | None, Query(alias="to", description="last day of a period")] = None,
    dossier: Annotated[
        str, Query(max_length=200, pattern=_PLAIN, description="the dossier whose registers are used")
    ] = "",
    member: Annotated[
        list[Annotated[str, Query(max_length=200, pattern=_PLAIN)]], Query(max_length=50, description="who assesses")
    ] = [],  # noqa: B006  FastAPI copies it
    blank: Annotated[bool, Query(description="an evaluation sheet to fill in")] = False,
) -> _Wish:
    return _Wish(subject=subject, first=first, last=last, dossier=dossier, member=tuple(member), blank=blank)


@router.get("", summary="Which papers there are")
async def list_papers(_caller: Reader) -> list[PaperKind]:
    """List the kinds of papers, what each is about, and the clauses that it answers."""
    return [
        PaperKind(
            kind=kind,
            title=say(f"paper.{kind.value}").en,
            title_zh=say(f"paper.{kind.value}").zh,
            subject=about.subject,
            clauses=list(about.clauses),
        )
        for kind, about in KINDS.items()
    ]


@router.get("/{kind}", response_model=None, summary="A paper")
async def get_paper(
    firm: TheFirm,
    caller: Reader,
    judging: TheJudging,
    *,
    kind: Kind,
    wish: Annotated[_Wish, Depends(_wish)],
    form: Annotated[Form, Query(alias="format")] = "json",
    lang: Tongue = "zh",
) -> Response:
    """Give a paper made from the service's records as they are now, of the services that the caller may read."""
    with refusals_as_problems():
        whole = await asyncio.to_thread(_made, firm, caller, wish.asked(kind))
        content = await judging.paper(whole, form, lang)
    way = "inline" if form in {"html", "json"} else "attachment"
    name = f'{way}; filename="{kind.value}{FORMS[form].ending}"'
    return Response(content, media_type=FORMS[form].media, headers={"Content-Disposition": name})


def _made(firm: Firm, caller: Caller, asked: Asked) -> Paper:
    return Papers(firm, caller).make(asked)
