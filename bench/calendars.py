"""Writes one year's days into the shipped trading calendars: `python bench/calendars.py 2026`.

Needs the package exchange_calendars, installed for this by hand: the product itself reads only the files. The hours in
the files, and their sources, are kept by people; only the lines of days are written anew.
"""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "scenarios" / "calendars"
FRIDAY: Final = 4


def main(year: int) -> None:
    """Write the days of `year` into every shipped calendar."""
    package: Any = import_module("exchange_calendars")
    market = package.get_calendar("XSHG")
    sessions = {moment.date() for moment in market.sessions_in_range(f"{year}-01-01", f"{year}-12-31")}
    source = f"exchange_calendars {package.__version__}, XSHG, {len(sessions)} sessions in {year}"
    lines = {
        "known_from": f"{year}-01-01",
        "known_until": f"{year}-12-31",
        "read": f'[{{source: "{source}", certainty: C}}]',
        "closed": _listed(day for day in _year(year) if day.weekday() <= FRIDAY and day not in sessions),
        "open": _listed(day for day in sorted(sessions) if day.weekday() > FRIDAY),
        "no_night": _listed(_quiet(year, sessions)),
    }
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for key, value in lines.items():
            text = re.sub(rf"(?m)^{key}:.*$", f"{key}: {value}", text)
        path.write_text(text, encoding="utf-8")


def _year(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _quiet(year: int, sessions: set[date]) -> list[date]:
    """Return the trading days after which a weekday is closed: no session on the evening before a statutory holiday."""
    last = max(sessions)
    return [day for day in _year(year) if day in sessions and day < last and _holiday_follows(day, sessions)]


def _holiday_follows(day: date, sessions: set[date]) -> bool:
    after = day + timedelta(days=1)
    while after not in sessions:
        if after.weekday() <= FRIDAY:
            return True
        after += timedelta(days=1)
    return False


def _listed(days: Any) -> str:
    return f"[{', '.join(day.isoformat() for day in days)}]"


if __name__ == "__main__":
    main(int(sys.argv[1]))
