"""The inventory: which hosts there are, how they are reached, and where secrets are found.

Files are read by `scenarios.inventory.files`, in whatever form firms have them.
"""

from scenarios.inventory.model import HostInput, InventoryInput, JumpInput, SecretInput
from scenarios.inventory.resolved import beside, planned, secret

__all__ = ["HostInput", "InventoryInput", "JumpInput", "SecretInput", "beside", "planned", "secret"]
