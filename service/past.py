"""Drills that were run before, read from wherever their journals lie: what they were to do, and how each ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from measurements.codec import Record, UnreadableEventError, decode
from measurements.events import DrillClosed, DrillOpened, Ending
from measurements.history import History
from runners.journal import FILE_NAME, Journal, JournalError
from scenarios.plan import Plan
from service.evidence.layout import JOURNAL
from service.evidence.lines import UnreadableLineError, records_of
from service.evidence.plans import plan_or_none

_KINDS: Final = ("drill_opened", "step_invoked", "step_completed", "drill_closed")
_BY_KIND: Final = tuple(f'"kind":"{kind}"' for kind in _KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDrill:
    """One drill; `history` holds its frame and its steps only."""

    id: str
    plan: Plan
    history: History
    opened: DrillOpened
    closed: DrillClosed | None

    @property
    def completed(self) -> bool:
        """Whether it went to its end as planned."""
        return self.closed is not None and self.closed.ending is Ending.COMPLETED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A journal, or a drill in one, that could not be read, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Every drill that was found, each once, the earliest first; and what could not be read."""

    drills: tuple[PastDrill, ...] = ()
    unread: tuple[Unread, ...] = ()


def past_drills(places: Iterable[Path]) -> Past:
    """Return the drills at `places`: a journal, a drill's folder, or a folder with such folders in it."""
    drills: dict[str, PastDrill] = {}
    unread: list[Unread] = []
    for journal in dict.fromkeys(path for place in places for path in _journals(place)):
        for found in _read(journal):
            if isinstance(found, Unread):
                unread.append(found)
            else:
                drills.setdefault(found.id, found)
    ordered = sorted(drills.values(), key=lambda drill: (drill.opened.utc_ns, drill.id))
    return Past(drills=tuple(ordered), unread=tuple(unread))


def past_of(journal: Journal) -> Past:
    """Return the drills of an open journal, in the same order; blocking."""
    found = [_drill(Path(drill), drill, records) for drill, records in _in(journal)]
    drills = sorted((one for one in found if isinstance(one, PastDrill)), key=lambda one: (one.opened.utc_ns, one.id))
    return Past(drills=tuple(drills), unread=tuple(one for one in found if isinstance(one, Unread)))


def _in(journal: Journal) -> Iterator[tuple[str, Sequence[Record]]]:
    for drill in journal.drills_now():
        yield drill, journal.records(drill, kinds=_KINDS)


def _journals(place: Path) -> Iterator[Path]:
    """Yield the journals at a place; a place with none is its own journal, so that it is told of as unreadable."""
    found = [place] if place.is_file() else list(_inside(place))
    if not found and place.is_dir():
        found = [journal for below in sorted(place.iterdir()) if below.is_dir() for journal in _inside(below)]
    yield from found or [place]


def _inside(folder: Path) -> Iterator[Path]:
    for name in (FILE_NAME, JOURNAL, Path(JOURNAL).name):
        if (folder / name).is_file():
            yield folder / name
            return


def _read(path: Path) -> Iterator[PastDrill | Unread]:
    try:
        for drill, records in _told(path):
            yield _drill(path, drill, records)
    except (JournalError, UnreadableLineError, OSError) as error:
        yield Unread(place=str(path), reason=str(error))


def _told(path: Path) -> Iterator[tuple[str, Sequence[Record]]]:
    if path.suffix == ".jsonl":
        records = records_of(path.read_bytes())
        yield "", [record for record in records if any(kind in record.text for kind in _BY_KIND)]
        return
    journal = Journal.existing(path)
    try:
        yield from _in(journal)
    finally:
        journal.close()


def _drill(path: Path, name: str, records: Sequence[Record]) -> PastDrill | Unread:
    place = f"{path} {name}".rstrip()
    try:
        history = History(tuple(decode(record.text) for record in records))
    except UnreadableEventError as error:
        return Unread(place=place, reason=str(error))
    plan, opened = plan_or_none(history), history.opened
    if plan is None or opened is None:
        return Unread(place=place, reason="it does not begin with a plan that this version can read")
    return PastDrill(id=opened.drill, plan=plan, history=history, opened=opened, closed=history.closed)
