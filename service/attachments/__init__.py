"""Files that people attach to what they write: kept by their digest, so that what was named is what is kept."""

from service.attachments.attaching import Attaching, Held
from service.attachments.store import FOLDER, Attachments

__all__ = ["FOLDER", "Attaching", "Attachments", "Held"]
