"""What the firm has decided: one file, `policy.yaml`, whose every key has a default that is the strict one."""

from service.policy.policy import Policy, default_policy, read_policy

__all__ = ["Policy", "default_policy", "read_policy"]
