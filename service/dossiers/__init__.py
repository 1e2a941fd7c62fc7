"""Dossiers: a drill's whole life in records, from the wish to the use of its results (JR/T 0251 12.2)."""

from service.dossiers.dossier import Dossier, Stage
from service.dossiers.dossiers import Dossiers, Looked
from service.dossiers.files import Files, default_roots
from service.dossiers.standing import Standing, standing
from service.dossiers.wish import PlanFacts, Span, Task, Wish, changes, digest_of, facts_of

__all__ = [
    "Dossier",
    "Dossiers",
    "Files",
    "Looked",
    "PlanFacts",
    "Span",
    "Stage",
    "Standing",
    "Task",
    "Wish",
    "changes",
    "default_roots",
    "digest_of",
    "facts_of",
    "standing",
]
