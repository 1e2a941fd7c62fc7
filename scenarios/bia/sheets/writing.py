"""A register as tables of text: filled from a file, or empty as a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias, cast

from scenarios.bia.sheets import forms
from scenarios.bia.sheets.forms import Column, Form, Item
from scenarios.bia.sheets.guide import guide
from scenarios.sheets.writing import Filled
from scenarios.tree import Path

Data: TypeAlias = Mapping[str, Any]
"""A register as it stands in its file: plain mappings, lists, texts and numbers."""
Cells: TypeAlias = tuple[str, ...]
_LEAST_WIDTH: Final = 8


def tables(data: Data) -> tuple[Filled, ...]:
    """Return every sheet of a register whose form is right; the first one explains the others."""
    rows: dict[str, Iterator[Cells]] = {
        forms.ABOUT.name: _about(data),
        forms.DEPARTMENTS.name: _departments(data),
        forms.BUSINESSES.name: _entries(forms.BUSINESSES, _part(data, "businesses")),
        forms.SERVICES.name: _entries(forms.SERVICES, _part(data, "services")),
        forms.DEPENDENCIES.name: _dependencies(data),
        forms.SUPPLIERS.name: _entries(forms.SUPPLIERS, _part(data, "suppliers")),
        forms.IMPACTS.name: _impacts(data),
        forms.RESOURCE.name: _resources(data),
    }
    return (guide(), *(_filled(form, tuple(rows[form.name])) for form in forms.FORMS))


def template() -> tuple[Filled, ...]:
    """Return the sheets with their headings and nothing below."""
    return tables({})


def _filled(form: Form, rows: tuple[Cells, ...]) -> Filled:
    headings = form.headings()
    words = {number: tuple(column.words) for number, (_, column, _) in enumerate(headings, 1) if column.words}
    widths = {number: max(_LEAST_WIDTH, column.width) for number, (_, column, _) in enumerate(headings, 1)}
    head = tuple(heading for heading, _, _ in headings)
    return Filled(name=form.name, rows=(head, *rows), choices=words, widths=widths)


def _part(data: Data, name: str) -> Data:
    return cast("Data", data.get(name, {}))


def _within(data: Data, path: Path) -> Any:
    value: Any = data
    for part in path:
        value = cast("Data", value).get(str(part)) if isinstance(value, Mapping) else None
    return value


def _list(data: Data, path: Path) -> list[Any]:
    return cast("list[Any]", _within(data, path) or [])


def _cells(columns: tuple[Column, ...], entry: Data) -> Iterator[str]:
    for column in columns:
        yield from _shown(column, _within(entry, column.path))


def _shown(column: Column, value: Any) -> Iterator[str]:
    """Yield the one cell of a value, two for a title."""
    match column.kind:
        case "title":
            yield from _title(value)
        case "people":
            yield "、".join(cast("list[str]", value or []))
        case "word":
            yield next((word for word, meaning in column.words.items() if meaning == _text(value)), _text(value))
        case _:
            yield _text(value)


def _title(value: Any) -> Cells:
    if isinstance(value, Mapping):
        both = cast("Mapping[str, str]", value)
        return both["zh"], both["en"]
    return _text(value), ""


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _entries(form: Form, entries: Data) -> Iterator[Cells]:
    for name, entry in entries.items():
        yield name, *_cells(form.columns[1:], cast("Data", entry))


def _about(data: Data) -> Iterator[Cells]:
    for item in forms.ITEMS:
        value = _within(data, item.path)
        values = _list(data, item.path) if item.many else [] if value is None else [value]
        for each in values:
            yield item.word, *_content(item, each)


def _content(item: Item, value: Any) -> Cells:
    return _title(value) if item.kind == "title" else (_text(value), "")


def _departments(data: Data) -> Iterator[Cells]:
    for department in _list(data, ("about", "departments")):
        yield tuple(_cells(forms.DEPARTMENTS.columns, department))


def _dependencies(data: Data) -> Iterator[Cells]:
    for name, business in _part(data, "businesses").items():
        for other in _list(business, ("needs", "services")):
            yield "业务", name, "IT服务", other
        for other in _list(business, ("needs", "businesses")):
            yield "业务", name, "业务", other
    for name, service in _part(data, "services").items():
        for other in service.get("depends_on", []):
            yield "IT服务", name, "IT服务", other
        for other in service.get("suppliers", []):
            yield "IT服务", name, "供应商", other


def _impacts(data: Data) -> Iterator[Cells]:
    for name, business in _part(data, "businesses").items():
        for point in business.get("impact", []):
            yield name, *_cells(forms.IMPACTS.columns[1:], point)


def _resources(data: Data) -> Iterator[Cells]:
    kinds = {value: word for word, value in forms.RESOURCES.items()}
    for name, service in _part(data, "services").items():
        for kind, contents in service.get("resources", {}).items():
            for content in contents:
                yield name, kinds[kind], *_title(content)
