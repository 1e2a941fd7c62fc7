"""What is wrong within one register, beyond the form of its file."""

from scenarios.registers.checks.calendars import check_calendar
from scenarios.registers.checks.contacts import check_contacts
from scenarios.registers.checks.plans import check_plans
from scenarios.registers.checks.risks import check_risks

__all__ = ["check_calendar", "check_contacts", "check_plans", "check_risks"]
