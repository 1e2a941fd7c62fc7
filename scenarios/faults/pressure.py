"""Faults of too much work: processors that are busy, memory that is taken."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Share, Size, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.quantities import show_size
from scenarios.surroundings import Around


class CpuPressureInput(FaultInput):
    """Keeps processors busy with processes of its own; undone by ending them."""

    fault: Literal["cpu_pressure"]
    workers: Annotated[int, Field(ge=0, le=1024)] = Field(
        0, description="How many busy processes; 0: as many as the host has processors."
    )
    load: Share = Field(1000, description="Share of the time in which each is busy; default 100%.")
    nice: Annotated[int, Field(ge=0, le=19)] = Field(
        0, description="Their niceness: with 19 they take only what nobody else wants."
    )

    @model_validator(mode="after")
    def busy_at_all(self) -> CpuPressureInput:
        """Refuse a load of nothing."""
        if not 0 < self.load <= 1000:  # noqa: PLR2004  thousandths
            refuse("no_load")
        return self


class MemoryPressureInput(FaultInput):
    """Takes memory, really resident, with processes that the kernel ends before all others; undone by ending them."""

    fault: Literal["memory_pressure"]
    take: Size | None = Field(None, description="How much is taken.", examples=["2GB"])
    leave: Size | None = Field(None, description="Instead of take: how much stays available.", examples=["200MB"])

    @model_validator(mode="after")
    def one_of_both(self) -> MemoryPressureInput:
        """Refuse none and both."""
        if (self.take is None) == (self.leave is None):
            refuse("take_or_leave")
        return self


def _busy(form: CpuPressureInput, around: Around) -> Values:
    del around
    values = {"FAULT_WORKERS": str(form.workers), "FAULT_LOAD": str(form.load), "FAULT_NICE": str(form.nice)}
    who = f"{form.workers} processes" if form.workers else "all processors"
    return Values(
        values=values,
        detail=f"{who}, {form.load / 10:g}%" + (f", nice {form.nice}" if form.nice else ""),
        undo=Text(zh="结束负载进程", en="the busy processes are ended"),
    )


def _eat(form: MemoryPressureInput, around: Around) -> Values:
    del around
    take, leave = ("" if each is None else str(each) for each in (form.take, form.leave))
    return Values(
        values={"FAULT_TAKE": take, "FAULT_LEAVE": leave},
        detail=show_size(form.take) if form.take else f"all but {show_size(form.leave or 0)}",
        undo=Text(zh="结束占用内存的进程", en="the processes that hold it are ended"),
    )


CPU_PRESSURE: Final = FaultKind(
    name="cpu_pressure",
    title=Text(zh="占满处理器", en="keep the processors busy"),
    inputs=CpuPressureInput,
    program=scripts(__package__, "command_lines.sh", "tagged.sh", "cpu_pressure.sh"),
    specify=_busy,
)
MEMORY_PRESSURE: Final = FaultKind(
    name="memory_pressure",
    title=Text(zh="占用内存", en="take the memory"),
    inputs=MemoryPressureInput,
    program=scripts(__package__, "command_lines.sh", "tagged.sh", "memory_pressure.sh"),
    specify=_eat,
)


def cpu_pressure(*, workers: int = 0, load: int = 1000, nice: int = 0) -> FaultSpec:
    """Return busy processes, each so for `load` thousandths of the time."""
    return made(CPU_PRESSURE, workers=workers, load=load, nice=nice)


def memory_pressure(*, take: int | None = None, leave: int | None = None) -> FaultSpec:
    """Return the taking of so many bytes, or of all but so many of those that are available."""
    return made(MEMORY_PRESSURE, take=take, leave=leave)
