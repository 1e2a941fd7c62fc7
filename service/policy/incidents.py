"""The policy's section `incidents`: how real interruptions are graded and reported."""

from __future__ import annotations

from scenarios.fields import Input


class IncidentsPolicy(Input):
    """What the firm decided of this: how real interruptions are graded and reported."""
