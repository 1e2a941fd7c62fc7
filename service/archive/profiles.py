"""Retention profiles: for how many years the evidence of a drill is kept, counted from its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from service.evidence.statement import Kept

ProfileName: TypeAlias = Literal["5y", "20y", "for_ever"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile; `years` None keeps for ever."""

    name: ProfileName
    years: int | None

    def kept(self, ended_at: str | None) -> Kept | None:
        """Return what a statement says of it, None for a drill that has no end yet (UTC, ISO 8601)."""
        if ended_at is None:
            return None
        until = "" if self.years is None else _later(date.fromisoformat(ended_at[:10]), self.years).isoformat()
        return Kept(profile=self.name, years=self.years, until=until)


FOR_EVER: Final = Profile(name="for_ever", years=None)
PROFILES: Final[dict[ProfileName, Profile]] = {
    "5y": Profile(name="5y", years=5),
    "20y": Profile(name="20y", years=20),
    "for_ever": FOR_EVER,
}


def _later(day: date, years: int) -> date:
    """Return the same day of a later year; 29 February becomes 1 March, so that no day is lost."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
