"""Working days: which days people work, and until when something within so many of them is due."""

from scenarios.workdays.counting import Deadline, Workdays, within
from scenarios.workdays.reading import read_workdays, shipped_workdays

__all__ = ["Deadline", "Workdays", "read_workdays", "shipped_workdays", "within"]
