"""Whether a command's answer is what its step expects."""

from __future__ import annotations

from measurements.events import Outcome
from runners.remote import Answer
from scenarios.plan import CheckCommand, Run


def expected(action: Run | CheckCommand, answer: Answer) -> tuple[Outcome, str]:
    """Return the step's outcome and why: an exit status and a text that were asked for, or not."""
    if answer.outcome is not Outcome.OK:
        return answer.outcome, answer.reason
    if answer.exit_status not in action.exits:
        if action.action and (said := answer.stdout.strip() or answer.stderr.strip()):
            return Outcome.FAILED, said.splitlines()[-1]
        wanted = " or ".join(str(status) for status in action.exits)
        return Outcome.FAILED, f"exit status {answer.exit_status}, expected {wanted}"
    if action.expect is not None and action.expect not in answer.stdout:
        cut = "; a part of the output was left out" if answer.truncated else ""
        return Outcome.FAILED, f"the output does not contain {action.expect!r}{cut}"
    return Outcome.OK, answer.reason
