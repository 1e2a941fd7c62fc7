"""A register out of sheets: every cell becomes a value with its place, so that whatever is wrong names the cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from scenarios.bia.sheets import forms
from scenarios.bia.sheets.cells import duration, people, word
from scenarios.bia.sheets.forms import ENGLISH, Column, Form, Item
from scenarios.bia.sheets.grids import Grid, Row, lay
from scenarios.bia.sheets.planting import Bed
from scenarios.documents import Document
from scenarios.problems import START, Mark, Problem, found
from scenarios.sheets import Book
from scenarios.sheets.grid import Sheet
from scenarios.suggest import nearest
from scenarios.tree import Path


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads one book; `ids` are the entries of each section with the rows they stand in."""

    book: Book
    bed: Bed = field(default_factory=Bed)
    ids: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    problems: list[Problem] = field(default_factory=list[Problem])

    def grid(self, form: Form) -> Grid:
        """Return a form laid over its sheet, over nothing if there is none."""
        sheet = self.book.sheet(form.name) or Sheet(file=self.book.file, name=form.name)
        grid = lay(form, sheet, self.book.file)
        self.problems.extend(grid.problems)
        grid.problems = self.problems
        return grid

    def value(self, grid: Grid, row: Row, column: Column, path: Path) -> None:
        """Put what a cell holds at `path`; an empty one only where something must stand."""
        cell = row.at(column)
        if column.kind == "title":
            self._title(row, column, path)
        elif cell.text or column.required:
            self._plant(grid, row, column, path)

    def _plant(self, grid: Grid, row: Row, column: Column, path: Path) -> None:
        cell = row.at(column)
        place = row.mark(cell)
        match column.kind:
            case "people":
                for name in people(cell.text):
                    self.bed.put(self.bed.next_place(path), place, name)
            case "word":
                meant = self.meant(grid, row, column)
                self.bed.put(path, place, cell.text if meant is None else meant, plain=True)
            case "duration":
                self.bed.put(path, place, duration(cell.text), plain=True)
            case _:
                self.bed.put(path, place, cell.text, plain=column.kind == "number" or not cell.text)

    def _title(self, row: Row, column: Column, path: Path) -> None:
        cell, english = row.at(column), row.at(column, english=ENGLISH)
        if english.text:
            self.bed.put((*path, "zh"), row.mark(cell), cell.text, plain=not cell.text)
            self.bed.put((*path, "en"), row.mark(english), english.text)
        elif cell.text or column.required:
            self.bed.put(path, row.mark(cell), cell.text, plain=not cell.text)

    def meant(self, grid: Grid, row: Row, column: Column) -> str | None:
        """Return what a word means; one that is none of the column's is noted."""
        cell = row.at(column)
        if not cell.text:
            if column.required or not column.path:
                grid.note(row.mark(cell), "bia_sheet_no_id", name=column.heading)
            return None
        meaning = word(cell.text, column.words)
        if meaning is None:
            hint = nearest(cell.text, column.words)
            known = "、".join(column.words)
            grid.note(row.mark(cell), "bia_sheet_no_choice", value=cell.text, known=known, hint=hint)
        return meaning

    def entries(self, form: Form, section: str) -> None:
        """Read a table whose rows are entries of a section, each with an id of its own."""
        grid = self.grid(form)
        rows = self.ids.setdefault(section, {})
        for row in grid.rows():
            cell = row.at(form.columns[0])
            if not cell.text:
                grid.note(row.mark(cell), "bia_sheet_no_id", name=form.columns[0].heading)
            elif cell.text in rows:
                grid.note(row.mark(cell), "bia_sheet_id_twice", name=cell.text, row=str(rows[cell.text]))
            else:
                rows[cell.text] = row.number
                self.bed.enter((section, cell.text), row.mark(cell))
                for column in form.columns[1:]:
                    self.value(grid, row, column, (section, cell.text, *column.path))

    def known(self, grid: Grid, row: Row, column: Column, section: str) -> str:
        """Return the id in a cell if its own table has it; else it is noted, and nothing returned."""
        cell = row.at(column)
        own = {"businesses": forms.BUSINESSES, "services": forms.SERVICES, "suppliers": forms.SUPPLIERS}[section]
        ids = self.ids.get(section, {})
        if not cell.text:
            grid.note(row.mark(cell), "bia_sheet_no_id", name=column.heading)
        elif cell.text not in ids:
            facts = {"sheet": own.name, "name": cell.text, "hint": nearest(cell.text, ids)}
            grid.note(row.mark(cell), "bia_sheet_unknown_id", **facts)
        return cell.text if cell.text in ids else ""


def read_register_sheets(book: Book, folder: FilePath) -> Document:
    """Return the register that a workbook or a folder of CSV files holds, as a document whose places are cells.

    `folder` is where a level table named by path is looked for. What is wrong stands in `problems`.
    """
    if not book.sheets:
        return Document(file=book.file, folder=folder, problems=book.problems)
    reader = _Reader(book=book)
    reader.problems.extend(book.problems)
    if book.sheet(forms.SERVICES.name) is None:
        reader.problems.append(found(book.file, START, "", "bia_sheet_missing", name=forms.SERVICES.name))
        return Document(file=book.file, folder=folder, problems=tuple(reader.problems))
    _unknown_sheets(reader)
    _read(reader)
    return Document(file=book.file, folder=folder, root=reader.bed.grow(), problems=tuple(reader.problems))


