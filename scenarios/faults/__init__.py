"""The faults: what each needs to be told, the program that does and undoes it, and where all of them are found."""

from scenarios.faults.kind import FaultInput, FaultKind, Values, made, specified
from scenarios.programs import scripts
from scenarios.surroundings import Around

__all__ = ["Around", "FaultInput", "FaultKind", "Values", "made", "scripts", "specified"]
