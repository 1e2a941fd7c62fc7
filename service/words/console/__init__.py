"""Words of the console, a module a slice."""

from service.words.console import frame

TABLES = (frame.WORDS,)
