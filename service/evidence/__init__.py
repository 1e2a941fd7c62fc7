"""A drill's evidence on disk: written whole, read back, and verified offline down to the last digit."""

from service.evidence.checking import Check, Status, title, verify
from service.evidence.judged import Judged, judged
from service.evidence.lines import UnreadableLineError
from service.evidence.reading import NoEvidenceError, load_history, load_plan, load_records
from service.evidence.writing import write

__all__ = [
    "Check",
    "Judged",
    "NoEvidenceError",
    "Status",
    "UnreadableLineError",
    "judged",
    "load_history",
    "load_plan",
    "load_records",
    "title",
    "verify",
    "write",
]
