"""The probes that a scenario can ask for: the kinds of the house, and those of installed distributions."""

from scenarios.probing.kind import ProbeGround, ProbeInput, ProbeKind
from scenarios.probing.registry import (
    GROUP,
    PROBES,
    UNUSABLE,
    AnyProbe,
    explain_probe,
    kind_of_probe,
    planned_probes,
)

__all__ = [
    "GROUP",
    "PROBES",
    "UNUSABLE",
    "AnyProbe",
    "ProbeGround",
    "ProbeInput",
    "ProbeKind",
    "explain_probe",
    "kind_of_probe",
    "planned_probes",
]
