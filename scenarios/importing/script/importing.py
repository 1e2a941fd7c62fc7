"""From the tables of a file to a scenario and the beginning of its contacts file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from scenarios.importing.naming import row_ids, slug
from scenarios.importing.outline import Imported, Outline, Wishes, probe_entries, written
from scenarios.importing.script.commands import Places
from scenarios.importing.script.headings import DEPTH, Headings, find_headings
from scenarios.importing.script.preamble import Preamble, read_preamble
from scenarios.importing.script.rows import Row, read_rows
from scenarios.importing.script.sequence import read_waiting
from scenarios.importing.script.steps import Step, Steps
from scenarios.importing.yaml_text import Entry
from scenarios.plan import Phase
from scenarios.problems import START, Problem, errors_in, found
from scenarios.sheets import Book, Sheet

MOST: Final = 500


def import_script(book: Book, wishes: Wishes) -> Imported:
    """Return the scenario that a drill script sheet describes.

    Anything that would have to be guessed is a problem with its cell, and then there is no scenario. What the sheet
    cannot know (services, environments, the names of hosts) and `wishes` do not say stands as TODO.
    """
    if not book.sheets and errors_in(book.problems):
        return Imported(problems=book.problems)
    sheet = _choose(book, wishes.sheet)
    if isinstance(sheet, Problem):
        return Imported(problems=(*book.problems, sheet))
    headings = find_headings(sheet)
    if headings is None:
        return Imported(problems=(*book.problems, _no_table(sheet)))
    rows, problems = read_rows(sheet, headings, wishes)
    told = [*book.problems, *_of_headings(sheet, headings), *problems, *_of_count(sheet, headings, rows, problems)]
    made = Steps(wishes=wishes, places=Places(wishes))
    outline, wrong = _outline(sheet, headings, rows, made)
    told = [*told, *wrong, *made.problems]
    if errors_in(told):
        return Imported(problems=tuple(told))
    return Imported(
        scenario=written(outline, wishes),
        contacts=made.people.contacts(outline.origin, wishes.lang),
        problems=tuple(told),
    )


def _choose(book: Book, name: str) -> Sheet | Problem:
    """Return the sheet that is asked for, or the only one that holds steps."""
    names = ", ".join(sheet.name for sheet in book.sheets)
    if name:
        chosen = book.sheet(name)
        return chosen or found(book.file, START, "sheet", "script_no_sheet", name=name, known=names or "-")
    fitting = [sheet for sheet in book.sheets if find_headings(sheet) is not None]
    if len(fitting) > 1:
        best = [sheet for sheet in fitting if "脚本" in sheet.name or "script" in sheet.name.casefold()]
        fitting = best if len(best) == 1 else fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(sheet.name for sheet in fitting)
        return found(book.file, START, "sheet", "script_many_tables", names=names)
    return found(book.file, START, "headings", "script_no_table", rows=str(DEPTH))


def _no_table(sheet: Sheet) -> Problem:
    return found(sheet.file, sheet.mark(1, 1), "headings", "script_no_table", rows=str(DEPTH))


def _of_headings(sheet: Sheet, headings: Headings) -> Iterator[Problem]:
    for cell, other in headings.twice:
        facts = {"name": cell.text, "other": other.ref}
        yield found(sheet.file, sheet.mark(cell.row, cell.column), "headings", "script_heading_twice", **facts)
    for cell in headings.unread:
        yield found(sheet.file, sheet.mark(cell.row, cell.column), "headings", "script_heading_unread", name=cell.text)


def _of_count(sheet: Sheet, headings: Headings, rows: Sequence[Row], problems: Sequence[Problem]) -> Iterator[Problem]:
    mark = sheet.mark(headings.row, 1)
    if not rows and not errors_in(problems):
        yield found(sheet.file, mark, "row", "script_no_steps")
    if len(rows) > MOST:
        yield found(sheet.file, mark, "row", "script_too_many_steps", most=str(MOST))


def _outline(sheet: Sheet, headings: Headings, rows: Sequence[Row], made: Steps) -> tuple[Outline, tuple[Problem, ...]]:
    wishes, before = made.wishes, read_preamble(sheet, headings)
    ids = row_ids([row.text("number") for row in rows])
    order = read_waiting(rows, ids)
    steps: list[Step] = []
    last: dict[int, str] = {}
    for place, row in enumerate(rows):
        last[place] = f"{ids[place]}-checked" if row.cell("command") and row.cell("checker") else ids[place]
    for place, row in enumerate(rows):
        needs = order.needs.get(place)
        steps.append(made.step(row, ids[place], None if needs is None else [last[needed] for needed in needs]))
    phases = {phase: tuple(e for step in steps if step.phase is phase for e in step.entries) for phase in Phase}
    phases[Phase.RESTORE] = (*_undone(rows, ids, made), *phases[Phase.RESTORE])
    name = PurePath(sheet.file).name
    return Outline(
        origin=f"{name} {sheet.name}".strip(),
        name=_id(wishes, name, before),
        title=wishes.title or before.title or PurePath(name).stem,
        form=before.form,
        about=before.about,
        services=wishes.services,
        environments=wishes.environments,
        hosts=tuple(made.places.hosts()),
        probes=tuple(probe_entries(wishes)),
        longest_s=sum(step.seconds for step in steps),
        steps=phases,
    ), order.problems


def _id(wishes: Wishes, file: str, before: Preamble) -> str:
    return wishes.name or slug(PurePath(file).stem) or slug(before.title) or "imported-drill"


def _undone(rows: Sequence[Row], ids: Sequence[str], made: Steps) -> Iterator[Entry]:
    """Yield the undo commands of the sheet, the last step's first."""
    alone = all(row.phase is not Phase.RESTORE for row in rows)
    for row, id_ in reversed(list(zip(rows, ids, strict=True))):
        entry = made.undoing(row, id_, alone=alone)
        if entry is not None:
            yield entry
