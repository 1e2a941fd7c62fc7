"""How a readiness script is asked, and how its answer becomes an outcome with what was seen."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from measurements.events import CONTROLLER, Outcome
from runners.errand import Errand, Script
from runners.remote import Answer

NO_SH: Final = "this is asked by a script for sh, and the host's shell is another; ask it by a check of your own"


async def ask(errand: Errand, name: str, **env: str) -> Answer:
    """Return the answer to one of the scripts of this package; UNKNOWN where it could not look."""
    if not speaks_sh(errand):
        return unknown(Answer(outcome=Outcome.OK), NO_SH)
    answer = await errand.send(Script(text=program(name), env=env))
    if answer.outcome is Outcome.OK and answer.exit_status != 0:
        return unknown(answer, f"it could not be looked at: {_said(answer)}")
    return answer


def speaks_sh(errand: Errand) -> bool:
    """Tell whether the host runs what is written for sh."""
    return errand.host == CONTROLLER or errand.plan.host(errand.host).shell == "sh"


@cache
def program(name: str) -> str:
    """Return a script of this package, without its comments."""
    text = files(__package__ or "runners.ready").joinpath(f"{name}.sh").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")) + "\n"


def so(answer: Answer, seen: str) -> Answer:
    """Return that it is as it should be, and what was seen."""
    return replace(answer, outcome=Outcome.OK, reason="", stdout=f"{seen}\n{answer.stdout}".strip())


def not_so(answer: Answer, why: str) -> Answer:
    """Return that it is not as it should be, and why."""
    return replace(answer, outcome=Outcome.FAILED, reason=why)


def unknown(answer: Answer, why: str) -> Answer:
    """Return that it could not be told, and why."""
    return replace(answer, outcome=Outcome.UNKNOWN, reason=why)


def _said(answer: Answer) -> str:
    last = (answer.stderr.strip() or answer.stdout.strip() or f"exit status {answer.exit_status}").splitlines()[-1]
    return last[:300]
