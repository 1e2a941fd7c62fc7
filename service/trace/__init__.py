"""Traceability: which clause of which standard a drill answers, where in its record, and by which evidence.

`trace(report, plan, records)` is the appendix of the drill report; the clauses are kept in `clauses.yaml`.
"""

from service.trace.clauses import Clause, cited, clauses, title_of
from service.trace.tracing import STATES, State, Traced, trace, traced

__all__ = ["STATES", "Clause", "State", "Traced", "cited", "clauses", "title_of", "trace", "traced"]
