"""The steps of a scenario as they are written, by kind."""

from scenarios.steps.base import CONTROLLER, RepeatInput, Roles, StepInput, roles_in
from scenarios.steps.commands import CaptureInput, CheckCommandInput, Playbook, RunInput, ScriptFile
from scenarios.steps.data import MarkerInput, MeasureInput, ReconcileInput
from scenarios.steps.people import ApproveInput, ManualInput, NotifyInput
from scenarios.steps.streams import CheckStreamInput, WaitForInput

__all__ = [
    "CONTROLLER",
    "ApproveInput",
    "CaptureInput",
    "CheckCommandInput",
    "CheckStreamInput",
    "ManualInput",
    "MarkerInput",
    "MeasureInput",
    "NotifyInput",
    "Playbook",
    "ReconcileInput",
    "RepeatInput",
    "Roles",
    "RunInput",
    "ScriptFile",
    "StepInput",
    "WaitForInput",
    "roles_in",
]
