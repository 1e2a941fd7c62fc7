"""`import`: drill script sheets, Chaos Toolkit experiments and Ansible playbooks become scenarios."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import typer

from scenarios.importing import (
    Imported,
    Wishes,
    import_experiment,
    import_playbook,
    import_script,
    load_experiment,
    load_playbook,
    template,
)
from scenarios.plan import Phase
from scenarios.problems import in_order
from scenarios.sheets import read_sheets
from scenarios.sheets.writing import csv_of, workbook_of
from service.cli.output import REFUSED, Language, RefusedError, err, language, out, words
from service.words import Lang

app = typer.Typer(help="Make scenarios of what there already is.", no_args_is_help=True, add_completion=False)

Source: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help="The file to import.")]
Target: TypeAlias = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where the scenario is written; standard output otherwise.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")]
Services: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--service", help="A service of the BIA that is drilled; may be given several times."),
]
Environments: TypeAlias = Annotated[
    list[str] | None, typer.Option("--environment", help="An environment that may be touched; several times.")
]
Probes: TypeAlias = Annotated[
    list[str] | None, typer.Option("--probe", help="How the service is measured: tcp:address:port or an http address.")
]
Hosts: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--host", metavar="NAME=HOST", help="What the file calls a host, and its name in the inventory."),
]
On: TypeAlias = Annotated[str, typer.Option("--on", help="The role that runs commands which name no host.")]
Name: TypeAlias = Annotated[str, typer.Option("--name", help="The scenario's own name.")]
Form: TypeAlias = Annotated[Literal["live", "simulated", "tabletop"] | None, typer.Option("--form")]
_PHASES: Final = ", ".join(Phase)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}", re.ASCII)


@app.command("script")
def import_sheet(
    file: Source,
    *,
    target: Target = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Which sheet, where several hold steps.")] = "",
    service: Services = None,
    environment: Environments = None,
    probe: Probes = None,
    host: Hosts = None,
    on: On = "",
    role: Annotated[str, typer.Option("--role", help="Who does the steps that name nobody.")] = "",
    phase: Annotated[
        list[str] | None, typer.Option("--phase", metavar="WORD=PHASE", help=f"What a phase's word means: {_PHASES}.")
    ] = None,
    all_in: Annotated[Phase | None, typer.Option("--all-in", help="The phase of steps that name none.")] = None,
    slack: Annotated[
        int, typer.Option("--slack", min=1, max=100, help="Deadline as a multiple of what is planned.")
    ] = 2,
    contacts: Annotated[Path | None, typer.Option("--contacts-out", help="Where the people found are written.")] = None,
    name: Name = "",
    form: Form = None,
    lang: Language = None,
    force: Force = False,
) -> int:
    """Make a scenario of a drill script sheet (.xlsx or .csv): commands are run, everything else people do."""
    tongue = language(lang)
    wishes = replace(
        _wishes(tongue, name, form, (service, environment, probe)),
        hosts=_pairs("--host", host),
        on=_named("--on", on),
        role=role,
        sheet=sheet,
        phases={word: _phase(meant) for word, meant in _pairs("--phase", phase).items()},
        all_in=all_in,
        slack=slack,
    )
    return _give(import_script(read_sheets(file), wishes), tongue, target, contacts, force=force)


@app.command("chaos")
def import_chaos(
    file: Source,
    *,
    target: Target = None,
    service: Services = None,
    environment: Environments = None,
    probe: Probes = None,
    host: Hosts = None,
    on: On = "",
    name: Name = "",
    form: Form = "live",
    lang: Language = None,
    force: Force = False,
) -> int:
    """Make a scenario of a Chaos Toolkit experiment (.json or .yaml): processes, probes and rollbacks."""
    tongue = language(lang)
    wishes = replace(
        _wishes(tongue, name, form, (service, environment, probe)), hosts=_pairs("--host", host), on=_named("--on", on)
    )
    return _give(import_experiment(load_experiment(file), wishes), tongue, target, None, force=force)


@app.command("playbook")
def import_plays(
    file: Source,
    *,
    target: Target = None,
    inventory: Annotated[str, typer.Option("--ansible-inventory", help="Path as seen from the scenario file.")] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Only what has this tag; several times.")] = None,
    phase: Annotated[Phase, typer.Option("--in", help="The phase that the playbook is played in.")] = Phase.SWITCH,
    service: Services = None,
    environment: Environments = None,
    probe: Probes = None,
    name: Name = "",
    form: Form = "live",
    lang: Language = None,
    each: Annotated[bool, typer.Option("--each-play", help="One step for every play, by its own tag.")] = False,
    force: Force = False,
) -> int:
    """Make a scenario that plays an Ansible playbook on the runner's own machine, after a look with --check."""
    tongue = language(lang)
    wishes = replace(_wishes(tongue, name, form, (service, environment, probe)), all_in=phase)
    where = os.path.relpath(file, file.parent if target is None else target.parent)
    plays = load_playbook(file)
    made = import_playbook(plays, wishes, where=where, inventory=inventory, tags=tuple(tag or ()), each=each)
    return _give(made, tongue, target, None, force=force)


