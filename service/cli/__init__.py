"""The command line: `drillproof`. Every command returns its exit code; bad input never shows a traceback."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Sequence
from itertools import pairwise
from types import FrameType
from typing import Final, get_args

from typer.exceptions import Abort, TyperException

from scenarios.problems import Problems
from service.cli.app import app_for
from service.cli.output import REFUSED, RefusedError, err, language, words
from service.denial import DeniedError
from service.words import Lang, in_language

_REPAIRS: Final = {
    errno.ENOSPC: "machine.full",
    errno.EDQUOT: "machine.full",
    errno.EACCES: "machine.closed",
    errno.EPERM: "machine.closed",
    errno.EROFS: "machine.closed",
}


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 met, 1 missed, 2 inconclusive, 3 not completed, 4 refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app_for(given)(args=given, standalone_mode=False)
    except Problems as problems:
        _tell(problems, given)
        return REFUSED
    except (RefusedError, TyperException) as refusal:
        message = refusal.format_message() if isinstance(refusal, TyperException) else str(refusal)
        err.print(f"drillproof: {message}", markup=False)
        return REFUSED
    except DeniedError as denied:
        for reason in denied.reasons:
            err.print(f"drillproof: {in_language(reason.text, language(_after('--lang', given)))}", markup=False)
        return REFUSED
    except OSError as error:
        err.print(f"drillproof: {_told(error, language(_after('--lang', given)))}", markup=False)
        return REFUSED
    except (Abort, KeyboardInterrupt):
        err.print("drillproof: stopped")
        return REFUSED
    return code if isinstance(code, int) else 0


def _tell(problems: Problems, given: Sequence[str]) -> None:
    """Print what is wrong in the language of the command; what was only not looked at keeps nobody from anything."""
    lang = language(_after("--lang", given))
    for each in problems.problems:
        if each.severity != "info":
            err.print(each.told(lang), markup=False)


def _told(error: OSError, lang: Lang) -> str:
    """Return what the machine refused, where, and what to do, where nothing nearer knew more of it."""
    where = str(error.filename or "-")
    return words(lang, _REPAIRS.get(error.errno or 0, "machine.refused"), where=where, why=error.strerror or str(error))


def _after(option: str, given: Sequence[str]) -> str | None:
    """Return the value of an option where it is one that the command took, None where it was left out."""
    values = [one.partition("=")[2] for one in given if one.startswith(f"{option}=")]
    values += [value for one, value in pairwise(given) if one == option]
    return next((value for value in values if value in get_args(Lang)), None)


def _stop(number: int, _frame: FrameType | None) -> None:
    """Leave by an exception, so that whatever was raised on the way (the demo's lab) is taken down."""
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command that the shell asked for and end with its code."""
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run())
