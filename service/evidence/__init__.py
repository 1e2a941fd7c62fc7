"""A drill's evidence on disk: written whole, read back, and verified offline down to the last digit."""

from service.evidence.checking import title, verify
from service.evidence.checks import Check, Discrepancy, Status, exit_code
from service.evidence.judged import Judged, judged
from service.evidence.lines import UnreadableLineError
from service.evidence.reading import NoEvidenceError, load_history, load_plan, load_records
from service.evidence.writing import write

__all__ = [
    "Check",
    "Discrepancy",
    "Judged",
    "NoEvidenceError",
    "Status",
    "UnreadableLineError",
    "exit_code",
    "judged",
    "load_history",
    "load_plan",
    "load_records",
    "title",
    "verify",
    "write",
]
