"""The actions: named, tried and harmless to ask for twice; what each is told, and the program that does it."""

from scenarios.actions.kind import ActionInput, ActionKind, ActionStepInput, ActionValues
from scenarios.programs import scripts
from scenarios.surroundings import Around

__all__ = ["ActionInput", "ActionKind", "ActionStepInput", "ActionValues", "Around", "scripts"]
