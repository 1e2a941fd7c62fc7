"""Faults on processes: killing and freezing a family of them."""

from __future__ import annotations

import re
from typing import Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Line, RemotePath, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


def _greedy(pattern: str) -> bool:
    """Whether the pattern fits the empty text, and so every process on the host."""
    try:
        return re.search(pattern, "") is not None
    except re.error:
        return False


class ProcessFaultInput(FaultInput):
    """A fault on processes, found by pattern or by the file that holds their number."""

    match: Line | None = Field(None, description="Extended regular expression on the command line, as pgrep -f.")
    pid_file: RemotePath | None = Field(None, description="File on the host whose first line is the process number.")

    @model_validator(mode="after")
    def one_way_to_find_it(self) -> ProcessFaultInput:
        """Refuse none, both, and a pattern that fits every process."""
        if (self.match is None) == (self.pid_file is None):
            refuse("match_or_pid_file")
        if self.match is not None and _greedy(self.match):
            refuse("match_fits_all", value=self.match)
        return self


class KillProcessInput(ProcessFaultInput):
    """SIGKILL; `restart` brings the process back."""

    fault: Literal["kill_process"]
    restart: Line = Field(description="Shell command that starts the process again if none of it runs: the undo.")


class FreezeProcessInput(ProcessFaultInput):
    """SIGSTOP; undone by SIGCONT."""

    fault: Literal["freeze_process"]


def _which(form: ProcessFaultInput) -> dict[str, str]:
    return {"FAULT_MATCH": form.match or "", "FAULT_PID_FILE": form.pid_file or ""}


def _aim(form: ProcessFaultInput) -> str:
    return f"match {form.match}" if form.match else f"pid_file {form.pid_file}"


def _kill(form: KillProcessInput, around: Around) -> Values:
    del around
    undo = Text(zh=form.restart, en=form.restart)
    return Values(values={**_which(form), "FAULT_RESTART": form.restart}, detail=_aim(form), undo=undo)


def _freeze(form: FreezeProcessInput, around: Around) -> Values:
    del around
    return Values(values=_which(form), detail=_aim(form), undo=Text(zh="SIGCONT", en="SIGCONT"))


KILL_PROCESS: Final = FaultKind(
    name="kill_process",
    title=Text(zh="杀死进程", en="kill the process"),
    inputs=KillProcessInput,
    program=scripts(__package__, "command_lines.sh", "match.sh", "kill_process.sh"),
    specify=_kill,
    also_here=True,
)
FREEZE_PROCESS: Final = FaultKind(
    name="freeze_process",
    title=Text(zh="冻结进程", en="freeze the process"),
    inputs=FreezeProcessInput,
    program=scripts(__package__, "command_lines.sh", "match.sh", "freeze_process.sh"),
    specify=_freeze,
    also_here=True,
)


def kill_process(*, restart: str, match: str | None = None, pid_file: str | None = None) -> FaultSpec:
    """Return SIGKILL to every matching process; `restart` is the undo, if none of them runs."""
    return made(KILL_PROCESS, restart=restart, match=match, pid_file=pid_file)


def freeze_process(*, match: str | None = None, pid_file: str | None = None) -> FaultSpec:
    """Return SIGSTOP to every matching process; undone by SIGCONT to those that it stopped."""
    return made(FREEZE_PROCESS, match=match, pid_file=pid_file)
