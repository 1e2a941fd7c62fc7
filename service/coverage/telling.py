"""Coverage as a table and sentences for a person, and as data for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from rich.table import Table

from scenarios.plan import SECOND, Text
from service.coverage.register import Item, Kind, Wanted
from service.coverage.touched import Row, Stranger, Touch
from service.past import Past, PastDrill
from service.words import Lang, in_language, say

KINDS: Final[tuple[Kind, ...]] = ("service", "threat", "risk", "procedure")
_COLUMNS: Final = ("kind", "id", "title", "level", "scenarios", "drills", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was asked and what came of it; `past` is None where no drills were looked at."""

    wanted: Wanted
    rows: tuple[Row, ...]
    past: Past | None
    months: int
    since_utc_ns: int
    missing: tuple[str, ...] = ()
    """Registers that were not given."""
    strangers: tuple[Stranger, ...] = ()

    @property
    def gaps(self) -> tuple[Row, ...]:
        """Return the rows in which something is missing."""
        return tuple(row for row in self.rows if row.gap is not None)

    @property
    def uncounted(self) -> tuple[PastDrill, ...]:
        """Return the drills of those months that were not completed."""
        drills = () if self.past is None else self.past.drills
        return tuple(one for one in drills if one.opened.utc_ns >= self.since_utc_ns and not one.completed)


def day_of(utc_ns: int) -> str:
    """Return the UTC day of an instant."""
    return datetime.fromtimestamp(utc_ns // SECOND, UTC).date().isoformat()


def table(rows: Sequence[Row], months: int, lang: Lang) -> Table:
    """Return one line a row."""
    made = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        made.add_column(in_language(say(f"coverage.{column}", months=months), lang), overflow="fold")
    for row in rows:
        made.add_row(*(in_language(cell, lang) if not isinstance(cell, str) else cell for cell in _cells(row)))
    return made


def _cells(row: Row) -> Iterator[Text | str]:
    item = row.item
    yield say(f"coverage.{item.kind}")
    yield item.id
    yield item.title
    yield "" if item.level is None else say(f"coverage.level.{item.level}")
    yield ", ".join(row.scenarios)
    yield _forms(row.drills)
    yield "" if row.gap is None else _gap(row)


def _gap(row: Row) -> Text:
    gap = say(f"coverage.gap.{row.gap}")
    if row.last is None:
        return gap
    last = say("coverage.last", day=day_of(row.last.utc_ns))
    return Text(zh=gap.zh + last.zh, en=gap.en + last.en)


def _forms(drills: Sequence[Touch]) -> Text | str:
    counted = Counter(touch.form for touch in drills)
    told = [(say(f"coverage.form.{form}"), count) for form, count in counted.items()]
    if not told:
        return ""
    return Text(
        zh="、".join(f"{form.zh} {count}" for form, count in told),
        en=", ".join(f"{form.en} {count}" for form, count in told),
    )


def sentences(found: Found, lang: Lang) -> list[str]:
    """Return what belongs under the table: sums, what did not count and why, what was not looked at."""
    return [in_language(text, lang) for text in (*_sums(found), *_registers(found), *_drills(found))]


def _sums(found: Found) -> Iterator[Text]:
    for kind in KINDS:
        rows = [row for row in found.rows if row.item.kind == kind]
        if rows:
            gaps = sum(row.gap is not None for row in rows)
            yield say("coverage.sum", kind=say(f"coverage.{kind}"), count=len(rows), gaps=gaps)
    if not found.gaps:
        yield say("coverage.all", count=len(found.rows))


def _registers(found: Found) -> Iterator[Text]:
    for one in found.strangers:
        yield say("coverage.stranger", scenario=one.scenario, kind=say(f"coverage.{one.kind}"), name=one.name)
    for register in found.missing:
        yield say("coverage.no_register", register=say(f"coverage.register.{register}"))
    for item, reason in found.wanted.ruled_out:
        yield say("coverage.ruled_out", title=item.title, reason=reason)


def _drills(found: Found) -> Iterator[Text]:
    if found.past is None:
        yield say("coverage.unlooked")
        return
    for drill in found.uncounted:
        key = "open" if drill.closed is None else "uncounted"
        yield say(f"coverage.{key}", drill=drill.id, day=day_of(drill.opened.utc_ns))
    for unread in found.past.unread:
        yield say("coverage.unread", place=unread.place, reason=unread.reason)


def as_data(found: Found) -> dict[str, Any]:
    """Return everything for a program; `gaps` counts the rows with one."""
    unread = () if found.past is None else found.past.unread
    return {
        "months": found.months,
        "since": day_of(found.since_utc_ns),
        "drills_looked_at": found.past is not None,
        "gaps": len(found.gaps),
        "items": [_row_data(row) for row in found.rows],
        "not_completed": [one.id for one in found.uncounted],
        "unread": [{"place": one.place, "reason": one.reason} for one in unread],
        "ruled_out": [{"threat": item.id, "reason": _both(reason)} for item, reason in found.wanted.ruled_out],
        "registers_not_given": list(found.missing),
        "not_registered": [{"scenario": one.scenario, "kind": one.kind, "name": one.name} for one in found.strangers],
    }


def _row_data(row: Row) -> dict[str, Any]:
    item: Item = row.item
    drills = [{"drill": one.drill, "form": one.form, "day": day_of(one.utc_ns)} for one in row.drills]
    last = (
        None if row.last is None else {"drill": row.last.drill, "form": row.last.form, "day": day_of(row.last.utc_ns)}
    )
    told = {"kind": item.kind, "id": item.id, "title": _both(item.title), "level": item.level}
    return {**told, "scenarios": list(row.scenarios), "drills": drills, "last_before": last, "gap": row.gap}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
