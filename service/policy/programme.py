"""The policy's section `programme`: how often services are to be drilled, and what happens to a missed run."""

from __future__ import annotations

from scenarios.fields import Input


class ProgrammePolicy(Input):
    """What the firm decided of this: how often services are to be drilled, and what happens to a missed run."""
