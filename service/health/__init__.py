"""Whether the service is well: facts are looked at, one pure judgement says of each part how it is and what to do."""

from service.health.judging import PARTS, is_ready, judge
from service.health.looking import Looker, roll_of
from service.health.metrics import HealthCollector
from service.health.parts import DatabaseSeen, Facts, Part, State

__all__ = [
    "PARTS",
    "DatabaseSeen",
    "Facts",
    "HealthCollector",
    "Looker",
    "Part",
    "State",
    "is_ready",
    "judge",
    "roll_of",
]
