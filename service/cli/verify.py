"""`verify`: whether a drill's evidence is whole, whose word it is, and whether its report follows from it; offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer
from rich.markup import escape

from runners.journal import JournalError
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.evidence import Check, NoEvidenceError, exit_code, title
from service.evidence import verify as verified
from service.evidence.bundle import BundleError
from service.evidence.verification import as_data
from service.keys import read_trust
from service.words import Lang, in_language

Bundle: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PATH", help="A bundle, a drill's directory, its evidence directory, or a journal.")
]
TrustFile: TypeAlias = Annotated[
    Path | None, typer.Option("--trust", metavar="FILE", help="Whose signatures count (docs/auditing.md).")
]
_COLOURS: Final = {"passed": "green", "failed": "red", "absent": "yellow"}


def verify(path: Bundle, trust: TrustFile = None, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Check evidence offline and recompute its report.

    Ends with 0 (all passed), 1 (something failed) or 2 (nothing failed, but something essential is not present).
    """
    tongue = language(lang)
    try:
        checks = verified(path, read_trust(trust))
    except (NoEvidenceError, BundleError, JournalError, OSError) as error:
        raise RefusedError(str(error)) from error
    if as_json:
        out.print(json.dumps(as_data(checks), ensure_ascii=False), markup=False)
    else:
        _print(checks, tongue)
    return exit_code(checks)


def _print(checks: Sequence[Check], lang: Lang) -> None:
    for check in checks:
        word = words(lang, f"verify.{check.status}")
        told = escape(f"{in_language(title(check), lang)}: {in_language(check.detail, lang)}")
        out.print(f"[{_COLOURS[check.status]}]{word}[/]  {told}")