def _unknown_sheets(reader: _Reader) -> None:
    known = [forms.GUIDE, *(form.name for form in forms.FORMS)]
    for sheet in reader.book.sheets:
        if sheet.name not in known and sheet.cells:
            facts = {"name": sheet.name, "known": "、".join(known), "hint": nearest(sheet.name, known)}
            place = sheet.mark(1, 1)
            reader.problems.append(found(reader.book.file, place, "", "bia_sheet_unknown", **facts))


def _read(reader: _Reader) -> None:
    _about(reader)
    _departments(reader)
    services = reader.book.sheet(forms.SERVICES.name)
    reader.bed.root = START if services is None else lay(forms.SERVICES, services, reader.book.file).mark(1, 1)
    reader.entries(forms.BUSINESSES, "businesses")
    reader.entries(forms.SERVICES, "services")
    reader.entries(forms.SUPPLIERS, "suppliers")
    _dependencies(reader)
    _impacts(reader)
    _resources(reader)


def _about(reader: _Reader) -> None:
    grid = reader.grid(forms.ABOUT)
    items = {item.word: item for item in forms.ITEMS}
    first: dict[str, int] = {}
    for row in grid.rows():
        meant = reader.meant(grid, row, forms.ABOUT.columns[0])
        item = None if meant is None else items[meant]
        if item is not None and item.word in first and not item.many:
            facts = {"name": item.word, "row": str(first[item.word])}
            grid.note(row.mark(row.at(forms.ABOUT.columns[0])), "bia_sheet_id_twice", **facts)
        elif item is not None:
            first[item.word] = row.number
            _item(reader, grid, row, item)


def _item(reader: _Reader, grid: Grid, row: Row, item: Item) -> None:
    heading = forms.ABOUT.columns[1].heading
    column = Column(heading=heading, kind=item.kind, required=item.many)
    path = reader.bed.next_place(item.path) if item.many else item.path
    reader.value(grid, row, column, path)


def _departments(reader: _Reader) -> None:
    grid = reader.grid(forms.DEPARTMENTS)
    for row in grid.rows():
        path = reader.bed.next_place(("about", "departments"))
        for column in forms.DEPARTMENTS.columns:
            reader.value(grid, row, column, (*path, *column.path))


def _impacts(reader: _Reader) -> None:
    grid = reader.grid(forms.IMPACTS)
    for row in grid.rows():
        business = reader.known(grid, row, forms.IMPACTS.columns[0], "businesses")
        path = reader.bed.next_place(("businesses", business, "impact")) if business else ()
        for column in forms.IMPACTS.columns[1:] if business else ():
            reader.value(grid, row, column, (*path, *column.path))


def _resources(reader: _Reader) -> None:
    grid = reader.grid(forms.RESOURCE)
    whose, kind, content = forms.RESOURCE.columns
    content = Column(heading=content.heading, kind=content.kind, required=True)
    for row in grid.rows():
        service = reader.known(grid, row, whose, "services")
        meant = reader.meant(grid, row, kind)
        if service and meant is not None:
            path = reader.bed.next_place(("services", service, "resources", meant))
            reader.value(grid, row, content, path)


def _dependencies(reader: _Reader) -> None:
    grid = reader.grid(forms.DEPENDENCIES)
    kind, whose, other_kind, other = forms.DEPENDENCIES.columns
    for row in grid.rows():
        section, part = reader.meant(grid, row, kind), reader.meant(grid, row, other_kind)
        if section is None or part is None:
            continue
        name, cell = reader.known(grid, row, whose, section), row.at(other)
        path = _PLACES.get((section, part))
        if path is None:
            facts = {"whole": row.at(kind).text, "part": row.at(other_kind).text}
            known = "、".join(_word(there) for here, there in _PLACES if here == section)
            grid.note(row.mark(row.at(other_kind)), "bia_sheet_no_dependency", **facts, known=known)
        elif not cell.text:
            grid.note(row.mark(cell), "bia_sheet_no_id", name=other.heading)
        elif name:
            reader.bed.put(reader.bed.next_place((section, name, *path)), row.mark(cell), cell.text)


_PLACES: dict[tuple[str, str], Path] = {
    ("businesses", "services"): ("needs", "services"),
    ("businesses", "businesses"): ("needs", "businesses"),
    ("services", "services"): ("depends_on",),
    ("services", "suppliers"): ("suppliers",),
}


def _word(section: str) -> str:
    return next(word for word, value in forms.PARTS.items() if value == section)


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without those of a cell of which the sheet itself has complained already.

    A sheet without a row that could be read lacks rows and not a key, and nothing where its rows were refused.
    """
    listed = tuple(map(_as_rows, problems))
    spoken = {(each.file, each.cell) for each in listed if each.cell and _is_first(each)}
    spoken |= {(each.file, f"{each.sheet}!A1") for each in listed if each.key == "bia_sheet_no_id"}
    return tuple(each for each in listed if _is_first(each) or (each.file, each.cell) not in spoken)


def _is_first(problem: Problem) -> bool:
    return problem.key.startswith(_OF_SHEETS) and problem.key != "bia_sheet_empty"


def _as_rows(problem: Problem) -> Problem:
    if not problem.cell or (problem.key, problem.field) != ("missing", "services"):
        return problem
    mark = Mark(line=problem.line, column=problem.column, cell=problem.cell)
    return found(problem.file, mark, problem.field, "bia_sheet_empty")


_OF_SHEETS = ("bia_sheet_", "sheet_")
