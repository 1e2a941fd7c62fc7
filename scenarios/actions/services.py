"""Actions on a service: starting and stopping it by its manager or by commands of its own, and looking."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Duration, Line, Name, refuse
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class ServiceInput(ActionInput):
    """A service: a unit of systemd, or a name and commands of one's own."""

    name: Name = Field(description="Unit for systemctl, or the name that the commands belong to.")
    status: Line | None = Field(None, description="Shell command that exits 0 while it runs, 1 to 3 while it does not.")


class ServiceStartInput(ServiceInput):
    """Starts a service, and waits until it is seen to run."""

    action: Literal["service_start"]
    start: Line | None = Field(None, description="Shell command; default: systemctl start NAME.")
    patience: Duration = Field(30 * SECOND, description="How long it may take until it is seen to run.")

    @model_validator(mode="after")
    def both_or_none(self) -> ServiceStartInput:
        """Refuse a command of one's own beside a default that knows nothing of it."""
        if (self.start is None) != (self.status is None):
            refuse("service_commands", missing="status" if self.status is None else "start")
        return self


class ServiceStopInput(ServiceInput):
    """Stops a service, and waits until it is seen to run no more."""

    action: Literal["service_stop"]
    stop: Line | None = Field(None, description="Shell command; default: systemctl stop NAME.")
    patience: Duration = Field(30 * SECOND, description="How long it may take until it is seen to have ended.")

    @model_validator(mode="after")
    def both_or_none(self) -> ServiceStopInput:
        """Refuse a command of one's own beside a default that knows nothing of it."""
        if (self.stop is None) != (self.status is None):
            refuse("service_commands", missing="status" if self.status is None else "stop")
        return self


class ServiceRunsInput(ServiceInput):
    """Says whether a service runs: `runs` or `does not run`."""

    action: Literal["service_runs"]


def _values(form: ServiceInput, around: Around, verb: str, command: str | None, patience: int) -> ActionValues:
    del around
    env = {
        "ACTION_SERVICE": form.name,
        "ACTION_VERB": verb,
        "ACTION_COMMAND": command or "",
        "ACTION_STATUS": form.status or "",
        "ACTION_PATIENCE": str(max(1, -(-patience // SECOND))),
    }
    return ActionValues(env=env, detail=form.name)


def _start(form: ServiceStartInput, around: Around) -> ActionValues:
    return _values(form, around, "start", form.start, form.patience)


def _stop(form: ServiceStopInput, around: Around) -> ActionValues:
    return _values(form, around, "stop", form.stop, form.patience)


def _runs(form: ServiceRunsInput, around: Around) -> ActionValues:
    return _values(form, around, "look", None, 0)


_PROGRAM: Final = scripts(__package__, "service.sh")
SERVICE_START: Final = ActionKind(
    name="service_start",
    title=Text(zh="启动服务", en="start the service"),
    inputs=ServiceStartInput,
    program=_PROGRAM,
    specify=_start,
)
SERVICE_STOP: Final = ActionKind(
    name="service_stop",
    title=Text(zh="停止服务", en="stop the service"),
    inputs=ServiceStopInput,
    program=_PROGRAM,
    specify=_stop,
)
SERVICE_RUNS: Final = ActionKind(
    name="service_runs",
    title=Text(zh="查看服务是否运行", en="look whether the service runs"),
    inputs=ServiceRunsInput,
    program=_PROGRAM,
    specify=_runs,
    looks=True,
)
