"""Words about real interruptions: grades, reports, the event summary."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {}
