"""`config`: whether settings are right, what they are and who said so, and their form for editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.markup import escape
from rich.table import Table

from service.cli.output import AsJson, Language, err, language, out, print_whole, words
from service.settings import Settled, settle
from service.settings.layers import Told
from service.settings.reference import settings_schema
from service.settings.showing import Shown, shown
from service.words import Lang

app = typer.Typer(no_args_is_help=True, help="The settings of this service: docs/settings.md.")
ConfigFile: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help="The settings, a YAML file; none: drillproof.yaml here if there is one.")
]


@app.command("check")
def check(config: ConfigFile = None, lang: Language = None) -> int:
    """Tell everything that is wrong with the file and the variables, without starting anything."""
    tongue = language(lang)
    settled = settled_in(config, tongue)
    file = words(tongue, "config.no_file") if settled.file is None else str(settled.file)
    out.print(words(tongue, "config.fine", file=file), markup=False)
    return 0


@app.command("show")
def show(config: ConfigFile = None, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Print every value and who said it; passwords are masked."""
    tongue = language(lang)
    values = list(shown(settled_in(config, tongue)))
    if as_json:
        out.print(json.dumps([asdict(each) for each in values], ensure_ascii=False), markup=False)
    else:
        print_whole(_table(values, tongue))
    return 0


@app.command("schema")
def schema() -> int:
    """Print the JSON Schema of a settings file, for editors."""
    out.print(json.dumps(settings_schema(), ensure_ascii=False, indent=2), markup=False)
    return 0


def settled_in(config: Path | None, lang: Lang, options: Mapping[str, Told] | None = None) -> Settled:
    """Return the settings and print what is worth a word; raises Problems."""
    settled = settle(config, options or {})
    for each in settled.warnings:
        err.print(each.told(lang), markup=False)
    return settled


def _table(values: list[Shown], lang: Lang) -> Table:
    table = Table(*(words(lang, f"config.{name}") for name in ("key", "value", "source")))
    for each in values:
        table.add_row(each.key, escape(each.value), escape(each.place or words(lang, "config.default")))
    return table
