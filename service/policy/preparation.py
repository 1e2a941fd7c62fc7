"""The policy's section `preparation`: which records a drill needs before it may start."""

from __future__ import annotations

from scenarios.fields import Input


class PreparationPolicy(Input):
    """What the firm decided of this: which records a drill needs before it may start."""
