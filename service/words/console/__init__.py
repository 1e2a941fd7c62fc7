"""Words of the console, a module a slice."""

from service.words.console import (
    after,
    authoring,
    calendar,
    entries,
    evidence,
    findings,
    frame,
    history,
    overview,
    owning,
    papers,
    parameters,
    preparing,
    room,
)

TABLES = (
    after.WORDS,
    authoring.WORDS,
    calendar.WORDS,
    entries.WORDS,
    evidence.WORDS,
    findings.WORDS,
    frame.WORDS,
    history.WORDS,
    overview.WORDS,
    owning.WORDS,
    papers.WORDS,
    parameters.WORDS,
    preparing.WORDS,
    room.WORDS,
)
