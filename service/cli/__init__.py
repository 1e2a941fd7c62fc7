"""The command line: `drillproof`. Every command returns its exit code; bad input never shows a traceback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType

from typer.exceptions import Abort, TyperException

from scenarios.problems import Problems
from service.cli.app import app_for
from service.cli.output import REFUSED, RefusedError, err


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 met, 1 missed, 2 inconclusive, 3 not completed, 4 refused."""
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        code = app_for(given)(args=given, standalone_mode=False)
    except Problems as problems:
        err.print(str(problems), markup=False)
        return REFUSED
    except (RefusedError, TyperException) as refusal:
        message = refusal.format_message() if isinstance(refusal, TyperException) else str(refusal)
        err.print(f"drillproof: {message}", markup=False)
        return REFUSED
    except (Abort, KeyboardInterrupt):
        err.print("drillproof: stopped")
        return REFUSED
    return code if isinstance(code, int) else 0


def _stop(number: int, _frame: FrameType | None) -> None:
    """Leave by an exception, so that whatever was raised on the way (the demo's lab) is taken down."""
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command that the shell asked for and end with its code."""
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run())
