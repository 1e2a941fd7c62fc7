"""The inventory: which hosts there are, how they are reached, and where secrets are found; in whatever form firms have it."""

from scenarios.inventory.files import is_foreign, read_inventory
from scenarios.inventory.model import HostInput, InventoryInput, JumpInput, SecretInput
from scenarios.inventory.resolved import beside, planned, secret

__all__ = [
    "HostInput",
    "InventoryInput",
    "JumpInput",
    "SecretInput",
    "beside",
    "is_foreign",
    "planned",
    "read_inventory",
    "secret",
]
