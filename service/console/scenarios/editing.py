"""The editor: a text with what is wrong in it at its lines, the plan that it comes to, and keeping it.

It is a plain form; the script beside it asks the API's addresses for the same while somebody types.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Query, Response

from scenarios.describe import describe
from scenarios.plan import Plan
from scenarios.planner import plan_digest
from scenarios.problems import Problem, Problems
from service.access import Right
from service.api.scenario_models import problem_out
from service.api.scenarios import TheAuthoring
from service.authoring.authoring import Authoring
from service.authoring.keeping import own_name
from service.authoring.places import OWN
from service.authoring.reading import heading_of
from service.console.fields import Fields
from service.console.frame import Frame, framing
from service.console.preparing.outlining import outlined
from service.denial import DeniedError, UnfitError, because

router = APIRouter()
Writing: TypeAlias = Annotated[Frame, Depends(framing(Right.PREPARE))]
_NEW: Final = """\
scenario: my-drill
title:
  zh: 演练标题
  en: Title of the drill
form: live
services: []
hosts: {}

safeguards:
  environments: [test]
  longest: 30m

prepare: []
inject: []
verify: []
restore: []
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in the form: the text, which file it is a version of, under which name it is to be kept."""

    text: str
    scenario: str = ""
    file: str = ""
    base: str = ""
    inventory: str = ""
    bia: str = ""


@router.get("/console/scenario-editor")
async def begin(
    framed: Writing, authoring: TheAuthoring, scenario: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    """Give the editor with a scenario, or with the frame of a new one."""
    if not scenario:
        return await _editor(framed, authoring, Written(text=_NEW))
    reading = await authoring.read(framed.caller, scenario)
    is_own = reading.filed.place == OWN
    written = Written(
        text=reading.text,
        scenario=scenario,
        file=reading.filed.path.name,
        base=reading.sha256 if is_own else "",
    )
    return await _editor(framed, authoring, written)


@router.post("/console/scenario-editor")
async def use(framed: Writing, authoring: TheAuthoring) -> Response:
    """Check the text, show its plan, or keep it, by the button that was pressed."""
    fields = await framed.form()
    written = _written(fields)
    try:
        match fields.text("do"):
            case "save":
                return await _saved(framed, authoring, written)
            case "plan":
                return await _planned(framed, authoring, written)
            case _:
                found = await authoring.problems(
                    framed.caller,
                    written.text,
                    written.scenario or None,
                    written.inventory or None,
                    written.bia or None,
                )
                return await _editor(framed, authoring, written, problems=found)
    except DeniedError as error:
        return await _editor(framed, authoring, written, refused=error)


async def _saved(framed: Frame, authoring: Authoring, written: Written) -> Response:
    kept = await authoring.save(framed.caller, written.file, written.text, written.base)
    address = f"/console/scenario-editor?scenario={own_name(kept.id)}"
    return framed.goes(address, "authoring.editor.saved", file=kept.id, errors=kept.problems)


async def _planned(framed: Frame, authoring: Authoring, written: Written) -> Response:
    for name in ("inventory", "bia"):
        if not getattr(written, name):
            raise UnfitError(because("wish_no_file", what=name))
    try:
        made = await authoring.plan(
            framed.caller, written.text, written.scenario or None, written.inventory, written.bia, {}
        )
    except Problems as wrong:
        return await _editor(framed, authoring, written, problems=wrong.problems)
    return await _editor(framed, authoring, written, problems=(), plan=made)


def _written(fields: Fields) -> Written:
    names = ("scenario", "file", "base", "inventory", "bia")
    written = Written(text=fields.secret("text").replace("\r\n", "\n"), **{name: fields.text(name) for name in names})
    heading = None if written.file else heading_of(written.text, "")
    return written if heading is None else replace(written, file=f"{heading.name[:60]}.yaml")


async def _editor(
    framed: Frame,
    authoring: Authoring,
    written: Written,
    *,
    problems: Sequence[Problem] | None = None,
    plan: Plan | None = None,
    refused: DeniedError | None = None,
) -> Response:
    files = await authoring.files(framed.caller)
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for one in files:
        by_kind[one.heading.kind].append(one)
    return framed.page(
        "scenario_editor.html.jinja",
        refused=refused,
        w=written,
        is_copy=bool(written.scenario) and not written.scenario.startswith(f"{OWN}:"),
        can_save=authoring.places.own is not None,
        problems=None if problems is None else [problem_out(one) for one in problems],
        plan=None if plan is None else outlined(describe(plan, framed.lang)),
        digest="" if plan is None else plan_digest(plan),
        inventories=by_kind["inventory"],
        bias=by_kind["bia"],
    )
