"""What somebody asks for: which paper, about what, of which days, with which registers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from scenarios.plan import SECOND, Text
from service.denial import UnfitError, because
from service.papers.assessing import Member
from service.papers.kinds import KINDS, Kind
from service.papers.period import Days, year_of
from service.papers.registers import NO_FILES, RegisterFiles
from service.words import say

_LONGEST_YEARS: Final = 10
_YEAR: Final = re.compile("20[0-9]{2}", re.ASCII)
_EARLIEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2099, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`subject` is a dossier's, drill's or incident's id, or a year; `first` and `last` are the days of a period.

    `dossier` names the one whose registers are used where no files are given. `blank`: an evaluation sheet to fill in.
    """

    kind: Kind
    subject: str = ""
    first: date | None = None
    last: date | None = None
    dossier: str = ""
    files: RegisterFiles = NO_FILES
    members: tuple[Member, ...] = ()
    blank: bool = False

    @property
    def name(self) -> str:
        """Return the subject; raises UnfitError where there is none."""
        if not self.subject:
            raise UnfitError(because("paper_no_subject", kind=say(f"paper.{self.kind.value}"), subject=self._about))
        return self.subject

    @property
    def _about(self) -> Text:
        return say(f"paper.subject.{KINDS[self.kind].subject}")

    def year(self) -> int:
        """Return the year that is asked for; raises UnfitError."""
        if not _YEAR.fullmatch(self.name):
            raise UnfitError(because("paper_no_year", year=self.name[:50]))
        return int(self.name)

    def days(self, now_ns: int, zone: str) -> Days:
        """Return the period: the year that the subject names, or the days given; else this year up to its end."""
        if self.first is None and self.last is None:
            return year_of(self.year() if self.subject else _year(now_ns), zone)
        if self.first is None or self.last is None or not _EARLIEST <= self.first <= self.last <= _LATEST:
            raise UnfitError(because("paper_days", first=str(self.first), last=str(self.last)))
        if self.last.year - self.first.year > _LONGEST_YEARS:
            raise UnfitError(because("paper_too_long", years=_LONGEST_YEARS))
        return Days(first=self.first, last=self.last, zone=zone)


def _year(now_ns: int) -> int:
    return datetime.fromtimestamp(now_ns // SECOND, UTC).year
