"""What no scenario and no recent drill has touched: services, threats, risks, procedures of the continuity plans."""

from service.coverage.register import Item, Kind, Wanted, wanted_from
from service.coverage.touched import Row, Stranger, Touch, coverage, strangers
from service.coverage.written import Written, written_in

__all__ = [
    "Item",
    "Kind",
    "Row",
    "Stranger",
    "Touch",
    "Wanted",
    "Written",
    "coverage",
    "strangers",
    "wanted_from",
    "written_in",
]
