"""The page of the papers: choose which, about what and in which form; the answer is the paper itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from scenarios.plan import Text
from service.api.drills import TheJudging
from service.api.refusals import refusals_as_problems
from service.book import Head, seen_tags
from service.book import Query as Wanted
from service.console.evidence.pages import CLOSED
from service.console.frame import Frame, Framed
from service.denial import UnfitError, because
from service.papers.asked import Asked
from service.papers.assessing import Member
from service.papers.gathering import Papers
from service.papers.kinds import KINDS, Kind, Subject
from service.report.formats.rendering import KINDS as FORMS
from service.report.formats.rendering import Form
from service.report.formats.tongues import Tongue
from service.words import same, say

router = APIRouter(prefix="/console/papers", include_in_schema=False)
_CHOICES: Final = 100
_COMMAS: Final = re.compile("[,\uff0c\u3001]")
"""As they are typed in either language."""
_FAMILIES: Final[Mapping[Subject, tuple[str, tuple[str, ...]]]] = {
    "drill": ("drill", CLOSED),
    "dossier": ("dossier", ()),
    "register": ("dossier", ()),
    "incident": ("incident", ()),
}
"""Of which family of the book the things are that a paper can be about, and in which status."""
_NAME: Final = r"^[^\x00-\x1f\x7f]*$"
_DAY: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that a paper can be about."""

    name: str
    title: Text


@router.get("", response_class=HTMLResponse)
async def every(
    framed: Framed,
    kind: Kind | None = None,
    subject: Annotated[str, Query(max_length=200, pattern=_NAME)] = "",
) -> HTMLResponse:
    """Show which papers there are; with a kind, what is to be said to get it."""
    about = None if kind is None else KINDS[kind].subject
    choices = [] if about not in _FAMILIES else await asyncio.to_thread(_choices, framed, about)
    if subject and subject not in {one.name for one in choices}:
        choices = [Choice(name=subject, title=same(subject)), *choices]
    return framed.page(
        "papers.html.jinja",
        kinds=KINDS,
        kind=kind,
        about=about,
        choices=choices,
        subject=subject,
        formats=list(FORMS),
        tongues=("zh", "en", "both"),
        year=date.today().year,  # noqa: DTZ011  what stands in an input before somebody changes it
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What stands in the form beside kind, format and language; empty is left out."""

    subject: str
    first: str
    last: str
    members: str
    blank: bool

    def asked(self, kind: Kind) -> Asked:
        """Return it as papers are asked for; raises UnfitError."""
        is_register = KINDS[kind].subject == "register"
        names = (name.strip() for name in _COMMAS.split(self.members))
        return Asked(
            kind=kind,
            subject="" if is_register else self.subject,
            first=_day(self.first),
            last=_day(self.last),
            dossier=self.subject if is_register else "",
            members=tuple(Member(name=name) for name in names if name),
            blank=self.blank,
        )


def _told(
    *,
    subject: Annotated[str, Query(max_length=200, pattern=_NAME)] = "",
    first: Annotated[str, Query(alias="from", pattern=_DAY)] = "",
    last: Annotated[str, Query(alias="to", pattern=_DAY)] = "",
    members: Annotated[str, Query(max_length=2000, pattern=_NAME)] = "",
    blank: bool = False,
) -> _Told:
    return _Told(subject=subject.strip(), first=first, last=last, members=members, blank=blank)


@router.get("/{kind}")
async def make(
    framed: Framed,
    judging: TheJudging,
    *,
    kind: Kind,
    told: Annotated[_Told, Depends(_told)],
    form: Annotated[Form, Query(alias="format")] = "html",
    lang: Tongue = "zh",
) -> Response:
    """Give the paper, made from the service's records as they are now."""
    asked = told.asked(kind)
    with refusals_as_problems():
        whole = await asyncio.to_thread(Papers(framed.firm, framed.caller).make, asked)
        content = await judging.paper(whole, form, lang)
    way = "inline" if form in {"html", "json"} else "attachment"
    name = f'{way}; filename="{kind.value}{FORMS[form].ending}"'
    return Response(content, media_type=FORMS[form].media, headers={"Content-Disposition": name})


def _choices(framed: Frame, about: Subject) -> list[Choice]:
    family, status = _FAMILIES[about]
    seen = seen_tags(framed.caller.seen_services())
    found = framed.firm.book.heads(Wanted(family=family, status=status, any_tags=seen, limit=_CHOICES))
    return list(_named(found.heads))


def _named(heads: tuple[Head, ...]) -> Iterator[Choice]:
    for head in heads:
        name = head.stream.partition("/")[2]
        yield Choice(name=name, title=_title(head.shown, name))


def _title(shown: Mapping[str, Any], name: str) -> Text:
    """Return how a drill, dossier or incident is called: by its own title and its id."""
    match shown:
        case {"title": {"zh": str(zh), "en": str(en)}}:
            return say("console.papers.named", title=Text(zh=zh, en=en), name=name)
        case {"title": str(title)}:
            return say("console.papers.named", title=title, name=name)
        case _:
            return same(name)


def _day(told: str) -> date | None:
    """Return a day that somebody gave; raises UnfitError for one that no calendar has."""
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise UnfitError(because("day_unknown_here", day=told)) from None
