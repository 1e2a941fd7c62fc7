"""What every paper of the family is made of, whichever format renders it: a cover, sections, and its charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from scenarios.plan import Text
from service.report.blocks import Chart, Line, Section
from service.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in both languages at once. Formats render it; they compute and round nothing."""

    kind: Text
    """Which paper it is: what stands above its title, and at the foot of every page."""
    number: str
    """Under which number it is known: the drill's id, the incident's, a period."""
    title: Text
    software: str
    cover: tuple[Line, ...]
    sections: tuple[Section, ...]
    made_ns: int | None = None
    """As of when it tells (UTC, in ns), None where it tells of no instant."""

    def instant(self) -> datetime | None:
        """Return the instant that a file of this paper bears, to the second: the paper's own, never the clock's."""
        return None if self.made_ns is None else datetime.fromtimestamp(self.made_ns // 10**9, UTC)

    def drawn(self, chart: Chart, lang: Lang, uid: str) -> tuple[str, ...]:  # noqa: ARG002  a paper may have none
        """Return what a chart shows, each drawing as one `svg` element; `uid` keeps the ids inside them apart."""
        return ()
