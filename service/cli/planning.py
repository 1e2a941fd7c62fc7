"""`plan`: what a drill would do and how long it may take, touching no host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scenarios.describe import describe
from scenarios.plan import plan_to_json
from scenarios.planner import plan_digest
from scenarios.registers import Registers
from service.cli.output import AsJson, Language, language
from service.cli.question import (
    BiaFile,
    CalendarFile,
    ContactsFile,
    InventoryFile,
    Parameters,
    ParametersFile,
    ProceduresFile,
    RisksFile,
    ScenarioFile,
    planned,
)
from service.estimates import as_data, estimate, lines
from service.past import past_drills


def plan(
    scenario: ScenarioFile,
    inventory: InventoryFile,
    bia: BiaFile,
    *,
    contacts: ContactsFile = None,
    risks: RisksFile = None,
    procedures: ProceduresFile = None,
    calendar: CalendarFile = None,
    param: Parameters = None,
    params: ParametersFile = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option("--earlier", help="Drills run before: a drill's directory, or one that holds many."),
    ] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> int:
    """Print what a drill would do; no host is touched."""
    tongue = language(lang)
    registers = Registers(contacts=contacts, risks=risks, procedures=procedures, calendar=calendar)
    made = planned(scenario, inventory, bia, param, registers, params)
    found = estimate(made, past_drills(earlier or ()))
    if as_json:
        body = {"plan_sha256": plan_digest(made), "plan": plan_to_json(made), "estimate": as_data(found)}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return 0
    told = [*describe(made, tongue), "", *lines(found, tongue)]
    typer.echo("\n".join(told))
    return 0
