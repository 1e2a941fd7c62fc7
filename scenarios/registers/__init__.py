"""The registers beside the BIA: risks, continuity plans, people and how they are told, the trading calendar.

`Registers` says which files there are, `read_registers` reads them, `RegisterSet` is what they say.
"""

from scenarios.registers.calendar import CalendarInput
from scenarios.registers.citing import Cited, check_citations, listed
from scenarios.registers.contacts import ContactsInput
from scenarios.registers.planning import calendar_of, groups_of, people_of
from scenarios.registers.procedures import PlansInput
from scenarios.registers.reading import (
    RegisterDocuments,
    RegisterKind,
    Registers,
    RegisterSet,
    load_registers,
    register_kind,
    register_problems,
    understand_registers,
)
from scenarios.registers.risks import RisksInput
from scenarios.registers.words import TimeOfDay, Weekday, Zone, day_span, is_zone

__all__ = [
    "CalendarInput",
    "Cited",
    "ContactsInput",
    "PlansInput",
    "RegisterDocuments",
    "RegisterKind",
    "RegisterSet",
    "Registers",
    "RisksInput",
    "TimeOfDay",
    "Weekday",
    "Zone",
    "calendar_of",
    "check_citations",
    "day_span",
    "groups_of",
    "is_zone",
    "listed",
    "load_registers",
    "people_of",
    "register_kind",
    "register_problems",
    "understand_registers",
]