@app.command("template")
def write_template(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A name that ends in .xlsx or .csv.")],
    *,
    lang: Language = None,
    force: Force = False,
) -> int:
    """Write an empty drill script sheet to be filled in."""
    tongue, empty = language(lang), template()
    body = csv_of(empty) if target.suffix.lower() == ".csv" else workbook_of([empty])
    _write(target, body, tongue, force=force)
    return 0


def _wishes(
    tongue: Lang, name: str, form: str | None, lists: tuple[list[str] | None, list[str] | None, list[str] | None]
) -> Wishes:
    """Return what every import may be told; `lists` are services, environments and probes."""
    services, environments, probes = (tuple(given or ()) for given in lists)
    _named("--name", name)
    return Wishes(lang=tongue, name=name, form=form or "", services=services, environments=environments, probes=probes)


def _named(option: str, name: str) -> str:
    if name and not _NAME.fullmatch(name):
        msg = f"{option} {name!r}: write small letters, digits, . - and _, as in trading-switch"
        raise RefusedError(msg)
    return name


def _give(made: Imported, tongue: Lang, target: Path | None, contacts: Path | None, *, force: bool) -> int:
    for problem in in_order(made.problems):
        err.print(problem.told(tongue), markup=False)
    if made.scenario is None:
        return REFUSED
    for path in (target, contacts):
        if path is not None and path.exists() and not force:
            raise RefusedError(words(tongue, "import.exists", path=str(path)))
    if target is None:
        out.out(made.scenario, end="", highlight=False)
    else:
        _write(target, made.scenario.encode(), tongue, force=force)
    if contacts is not None and made.contacts is not None:
        _write(contacts, made.contacts.encode(), tongue, force=force)
    if made.left_open:
        err.print(words(tongue, "import.open", count=made.left_open), markup=False)
    return 0


def _write(path: Path, body: bytes, tongue: Lang, *, force: bool) -> None:
    """Write a file that was not there; raises RefusedError."""
    try:
        with path.open("wb" if force else "xb") as stream:
            stream.write(body)
    except FileExistsError as error:
        raise RefusedError(words(tongue, "import.exists", path=str(path))) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise RefusedError(words(tongue, "import.unwritable", path=str(path), why=why)) from error
    err.print(words(tongue, "import.written", path=str(path)), markup=False)


def _pairs(option: str, given: Sequence[str] | None) -> dict[str, str]:
    pairs = [one.partition("=") for one in given or ()]
    for name, equals, value in pairs:
        if not name or not equals or not value:
            msg = f"{option} {name!r}: write a name, an equals sign and a value, for example {option} 交易主库=db-a"
            raise RefusedError(msg)
    return {name: value for name, _, value in pairs}


def _phase(word: str) -> Phase:
    try:
        return Phase(word)
    except ValueError as error:
        msg = f"--phase: {word!r} is no phase; write one of {_PHASES}"
        raise RefusedError(msg) from error
