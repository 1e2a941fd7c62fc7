"""The policy's section `access`: who gets in, and how often somebody may try."""

from __future__ import annotations

from scenarios.fields import Input


class AccessPolicy(Input):
    """What the firm decided of this: who gets in, and how often somebody may try."""
