"""The fault on a service: it is stopped by its manager, or by commands of its own."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import Line, Name, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class StopServiceInput(FaultInput):
    """Stops a service; undone by starting it."""

    fault: Literal["stop_service"]
    name: Name = Field(description="Unit for systemctl, or the name that the three commands belong to.")
    stop: Line | None = Field(None, description="Shell command; default: systemctl stop NAME.")
    start: Line | None = Field(None, description="Shell command, the undo; default: systemctl start NAME.")
    status: Line | None = Field(None, description="Shell command that exits 0 while the service runs.")

    @model_validator(mode="after")
    def all_commands_or_none(self) -> StopServiceInput:
        """Refuse a command of one's own beside defaults that know nothing of it."""
        missing = [name for name in ("stop", "start", "status") if getattr(self, name) is None]
        if 0 < len(missing) < 3:  # noqa: PLR2004  stop, start and status
            refuse("stop_service_commands", missing=", ".join(missing))
        return self


def _stop(form: StopServiceInput, around: Around) -> Values:
    del around
    start = form.start or f"systemctl start {form.name}"
    own = {"FAULT_STOP": form.stop or "", "FAULT_START": form.start or "", "FAULT_STATUS": form.status or ""}
    return Values(values={"FAULT_SERVICE": form.name, **own}, detail=form.name, undo=Text(zh=start, en=start))


STOP_SERVICE: Final = FaultKind(
    name="stop_service",
    title=Text(zh="停止服务", en="stop the service"),
    inputs=StopServiceInput,
    program=scripts(__package__, "stop_service.sh"),
    specify=_stop,
    also_here=True,
)


def stop_service(
    *, name: str, stop: str | None = None, start: str | None = None, status: str | None = None
) -> FaultSpec:
    """Return the stop of a service; commands default to systemctl on `name`."""
    return made(STOP_SERVICE, name=name, stop=stop, start=start, status=status)
