"""The policy's section `notices`: who is told of what, through which channel."""

from __future__ import annotations

from scenarios.fields import Input


class NoticesPolicy(Input):
    """What the firm decided of this: who is told of what, through which channel."""
