"""The table of commands; only the one that is asked for is loaded, so that `validate` need not load an SSH client."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Final

import typer

COMMANDS: Final = {
    "validate": "question",
    "plan": "planning",
    "run": "drill",
    "start": "start",
    "stop": "stop",
    "health": "health",
    "resume": "drill",
    "judge": "answer",
    "report": "reporting",
    "verify": "verify",
    "lab": "lab",
    "schema": "question",
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "config": "config",
    "db": "database",
    "backup": "backup",
    "restore": "backup",
    "prune": "retention",
    "hold": "retention",
    "keys": "keys",
    "bundle": "bundling",
    "countersign": "bundling",
    "archive": "archive",
    "bia": "bia",
    "coverage": "coverage",
    "import": "importing",
    "inventory": "inventory",
    "user": "user",
    "token": "token",  # nosec B105  a command's name
    "audit": "audit",
    "improvement": "improvement",
    "programme": "programme",
    "incident": "incident",
    "paper": "paper",
}
"""Each command and the module of this package that has it."""
GROUPS: Final = frozenset(
    (
        "lab",
        "config",
        "db",
        "hold",
        "keys",
        "archive",
        "bia",
        "import",
        "inventory",
        "user",
        "token",
        "audit",
        "improvement",
        "programme",
        "incident",
    )
)
"""Commands that have commands of their own."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the command that `arguments` begin with, or with all of them."""
    app = typer.Typer(
        name="drillproof",
        help="Runs disaster-recovery drills and proves what they achieved.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_keep_names)
    for name in _asked(arguments[0] if arguments else ""):
        _add(app, name)
    return app


def _asked(first: str) -> Sequence[str]:
    """Return the commands to load, by the first word of the line."""
    if first == "--version":
        return ()
    return (first,) if first in COMMANDS else tuple(COMMANDS)


def _add(app: typer.Typer, name: str) -> None:
    module = import_module(f"service.cli.{COMMANDS[name]}")
    if name in GROUPS:
        app.add_typer(module.app, name=name)
    else:
        app.command(name)(getattr(module, name))


def _tell_version(wanted: bool) -> None:  # noqa: FBT001  typer calls it so
    if wanted:
        typer.echo(import_module("service.software").SOFTWARE)
        raise typer.Exit


def _keep_names(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version, and end.")
    ] = False,
) -> None:
    """Runs disaster-recovery drills and proves what they achieved."""
