"""Words of the findings, by subject; each finding has its sentence and what is to be done about it."""

from service.words.findings import course, data, people, quality, recovery

TABLES = (recovery.WORDS, data.WORDS, course.WORDS, people.WORDS, quality.WORDS)
