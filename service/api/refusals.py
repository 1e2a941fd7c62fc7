"""Our own refusals as problem documents: which status, which title."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from runners.journal import JournalError
from scenarios.problems import Problems
from service.api.problems import ProblemError
from service.desk import NoSuchDrillError, NotCountedError, NotNowError
from service.report.formats.rendering import UnrenderedError
from service.start import StartRefusedError


@contextmanager
def refusals_as_problems() -> Generator[None, None, None]:
    """Turn what the desk refuses into problem documents."""
    try:
        yield
    except NoSuchDrillError as error:
        raise ProblemError(404, "No such drill", str(error)) from error
    except NotNowError as error:
        raise ProblemError(409, "Not now", str(error)) from error
    except NotCountedError as error:
        reason = {"step": error.asked.step, "person": error.person, "why": error.why.value, "role": error.asked.role}
        raise ProblemError(409, "Word does not count", str(error), [reason]) from error
    except Problems as error:
        raise _files_refused(error) from error
    except StartRefusedError as error:
        reasons = [{"message": reason} for reason in error.reasons]
        detail = "Nothing was touched. Repair what errors names, then start again."
        raise ProblemError(409, "Start refused", detail, reasons) from error
    except UnrenderedError as error:
        raise ProblemError(503, "Report cannot be made", str(error)) from error
    except JournalError as error:
        raise ProblemError(503, "Journal out of order", str(error)) from error


def _files_refused(problems: Problems) -> ProblemError:
    errors = [
        {
            "file": each.file,
            "line": each.line,
            "column": each.column,
            "field": each.field,
            "message": each.message,
            "repair": each.repair,
        }
        for each in problems.problems
    ]
    return ProblemError(422, "Plan refused", "Nothing was touched. Repair what errors names, then start again.", errors)
