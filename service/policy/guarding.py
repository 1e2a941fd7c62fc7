"""The policy's section `guarding`: when and where drills may run at all."""

from __future__ import annotations

from scenarios.fields import Input


class GuardingPolicy(Input):
    """What the firm decided of this: when and where drills may run at all."""
