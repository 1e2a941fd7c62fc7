"""The policy's section `approval`: who has to approve a drill, and for how long that holds."""

from __future__ import annotations

from scenarios.fields import Input


class ApprovalPolicy(Input):
    """What the firm decided of this: who has to approve a drill, and for how long that holds."""
