"""The improvement register: what drills and people found, who mends it, and who else has seen that it is mended."""

from service.improvement.item import Item, Status
from service.improvement.register import Improvements, OpenFinding
from service.improvement.trouble import Kind, Trouble

__all__ = ["Improvements", "Item", "Kind", "OpenFinding", "Status", "Trouble"]
