"""The list of drills: one head of the book a drill, so that no list ever reads the journals of the past."""

from service.index.counting import Count, count_by_status, count_by_tag
from service.index.heads import OPEN
from service.index.index import EVERYTHING, DrillIndex
from service.index.listing import Line, LinePage, Wanted

__all__ = ["EVERYTHING", "OPEN", "Count", "DrillIndex", "Line", "LinePage", "Wanted", "count_by_status", "count_by_tag"]
