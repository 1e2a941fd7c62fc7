"""The fault on a clock: it is put ahead or behind."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Duration, RemotePath, lasting, refuse
from scenarios.plan import SECOND, FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

Shift = Annotated[Duration, lasting("2s", "3650d")]


class ClockSkewInput(FaultInput):
    """Shifts a clock by whole seconds; the way back is measured against the time since the host began to run."""

    fault: Literal["clock_skew"]
    ahead: Shift | None = Field(None, description="How far it is put ahead.")
    behind: Shift | None = Field(None, description="Instead of ahead: how far it is put behind.")
    control: RemotePath | None = Field(
        None, description="The file of libfaketime's FAKETIME_TIMESTAMP_FILE; without it, the clock of the host (root)."
    )

    @model_validator(mode="after")
    def one_direction(self) -> ClockSkewInput:
        """Refuse none and both."""
        if (self.ahead is None) == (self.behind is None):
            refuse("ahead_or_behind")
        return self


def _skew(form: ClockSkewInput, around: Around) -> Values:
    del around
    shift = (form.ahead or 0) // SECOND - (form.behind or 0) // SECOND
    return Values(
        values={"FAULT_SHIFT": str(shift), "FAULT_CONTROL": form.control or ""},
        detail=f"{shift:+d} s" + (f", {form.control}" if form.control else ""),
        undo=Text(zh="按开机以来的时间拨回", en="it is set back by the time since the host began to run")
        if form.control is None
        else Text(zh="恢复控制文件", en="the control file is put back"),
    )


CLOCK_SKEW: Final = FaultKind(
    name="clock_skew",
    title=Text(zh="拨动时钟", en="shift the clock"),
    inputs=ClockSkewInput,
    program=scripts(__package__, "setting.sh", "clock_skew.sh"),
    specify=_skew,
)


def clock_skew(*, ahead: int | None = None, behind: int | None = None, control: str | None = None) -> FaultSpec:
    """Return a shift of the host's clock, or of libfaketime's; nanoseconds, of which whole seconds count."""
    return made(CLOCK_SKEW, ahead=ahead, behind=behind, control=control)
