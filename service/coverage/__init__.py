"""What no scenario and no recent drill has touched: services, threats, risks, procedures of the continuity plans."""

from service.coverage.register import Item, Kind, Wanted, wanted_from
from service.coverage.touched import Row, Touch, coverage
from service.coverage.written import Written, written_in

__all__ = ["Item", "Kind", "Row", "Touch", "Wanted", "Written", "coverage", "wanted_from", "written_in"]
"""Everything that the command line needs."""
