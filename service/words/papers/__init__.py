"""Words of the family of papers."""

from service.words.papers import columns, covers, drills, periods

TABLES = (covers.WORDS, columns.WORDS, drills.WORDS, periods.WORDS)
