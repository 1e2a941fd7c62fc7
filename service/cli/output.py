"""How the command line speaks: in which language, to a terminal or a pipe, and how it refuses."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Final, TypeAlias

import typer
from rich.console import Console
from rich.table import Table

from service.words import Lang, in_language, say
from service.words.catalogue import Fact

REFUSED: Final = 4
"""Exit code for input that was refused, usage errors included."""

_TABLE_WIDTH: Final = 160

out: Final = Console(highlight=False, soft_wrap=True)
err: Final = Console(stderr=True, highlight=False, soft_wrap=True)

Language: TypeAlias = Annotated[str | None, typer.Option("--lang", help="zh or en; otherwise as the locale says.")]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print JSON for a program instead of text for a person.")
]


class RefusedError(Exception):
    """The input cannot be taken; the text says why and what to do. Ends the command with code 4."""


def language(asked: str | None) -> Lang:
    """Return the language asked for, else the locale's (Chinese for zh*), else English; raises RefusedError."""
    if asked is None:
        locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        return "zh" if locale.lower().startswith("zh") else "en"
    if asked == "zh":
        return "zh"
    if asked == "en":
        return "en"
    msg = f"--lang: {asked!r} is no language of this tool; write zh or en"
    raise RefusedError(msg)


def words(lang: Lang, key: str, **facts: Fact) -> str:
    """Return the catalogue's sentence under `key` in one language."""
    return in_language(say(key, **facts), lang)


def print_whole(table: Table) -> None:
    """Print a table without cutting a digit, however narrow the terminal is."""
    Console(highlight=False, width=max(out.width, _TABLE_WIDTH)).print(table, crop=False)


def is_person() -> bool:
    """Tell whether somebody sits at the terminal: standard input and output are both one."""
    return sys.stdin.isatty() and sys.stdout.isatty()
