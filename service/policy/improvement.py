"""The policy's section `improvement`: how findings are followed up."""

from __future__ import annotations

from scenarios.fields import Input


class ImprovementPolicy(Input):
    """What the firm decided of this: how findings are followed up."""
