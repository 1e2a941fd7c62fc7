"""Rules on how often services are drilled and when that is reported: editable files, each line with its source."""

from scenarios.frequencies.model import Clock, FrequencyInput, RuleInput, Scope
from scenarios.frequencies.reading import Rule, read_frequencies, rules_of, shipped_frequencies

__all__ = [
    "Clock",
    "FrequencyInput",
    "Rule",
    "RuleInput",
    "Scope",
    "read_frequencies",
    "rules_of",
    "shipped_frequencies",
]
