"""`validate` and `schema`, and the options by which commands are told of their files; touching no host."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import typer

from scenarios.documents import load
from scenarios.loader import validate_files
from scenarios.plan import Plan
from scenarios.planner import make_plan
from scenarios.problems import Problems, errors_in, found
from scenarios.registers import Registers
from scenarios.schema import bia_schema, inventory_schema, register_schema, scenario_schema
from scenarios.tree import Scalar
from service.cli.output import REFUSED, AsJson, Language, RefusedError, err, language, out, words

ScenarioFile: TypeAlias = Annotated[Path, typer.Argument(metavar="SCENARIO", help="The scenario, a YAML file.")]
InventoryFile: TypeAlias = Annotated[Path, typer.Option("--inventory", help="The inventory, a YAML file.")]
BiaFile: TypeAlias = Annotated[Path, typer.Option("--bia", help="The business impact analysis, a YAML file.")]
Parameters: TypeAlias = Annotated[
    list[str] | None, typer.Option("--param", metavar="K=V", help="A parameter; may be given several times.")
]
ParametersFile: TypeAlias = Annotated[
    Path | None, typer.Option("--params", help="A YAML file of parameters, name: value; --param goes before it.")
]

ContactsFile: TypeAlias = Annotated[
    Path | None, typer.Option("--contacts", help="The contacts register: people, groups, channels.")
]
RisksFile: TypeAlias = Annotated[Path | None, typer.Option("--risks", help="The risk register.")]
ProceduresFile: TypeAlias = Annotated[Path | None, typer.Option("--procedures", help="The register of plans.")]
CalendarFile: TypeAlias = Annotated[
    Path | None, typer.Option("--calendar", help="The trading calendar: a file, or the name of a shipped one.")
]


def parameters_from(given: list[str] | None) -> dict[str, str]:
    """Return the parameters of `--param k=v …`; raises RefusedError."""
    pairs = [one.partition("=") for one in given or []]
    for name, equals, _ in pairs:
        if not name or not equals:
            msg = f"--param {name!r}: write a name, an equals sign and a value, for example --param lag_kbit=400"
            raise RefusedError(msg)
    return {name: value for name, _, value in pairs}


def parameters_in(file: Path | None) -> dict[str, str]:
    """Return the parameters of a file of them; raises Problems."""
    if file is None:
        return {}
    document = load(file)
    entries = document.root.entries if document.root is not None else {}
    nested = [
        found(document.file, node.mark, name, "parameter_not_one_value", name=name)
        for name, node in entries.items()
        if not isinstance(node, Scalar)
    ]
    if document.problems or nested:
        raise Problems([*document.problems, *nested])
    return {name: node.text for name, node in entries.items() if isinstance(node, Scalar)}


def planned(
    scenario: Path,
    inventory: Path,
    bia: Path,
    param: list[str] | None,
    registers: Registers | None = None,
    params: Path | None = None,
) -> Plan:
    """Return the plan that these files make; raises Problems or RefusedError."""
    given = parameters_in(params) | parameters_from(param)
    return make_plan(scenario, inventory, bia, given, registers or Registers())


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Scenarios, BIA files, inventories, registers.")],
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Check files and tell everything that is wrong with them, in one go."""
    tongue = language(lang)
    problems = validate_files(files, datetime.now(UTC).astimezone().date())
    if as_json:
        out.print(json.dumps([asdict(each) for each in problems], ensure_ascii=False), markup=False)
    elif problems:
        for each in problems:
            err.print(each.told(tongue), markup=False)
    else:
        out.print(words(tongue, "validate.ok", count=len(files)))
    return REFUSED if errors_in(problems) else 0


def schema(
    of: Annotated[
        Literal["scenario", "bia", "inventory", "contacts", "risks", "procedures", "calendar", "report", "policy"],
        typer.Argument(help="Which kind of file."),
    ] = "scenario",
) -> int:
    """Print the JSON Schema of a kind of file, for editors."""
    match of:
        case "scenario":
            document = scenario_schema()
        case "bia":
            document = bia_schema()
        case "inventory":
            document = inventory_schema()
        case "report":
            document = _report_schema()
        case "policy":
            document = _policy_schema()
        case register:
            document = register_schema(register)
    out.print(json.dumps(document, ensure_ascii=False, indent=2), markup=False)
    return 0


def _policy_schema() -> Any:
    from service.policy.reference import policy_schema  # noqa: PLC0415  validate does not need it

    return policy_schema()


def _report_schema() -> Any:
    """Return the published schema, without loading what it was made from."""
    return json.loads(files("service.report").joinpath("report.schema.json").read_text(encoding="utf-8"))
