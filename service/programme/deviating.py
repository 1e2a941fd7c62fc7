"""Where a year went another way than its approved programme: changed, missed, moved, or never planned; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from scenarios.plan import Text
from service.programme.annual import Item, Year
from service.words import say

Kind: TypeAlias = Literal["done", "planned", "missed", "moved", "unplanned", "added", "removed", "changed"]
_QUARTER: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDrill:
    """One completed drill of the year, on its local day."""

    drill: str
    scenario: str
    form: str
    services: frozenset[str]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """How one item, or one drill, stands against the programme. `done` and `planned` are none."""

    kind: Kind
    item: str | None
    services: tuple[str, ...]
    quarter: int | None
    drills: tuple[str, ...]
    text: Text


def quarter_of(day: date) -> int:
    """Return the quarter of a day, 1 to 4."""
    return (day.month - 1) // _QUARTER + 1


def course(year: Year, drills: Sequence[YearDrill], today: date) -> tuple[Deviation, ...]:
    """Return how the year went: every item that is approved (or written, before there is approval), then the rest."""
    spec = year.spec if year.approved is None else year.approved.spec
    rows = [_item(item, int(year.year), drills, today) for item in spec.items]
    return (*rows, *_unplanned(spec.items, drills), *_edits(year))


def _item(item: Item, year: int, drills: Sequence[YearDrill], today: date) -> Deviation:
    wanted = frozenset(item.services)
    fitting = [drill for drill in drills if not wanted.isdisjoint(drill.services) and _fits(item, drill)]
    inside = [drill for drill in fitting if quarter_of(drill.day) == item.quarter]
    lacking = _lacking(item, inside)
    anywhere = _lacking(item, fitting)
    over = (today.year, quarter_of(today)) > (year, item.quarter)
    if not lacking:
        return _told("done", item, tuple(drill.drill for drill in inside), item.services)
    if not anywhere:
        return _told("moved", item, tuple(drill.drill for drill in fitting), lacking)
    return _told("missed" if over else "planned", item, tuple(drill.drill for drill in fitting), anywhere)


def _fits(item: Item, drill: YearDrill) -> bool:
    """Tell whether a drill of one of an item's services is of its scenario and form."""
    named = item.scenario is None or item.scenario == drill.scenario
    return named and (item.form is None or item.form == drill.form)


def _lacking(item: Item, drills: Sequence[YearDrill]) -> tuple[str, ...]:
    done = frozenset[str]().union(*(drill.services for drill in drills))
    return tuple(name for name in item.services if name not in done)


def _told(kind: Kind, item: Item, drills: tuple[str, ...], services: tuple[str, ...]) -> Deviation:
    text = say(f"deviation.{kind}", title=item.title, quarter=item.quarter, services=", ".join(services))
    return Deviation(kind=kind, item=item.id, services=services, quarter=item.quarter, drills=drills, text=text)


def _unplanned(items: Sequence[Item], drills: Sequence[YearDrill]) -> Iterator[Deviation]:
    of_service: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        for name in item.services:
            of_service[name].append(item)
    for drill in drills:
        if not any(_fits(item, drill) for name in drill.services for item in of_service[name]):
            services = tuple(sorted(drill.services))
            quarter = quarter_of(drill.day)
            text = say("deviation.unplanned", title=drill.scenario, quarter=quarter, services=", ".join(services))
            yield Deviation(
                kind="unplanned", item=None, services=services, quarter=quarter, drills=(drill.drill,), text=text
            )


def _edits(year: Year) -> Iterator[Deviation]:
    """Yield what was written since the approval."""
    if year.approved is None:
        return
    before = {item.id: item for item in year.approved.spec.items}
    now = {item.id: item for item in year.spec.items}
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name), now.get(name)
        if old is None and new is not None:
            yield _told("added", new, (), new.services)
        elif new is None and old is not None:
            yield _told("removed", old, (), old.services)
        elif old is not None and new is not None and old != new:
            yield _told("changed", new, (), new.services)
